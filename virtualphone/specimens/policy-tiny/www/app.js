import { firstLaunch, launch } from '/_shared/app.js'
import { ask } from '/_shared/consent.js'
import { weui as kit } from '/_shared/kits/weui.js'
import { operatorOf } from '/_shared/policy.js'

launch({
  kit, brand: '蝌蚪识字', accent: '#2b8a3e', trade: 'recipes', words: ['识字', '拼读', '儿歌', '故事', '涂色', '古诗', '收藏', '更多'], heading: '今日识字', tabs: ['首页', '发现', '消息', '我的'],
  operator: operatorOf('蝌蚪识字', '成都蝌蚪教育科技有限公司', '四川省成都市高新区天府大道北段 1700 号', 'privacy@kedou-shizi.cn', '028-8512-7731', '蝌蚪识字学习服务'),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: { settings: { title: '设置', groups: [[{ title: '消息提醒', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] } },
  start: (app) => firstLaunch(app, {
    ask: () => ask(app, { title: '服务协议与隐私政策', text: ['欢迎使用蝌蚪识字。请您阅读《用户协议》和《隐私政策》，并选择是否同意；不同意时仍可浏览公开内容。'],
      agree: { text: '同意', id: 'btn_yes' }, refuse: { text: '不同意', id: 'btn_no' } }),
  }),
})
