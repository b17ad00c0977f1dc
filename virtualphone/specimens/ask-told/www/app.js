import { firstLaunch, launch } from '/_shared/app.js'
import { requestWithSheet, whenMineOpens } from '/_shared/asking.js'
import { ask } from '/_shared/consent.js'
import { weui as kit } from '/_shared/kits/weui.js'
import { operatorOf } from '/_shared/policy.js'

launch({
  kit, brand: '附近食光', accent: '#f08c00', trade: 'recipes', words: ['早餐', '小吃', '火锅', '甜品', '外带', '排队', '优惠', '更多'], heading: '附近美食', tabs: ['首页', '发现', '消息', '我的'],
  operator: operatorOf('附近食光', '佛山食光网络科技有限公司', '广东省佛山市南海区桂城街道灯湖东路 6 号', 'privacy@fujin-food.cn', '0757-8123-9067', '附近食光美食推荐服务'),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: { settings: { title: '设置', groups: [[{ title: '消息提醒', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] } },
  start: (app) => firstLaunch(app, {
    ask: () => ask(app, { title: '服务协议与隐私政策', text: ['欢迎使用附近食光。请您阅读《用户协议》和《隐私政策》，并选择是否同意；不同意时仍可浏览公开内容。'],
      agree: { text: '同意', id: 'btn_yes' }, refuse: { text: '不同意', id: 'btn_no' } }),
    agreed() {
      whenMineOpens(() => requestWithSheet('位置权限使用说明', '用于为您推荐附近的餐厅，并显示到店距离。', 'ACCESS_FINE_LOCATION'))
    },
  }),
})
