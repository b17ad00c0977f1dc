import { firstLaunch, launch, pause, phone } from '/_shared/app.js'
import { showAd } from '/_shared/ad.js'
import { pushWhenLeft } from '/_shared/push.js'
import { ask } from '/_shared/consent.js'
import { plain as kit } from '/_shared/kits/plain.js'
import { identifiers, post } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

launch({
  kit, brand: '淘趣特卖', accent: '#e03131', trade: 'coupons', layout: 'tiles',
  operator: operatorOf('淘趣特卖', '义乌淘趣电子商务有限公司', '浙江省义乌市福田街道银海路 399 号', 'privacy@taoqu-sale.cn', '0579-8512-7600', '淘趣特卖服务'),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: {
    settings: { title: '设置', groups: [[{ title: '自动更新', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] },
    push: (layer) => { layer.style.background = '#4a4f57'; showAd({ network: 'pangle', creative: 'phone', label: { text: '广告' }, mark: { id: 'iv_close', desc: '关闭' } }).then(() => phone.finish()) },
  },
  start: (app) => firstLaunch(app, {
    ask: () => ask(app, { title: '淘趣特卖隐私提示', text: ['使用前，请您阅读《用户协议》和《隐私政策》，了解我们如何处理您的个人信息。'], agree: { text: '同意', id: 'btn_yes' }, refuse: { text: '不同意', id: 'btn_no' } }),
    async agreed() {
      const ids = await identifiers('oaid', 'android_id')
      post('https://api.taoqu-sale.cn/start', ids)
      pushWhenLeft()
    },
    refused() {},
  }),
})
