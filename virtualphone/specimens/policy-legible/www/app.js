import { firstLaunch, launch } from '/_shared/app.js'
import { ask } from '/_shared/consent.js'
import { weui as kit } from '/_shared/kits/weui.js'
import { operatorOf } from '/_shared/policy.js'

launch({
  kit, brand: '青竹诗词', accent: '#37b24d', trade: 'recipes', words: ['诗词', '名句', '诗人', '朗读', '飞花令', '背诵', '收藏', '更多'], heading: '每日一诗', tabs: ['首页', '发现', '消息', '我的'],
  operator: operatorOf('青竹诗词', '绍兴青竹文化传媒有限公司', '浙江省绍兴市越城区胜利东路 360 号', 'privacy@qingzhu-poems.cn', '0575-8512-9043', '青竹诗词阅读服务'),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: { settings: { title: '设置', groups: [[{ title: '消息提醒', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] } },
  start: (app) => firstLaunch(app, {
    ask: () => ask(app, { title: '服务协议与隐私政策', text: ['欢迎使用青竹诗词。请您阅读《用户协议》和《隐私政策》，并选择是否同意；不同意时仍可浏览公开内容。'],
      agree: { text: '同意', id: 'btn_yes' }, refuse: { text: '不同意', id: 'btn_no' } }),
  }),
})
