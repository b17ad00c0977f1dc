import { firstLaunch, launch, phone } from '/_shared/app.js'
import { ask } from '/_shared/consent.js'
import { vant as kit } from '/_shared/kits/vant.js'
import { get } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

async function startSensors() {
  const sensors = window.sensorsDataAnalytic201505
  const device = await phone.getAndroidId()
  sensors.init({ server_url: 'https://sdk.sensors-demo.cn/sa?project=haowu', show_log: false, batch_send: false, heatmap: { clickmap: 'not_collect', scroll_notice_map: 'not_collect' } })
  sensors.registerPage({ $device_id: device, platform: 'Android', channel: 'store' })
  sensors.identify(device, true)
  sensors.quick('autoTrack')
  setInterval(() => sensors.track('HomeStay', { module: 'feed' }), 4000)
}

launch({
  kit, brand: '好物集市', accent: '#d6336c', trade: 'coupons', tiles: true, hint: '发现好物', words: ['家居', '厨房', '数码', '美妆', '母婴', '运动', '食品', '全部'],
  operator: operatorOf('好物集市', '泉州好物贸易有限公司', '福建省泉州市丰泽区安吉路 1 号', 'privacy@haowu-market.cn', '0595-2811-1600', '好物集市购物服务',
    { sdks: [['神策分析 SDK', '神策网络科技（北京）有限公司', 'Android ID、浏览行为', '统计分析']] }),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: { settings: { title: '设置', groups: [[{ title: '物流提醒', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] } },
  start(app) {
    startSensors()
    get('https://api.haowu-market.cn/home')
    return firstLaunch(app, {
      ask: () => ask(app, { title: '欢迎使用好物集市', window: 'none', text: ['请您阅读《用户协议》和《隐私政策》。您同意后我们才会收集您的设备信息，用于统计分析和订单安全。'],
        agree: { text: '同意', id: 'btn_agree' }, refuse: { text: '不同意', id: 'btn_refuse' } }),
    })
  },
})
