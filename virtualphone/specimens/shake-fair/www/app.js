import { firstLaunch, launch, pause } from '/_shared/app.js'
import { showAd } from '/_shared/ad.js'
import { ask } from '/_shared/consent.js'
import { plain as kit } from '/_shared/kits/plain.js'
import { identifiers, post } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

launch({
  kit, brand: '知行地图册', accent: '#0b7285', trade: 'lines', layout: 'tiles',
  operator: operatorOf('知行地图册', '武汉知行空间信息有限公司', '湖北省武汉市洪山区珞喻路 1037 号', 'privacy@zhixing-maps.cn', '027-8755-4021', '知行地图册服务'),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: {
    settings: { title: '设置', groups: [[{ title: '自动更新', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] },
  },
  start: (app) => firstLaunch(app, {
    ask: () => ask(app, { title: '知行地图册隐私提示', text: ['使用前，请您阅读《用户协议》和《隐私政策》，了解我们如何处理您的个人信息。'], agree: { text: '同意', id: 'btn_yes' }, refuse: { text: '不同意', id: 'btn_no' } }),
    async agreed() {
      const ids = await identifiers('oaid', 'android_id')
      post('https://api.zhixing-maps.cn/start', ids)
      await pause(1200)
      await showAd({ network: 'pangle', ids, creative: 'phone', window: 'dialog', id: 'tt_ad_container', still: true, from: '知行地图册', hint: '摇一摇 打开详情', shake: { acceleration: 15, rotation: 35, seconds: 3 }, label: { text: '广告' }, mark: { id: 'tt_close', desc: '关闭' } })
    },
    refused() {},
  }),
})
