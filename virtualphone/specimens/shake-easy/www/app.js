import { firstLaunch, launch, pause } from '/_shared/app.js'
import { showAd } from '/_shared/ad.js'
import { ask } from '/_shared/consent.js'
import { plain as kit } from '/_shared/kits/plain.js'
import { identifiers, post } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

launch({
  kit, brand: '晴空天气通', accent: '#1c7ed6', trade: 'lines', layout: 'list',
  operator: operatorOf('晴空天气通', '合肥晴空气象科技有限公司', '安徽省合肥市蜀山区望江西路 800 号', 'privacy@qingkong-wx.cn', '0551-6533-1200', '晴空天气通服务'),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: {
    settings: { title: '设置', groups: [[{ title: '自动更新', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] },
  },
  start: (app) => firstLaunch(app, {
    ask: () => ask(app, { title: '晴空天气通隐私提示', text: ['使用前，请您阅读《用户协议》和《隐私政策》，了解我们如何处理您的个人信息。'], agree: { text: '同意', id: 'btn_yes' }, refuse: { text: '不同意', id: 'btn_no' } }),
    async agreed() {
      const ids = await identifiers('oaid', 'android_id')
      post('https://api.qingkong-wx.cn/start', ids)
      await pause(1200)
      await showAd({ network: 'pangle', ids, creative: 'car', window: 'dialog', id: 'tt_ad_container', still: true, hint: '摇一摇 了解更多', shake: { acceleration: 13.4 }, label: { text: '广告' }, mark: { id: 'tt_close', desc: '关闭' } })
    },
    refused() {},
  }),
})
