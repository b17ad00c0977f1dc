import { firstLaunch, launch } from '/_shared/app.js'
import { request, whenMineOpens } from '/_shared/asking.js'
import { ask } from '/_shared/consent.js'
import { weui as kit } from '/_shared/kits/weui.js'
import { operatorOf } from '/_shared/policy.js'

launch({
  kit, brand: '同城拼车', accent: '#1971c2', trade: 'lines', words: ['拼车', '顺风', '包车', '行程', '钱包', '客服', '发票', '更多'], heading: '顺路车主', tabs: ['首页', '发现', '消息', '我的'],
  operator: operatorOf('同城拼车', '郑州同城出行科技有限公司', '河南省郑州市金水区花园路 39 号', 'privacy@tongcheng-carpool.cn', '0371-6598-2204', '同城拼车出行服务'),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: { settings: { title: '设置', groups: [[{ title: '消息提醒', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] } },
  start: (app) => firstLaunch(app, {
    ask: () => ask(app, { title: '服务协议与隐私政策', text: ['欢迎使用同城拼车。请您阅读《用户协议》和《隐私政策》，并选择是否同意；不同意时仍可浏览公开内容。'],
      agree: { text: '同意', id: 'btn_yes' }, refuse: { text: '不同意', id: 'btn_no' } }),
    agreed() {
      whenMineOpens(() => request('ACCESS_FINE_LOCATION'))
    },
  }),
})
