import { firstLaunch, launch, pause } from '/_shared/app.js'
import { showAd } from '/_shared/ad.js'
import { ask } from '/_shared/consent.js'
import { plain as kit } from '/_shared/kits/plain.js'
import { identifiers, post } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

launch({
  kit, brand: '小鹿影视', accent: '#f08c00', trade: 'videos', layout: 'tiles', hint: '片名 / 演员', tabs: ['首页', '片库', '消息', '我的'],
  operator: operatorOf('小鹿影视', '无锡小鹿影视文化有限公司', '江苏省无锡市滨湖区蠡湖大道 2009 号', 'privacy@xiaolu-movie.cn', '0510-8518-2530', '小鹿影视播放服务'),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: { settings: { title: '设置', groups: [[{ title: '跳过片头片尾', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] } },
  start: (app) => firstLaunch(app, {
    ask: () => ask(app, { title: '小鹿影视隐私提示', links: 'span', text: ['追剧之前，请您阅读《用户协议》和《隐私政策》，知晓我们对播放记录等信息的使用方式。'], agree: { text: '同意', id: 'k1' }, refuse: { text: '不同意', id: 'k2' } }),
    async agreed() {
      const ids = await identifiers('oaid', 'android_id')
      post('https://api.xiaolu-movie.cn/start', ids)
      await pause(1500)
      await showAd({ network: 'pangle', ids, creative: 'car', webview: true, label: { text: '广告', look: 'top' }, mark: { nameless: true, look: 'below' } })
    },
  }),
})
