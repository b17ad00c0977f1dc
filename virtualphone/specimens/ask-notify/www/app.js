import { firstLaunch, launch } from '/_shared/app.js'
import { request, whenMineOpens } from '/_shared/asking.js'
import { ask } from '/_shared/consent.js'
import { weui as kit } from '/_shared/kits/weui.js'
import { operatorOf } from '/_shared/policy.js'

launch({
  kit, brand: '小城早报', accent: '#c92a2a', trade: 'recipes', words: ['本地', '民生', '交通', '天气', '政务', '视频', '评论', '更多'], heading: '今日要闻', tabs: ['首页', '发现', '消息', '我的'],
  operator: operatorOf('小城早报', '烟台小城传媒有限公司', '山东省烟台市莱山区迎春大街 170 号', 'privacy@xiaocheng-daily.cn', '0535-6710-3382', '小城早报资讯服务'),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: { settings: { title: '设置', groups: [[{ title: '消息提醒', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] } },
  start: (app) => firstLaunch(app, {
    ask: () => ask(app, { title: '服务协议与隐私政策', text: ['欢迎使用小城早报。请您阅读《用户协议》和《隐私政策》，并选择是否同意；不同意时仍可浏览公开内容。'],
      agree: { text: '同意', id: 'btn_yes' }, refuse: { text: '不同意', id: 'btn_no' } }),
    agreed() {
      whenMineOpens(() => request('POST_NOTIFICATIONS'))
    },
  }),
})
