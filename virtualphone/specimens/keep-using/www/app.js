import { firstLaunch, launch, phone } from '/_shared/app.js'
import { ask } from '/_shared/consent.js'
import { vant as kit } from '/_shared/kits/vant.js'
import { post } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

// Looks for a coupon word that a friend's message may have left in the clipboard.
async function couponWord() {
  const text = await phone.getClipboard().catch(() => '')
  return post('https://api.shengshengquan.cn/tkl/parse', { text: text ?? '', from: 'launch' })
}

launch({
  kit, brand: '省省领券', accent: '#e03131', trade: 'coupons', tiles: true, hint: '粘贴标题，立即领取优惠', words: ['9.9 包邮', '限时抢', '品牌券', '外卖红包', '话费券', '充值', '榜单', '全部'],
  operator: operatorOf('省省领券', '义乌省省电子商务有限公司', '浙江省义乌市福田街道商城大道 88 号', 'cs@shengshengquan.cn', '0579-8520-6700', '省省领券导购服务'),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: { settings: { title: '设置', groups: [[{ title: '省钱提醒', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }, { title: '版本', value: '6.7.0' }]] } },
  start(app) {
    couponWord()
    return firstLaunch(app, {
      ask: () => ask(app, { title: '提示', look: 'low', text: ['继续使用即表示您已阅读并同意《用户协议》《隐私政策》。'], agree: { text: '继续使用', id: 'd1f' } }),
    })
  },
})
