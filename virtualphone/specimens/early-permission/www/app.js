import { firstLaunch, launch, phone } from '/_shared/app.js'
import { ask } from '/_shared/consent.js'
import { weui as kit } from '/_shared/kits/weui.js'
import { get } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

launch({
  kit, brand: '公交出行通', accent: '#0b7285', trade: 'lines', words: ['实时公交', '地铁图', '换乘', '收藏线路', '定制班车', '骑行', '打车', '更多'], heading: '附近线路', tabs: ['首页', '线路', '消息', '我的'], hint: '线路 / 站点',
  operator: operatorOf('公交出行通', '宁波畅行信息技术有限公司', '浙江省宁波市鄞州区扬帆路 999 弄', 'privacy@gjt-bus.cn', '0574-8788-5500', '公交出行通查询服务'),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: { settings: { title: '设置', groups: [[{ title: '到站提醒', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] } },
  start(app) {
    get('https://api.gjt-bus.cn/notice')
    return firstLaunch(app, {
      ask() {
        const location = ['android.permission.ACCESS_FINE_LOCATION', 'android.permission.ACCESS_COARSE_LOCATION']
        setTimeout(() => phone.requestPermissions(location).catch(() => {}), 600)
        return ask(app, { title: '用户须知', links: 'span', text: ['请阅读《用户协议》与《隐私政策》，了解我们在查询附近站点时如何使用您的位置信息。'], agree: { text: '同意', id: 'f1' }, refuse: { text: '不同意', id: 'f2' } })
      },
    })
  },
})
