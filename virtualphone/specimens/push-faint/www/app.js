import { firstLaunch, launch, pause, phone } from '/_shared/app.js'
import { showAd } from '/_shared/ad.js'
import { pushWhenLeft } from '/_shared/push.js'
import { ask } from '/_shared/consent.js'
import { plain as kit } from '/_shared/kits/plain.js'
import { identifiers, post } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

launch({
  kit, brand: '趣读小说集', accent: '#364fc7', trade: 'books', layout: 'shelf',
  operator: operatorOf('趣读小说集', '南昌趣读文化有限公司', '江西省南昌市红谷滩区学府大道 1 号', 'privacy@qudu-novel.cn', '0791-8377-5512', '趣读小说集服务'),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: {
    settings: { title: '设置', groups: [[{ title: '自动更新', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] },
    push: (layer) => { layer.style.background = '#4a4f57'; showAd({ network: 'pangle', creative: 'game', from: '趣读小说集', fromLook: 'background:none;color:#ffffff30;font-size:5px', label: { text: '广告' }, mark: { id: 'iv_close', desc: '关闭' } }).then(() => phone.finish()) },
  },
  start: (app) => firstLaunch(app, {
    ask: () => ask(app, { title: '趣读小说集隐私提示', text: ['使用前，请您阅读《用户协议》和《隐私政策》，了解我们如何处理您的个人信息。'], agree: { text: '同意', id: 'btn_yes' }, refuse: { text: '不同意', id: 'btn_no' } }),
    async agreed() {
      const ids = await identifiers('oaid', 'android_id')
      post('https://api.qudu-novel.cn/start', ids)
      pushWhenLeft()
    },
    refused() {},
  }),
})
