import { firstLaunch, launch, pause } from '/_shared/app.js'
import { showAd } from '/_shared/ad.js'
import { ask } from '/_shared/consent.js'
import { plain as kit } from '/_shared/kits/plain.js'
import { identifiers, post } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

launch({
  kit, brand: '良食一味', accent: '#d9480f', trade: 'recipes', layout: 'tiles',
  operator: operatorOf('良食一味', '佛山良食餐饮科技有限公司', '广东省佛山市南海区桂澜北路 6 号', 'privacy@liangshi-recipes.cn', '0757-8633-9077', '良食一味服务'),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: {
    settings: { title: '设置', groups: [[{ title: '自动更新', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] },
  },
  start: (app) => firstLaunch(app, {
    ask: () => ask(app, { title: '良食一味隐私提示', text: ['使用前，请您阅读《用户协议》和《隐私政策》，了解我们如何处理您的个人信息。'], agree: { text: '同意', id: 'btn_yes' }, refuse: { text: '不同意', id: 'btn_no' } }),
    async agreed() {
      const ids = await identifiers('oaid', 'android_id')
      post('https://api.liangshi-recipes.cn/start', ids)
      await pause(1200)
      await showAd({ network: 'pangle', ids, creative: 'food', id: 'tt_ad_container', still: true, around: true, label: { text: '广告' }, mark: { id: 'tt_close', desc: '关闭' } })
    },
    refused() {},
  }),
})
