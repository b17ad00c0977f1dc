import { firstLaunch, launch, pause } from '/_shared/app.js'
import { showAd } from '/_shared/ad.js'
import { ask } from '/_shared/consent.js'
import { plain as kit } from '/_shared/kits/plain.js'
import { identifiers, post } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

launch({
  kit, brand: '拾光音乐盒', accent: '#862e9c', trade: 'videos', layout: 'shelf',
  operator: operatorOf('拾光音乐盒', '福州拾光文化传媒有限公司', '福建省福州市鼓楼区软件大道 89 号', 'privacy@shiguang-tunes.cn', '0591-8788-3360', '拾光音乐盒服务'),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: {
    settings: { title: '设置', groups: [[{ title: '自动更新', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] },
  },
  start: (app) => firstLaunch(app, {
    ask: () => ask(app, { title: '拾光音乐盒隐私提示', text: ['使用前，请您阅读《用户协议》和《隐私政策》，了解我们如何处理您的个人信息。'], agree: { text: '同意', id: 'btn_yes' }, refuse: { text: '不同意', id: 'btn_no' } }),
    async agreed() {
      const ids = await identifiers('oaid', 'android_id')
      post('https://api.shiguang-tunes.cn/start', ids)
      await pause(1200)
      await showAd({ network: 'pangle', ids, layout: 'full', creative: 'game', id: 'tt_splash_ad', label: { text: '广告' }, mark: { text: '跳过', look: 'words-mark', id: 'tt_splash_skip_btn' } })
    },
    refused() {},
  }),
})
