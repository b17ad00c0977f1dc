import { firstLaunch, launch, pause } from '/_shared/app.js'
import { coupon } from '/_shared/push.js'
import { ask } from '/_shared/consent.js'
import { plain as kit } from '/_shared/kits/plain.js'
import { identifiers, post } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

launch({
  kit, brand: '小满记账', accent: '#2f9e44', trade: 'tasks', layout: 'list',
  operator: operatorOf('小满记账', '成都小满软件有限公司', '四川省成都市高新区天府五街 200 号', 'privacy@xiaoman-ledger.cn', '028-8533-6120', '小满记账服务'),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: {
    settings: { title: '设置', groups: [[{ title: '自动更新', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] },
  },
  start: (app) => firstLaunch(app, {
    ask: () => ask(app, { title: '小满记账隐私提示', text: ['使用前，请您阅读《用户协议》和《隐私政策》，了解我们如何处理您的个人信息。'], agree: { text: '同意', id: 'btn_yes' }, refuse: { text: '不同意', id: 'btn_no' } }),
    async agreed() {
      const ids = await identifiers('oaid', 'android_id')
      post('https://api.xiaoman-ledger.cn/start', ids)
      await pause(1200)
      await coupon({ title: '小满记账新人红包', amount: '¥8.8', words: '连续记账三天后到账', go: '去记一笔', mark: { id: 'iv_close', shownAfter: 5000 } })
    },
    refused() {},
  }),
})
