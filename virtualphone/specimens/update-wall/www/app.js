import { captureBack, firstLaunch, launch, phone } from '/_shared/app.js'
import { toStore } from '/_shared/ad.js'
import { ask } from '/_shared/consent.js'
import { el } from '/_shared/element.js'
import { weui as kit } from '/_shared/kits/weui.js'
import { identifiers, post } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

const OLDEST = 620 // the version code that the operator still serves

// A window with one button, which leads to the app store; only the back key puts it away.
function demandUpdate() {
  const layer = el('div', {}, el('div.weui-mask'), el('div.weui-dialog', { 'data-window': 'dialog' },
    el('div.weui-dialog__hd', {}, el('strong.weui-dialog__title', {}, '发现新版本 6.2.0')),
    el('div.weui-dialog__bd', {}, '当前版本过低，请更新后继续使用。本次更新：全新的换乘方案，更准的到站时间。'),
    el('div.weui-dialog__ft', {}, el('a.weui-dialog__btn.weui-dialog__btn_primary', { 'data-id': 'btn_update', onclick: () => toStore('com.shunlu.trips') }, '立即更新'))))
  document.body.append(layer)
  captureBack(() => { layer.remove(); captureBack(null) })
}

launch({
  kit, brand: '顺路行程', accent: '#1971c2', trade: 'lines', hint: '搜线路、站点', words: ['公交', '地铁', '骑行', '步行', '打车', '时刻表', '乘车码', '更多'], heading: '附近线路', tabs: ['出行', '线路', '消息', '我的'],
  operator: operatorOf('顺路行程', '长沙顺路信息技术有限公司', '湖南省长沙市岳麓区麓谷大道 627 号', 'privacy@shunlu-trips.cn', '0731-8890-6120', '顺路行程查询服务'),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: { settings: { title: '设置', groups: [[{ title: '到站提醒', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] } },
  start: (app) => firstLaunch(app, {
    ask: () => ask(app, { title: '服务协议与隐私政策', text: ['请您阅读并理解《用户协议》和《隐私政策》。我们只在您查询线路时处理必要的信息。'],
      agree: { text: '同意', id: 'agree' }, refuse: { text: '不同意', id: 'refuse' } }),
    async agreed() {
      const version = await phone.getVersionCode()
      post('https://api.shunlu-trips.cn/v3/start', { ...await identifiers('android_id'), version })
      if (version < OLDEST) demandUpdate()
    },
  }),
})
