import { firstLaunch, launch, pause } from '/_shared/app.js'
import { coupon } from '/_shared/push.js'
import { ask } from '/_shared/consent.js'
import { plain as kit } from '/_shared/kits/plain.js'
import { identifiers, post } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

launch({
  kit, brand: '云栖票务', accent: '#6a4cff', trade: 'videos', layout: 'shelf',
  operator: operatorOf('云栖票务', '杭州云栖票务有限公司', '浙江省杭州市西湖区转塘科技园 3 号', 'privacy@yunqi-tickets.cn', '0571-8812-7700', '云栖票务服务'),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: {
    settings: { title: '设置', groups: [[{ title: '自动更新', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] },
  },
  start: (app) => firstLaunch(app, {
    ask: () => ask(app, { title: '云栖票务隐私提示', text: ['使用前，请您阅读《用户协议》和《隐私政策》，了解我们如何处理您的个人信息。'], agree: { text: '同意', id: 'btn_yes' }, refuse: { text: '不同意', id: 'btn_no' } }),
    async agreed() {
      const ids = await identifiers('oaid', 'android_id')
      post('https://api.yunqi-tickets.cn/start', ids)
      await pause(1200)
      const dodge = ({ close, cross }) => (cross.classList.contains('low') ? close() : cross.classList.add('low'))
      await coupon({ title: '云栖票务送您观影券', amount: '¥20', words: '满 60 元可用，7 天内有效', go: '立即使用', mark: { id: 'iv_close', press: dodge } })
    },
    refused() {},
  }),
})
