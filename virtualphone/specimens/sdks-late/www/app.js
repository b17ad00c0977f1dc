import { firstLaunch, launch, phone } from '/_shared/app.js'
import { ask } from '/_shared/consent.js'
import { weui as kit } from '/_shared/kits/weui.js'
import { get, identifiers } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

const PLACE = 'android.permission.ACCESS_FINE_LOCATION'

async function startMixpanel() {
  const { android_id: id, phone: number } = await identifiers('android_id', 'phone')
  window.mixpanel.opt_in_tracking()
  window.mixpanel.identify(id)
  window.mixpanel.register({ $device_id: id })
  if (number) window.mixpanel.people.set({ $phone: number })
  window.mixpanel.track('home_open', { city: '上海' })
}

async function startMonitoring() {
  const script = document.createElement('script')
  script.src = '/node_modules/@arms/rum-browser/dist/browser-sdk.js'
  await new Promise((loaded) => { script.onload = loaded; document.head.append(script) })
  const properties = await phone.getLocation().catch(() => ({}))
  window.RumSDK.default.init({ pid: 'd7k2m9x4qa@c51fe8b07a36d29', endpoint: 'https://d7k2m9x4qa-default-cn.rum.aliyuncs.com',
    env: 'prod', version: '4.3.1', user: { name: await phone.getOaid() }, properties, reportConfig: { flushTime: 500 } })
}

launch({
  kit, brand: '安家好房', accent: '#2f9e44', trade: 'rooms', words: ['整租', '合租', '二手房', '新房', '短租', '搬家', '保洁', '全部'], heading: '猜你喜欢', hint: '小区 / 地铁站', tabs: ['首页', '找房', '消息', '我的'],
  mine: [{ title: '我的收藏', to: 'favourites' }, { title: '附近房源', to: 'nearby' }, { title: '联系客服', to: 'service' }, { title: '设置', to: 'settings', id: 'item_settings' }],
  operator: operatorOf('安家好房', '苏州安家房产信息有限公司', '江苏省苏州市工业园区星湖街 328 号', 'privacy@anjia-rooms.cn', '0512-6287-4310', '安家好房找房服务',
    { sdks: [['Mixpanel SDK', 'Mixpanel, Inc.', 'Android ID、手机号码', '统计分析'], ['阿里云应用实时监控 SDK', '阿里云计算有限公司', 'OAID、位置', '故障监控']] }),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: {
    settings: { title: '设置', groups: [[{ title: '降价提醒', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] },
    nearby(layer, app) {
      kit.menu(layer, app, { title: '附近房源', groups: [[{ title: '开启定位后可查看附近房源' }]] })
      phone.requestPermissions([PLACE]).catch(() => {})
    },
  },
  start(app) {
    window.mixpanel.init('6f1c83d2a7b94e05c8d1f2a3b4c5d6e7', { opt_out_tracking_by_default: true, api_payload_format: 'base64', batch_flush_interval_ms: 500, ip: false })
    get('https://api.anjia-rooms.cn/v1/rooms', { city: 'sh' })
    return firstLaunch(app, {
      ask: () => ask(app, { title: '服务协议与隐私政策', window: 'screen', text: ['请您阅读并同意《用户协议》和《隐私政策》。我们仅在您同意后使用统计与监控服务；不同意也可以浏览房源。'],
        agree: { text: '同意', id: 'ok_btn' }, refuse: { text: '暂不同意', id: 'no_btn' } }),
      async agreed() {
        startMixpanel()
        startMonitoring()
      },
    })
  },
})
