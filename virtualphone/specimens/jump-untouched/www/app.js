import { firstLaunch, launch, pause, phone } from '/_shared/app.js'
import { showAd } from '/_shared/ad.js'
import { ask } from '/_shared/consent.js'
import { plain as kit } from '/_shared/kits/plain.js'
import { identifiers, post } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

launch({
  kit, brand: '捷报速览', accent: '#c92a2a', trade: 'news', layout: 'list',
  operator: operatorOf('捷报速览', '长沙捷报网络科技有限公司', '湖南省长沙市岳麓区麓谷大道 658 号', 'privacy@jiebao-express.cn', '0731-8899-2016', '捷报速览服务'),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: {
    settings: { title: '设置', groups: [[{ title: '自动更新', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] },
  },
  start: (app) => firstLaunch(app, {
    ask: () => ask(app, { title: '捷报速览隐私提示', text: ['使用前，请您阅读《用户协议》和《隐私政策》，了解我们如何处理您的个人信息。'], agree: { text: '同意', id: 'btn_yes' }, refuse: { text: '不同意', id: 'btn_no' } }),
    async agreed() {
      const ids = await identifiers('oaid', 'android_id')
      post('https://api.jiebao-express.cn/start', ids)
      // The activity may be made anew in the first process; only a later process is a later start.
      const process = String(await phone.getProcessId())
      const first = (await phone.prefs.get('first_process')) ?? process
      await phone.prefs.set('first_process', first)
      if (first === process) return
      await pause(1000)
      await showAd({ network: 'pangle', ids, creative: 'game', window: 'dialog', id: 'tt_ad_container', leaves: 9000, label: { text: '广告' }, mark: { id: 'tt_close', desc: '关闭' } })
    },
    refused() {},
  }),
})
