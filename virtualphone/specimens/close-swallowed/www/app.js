import { firstLaunch, launch, pause } from '/_shared/app.js'
import { coupon } from '/_shared/push.js'
import { ask } from '/_shared/consent.js'
import { plain as kit } from '/_shared/kits/plain.js'
import { identifiers, post } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

launch({
  kit, brand: '暖橙日记', accent: '#e8590c', trade: 'books', layout: 'list',
  operator: operatorOf('暖橙日记', '厦门暖橙信息技术有限公司', '福建省厦门市思明区软件园二期 18 号', 'privacy@nuancheng-diary.cn', '0592-5511-308', '暖橙日记服务'),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: {
    settings: { title: '设置', groups: [[{ title: '自动更新', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] },
  },
  start: (app) => firstLaunch(app, {
    ask: () => ask(app, { title: '暖橙日记隐私提示', text: ['使用前，请您阅读《用户协议》和《隐私政策》，了解我们如何处理您的个人信息。'], agree: { text: '同意', id: 'btn_yes' }, refuse: { text: '不同意', id: 'btn_no' } }),
    async agreed() {
      const ids = await identifiers('oaid', 'android_id')
      post('https://api.nuancheng-diary.cn/start', ids)
      await pause(1200)
      let covered = true
      await coupon({ title: '暖橙日记会员体验券', amount: '7 天', words: '写满三篇日记即可兑换', go: '去兑换', mark: { id: 'btn_close', press: ({ close }) => { if (!covered) close(); covered = false } } })
    },
    refused() {},
  }),
})
