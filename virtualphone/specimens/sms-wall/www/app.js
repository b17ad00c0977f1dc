import { firstLaunch, home, launch } from '/_shared/app.js'
import { ask } from '/_shared/consent.js'
import { vant as kit } from '/_shared/kits/vant.js'
import { base64, get, identifiers, post } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'
import { numberAndCode } from './login.js'

const API = 'https://api.linxian-daojia.cn'
const { prefs } = window.AndroidBridge

function enter(app, account) {
  app.account = account
  get(`${API}/v2/cart`, { token: base64(JSON.stringify({ mobile: account })) })
  home(app)
}

launch({
  kit, brand: '邻鲜到家', accent: '#2b8a3e', trade: 'grocery', hint: '搜今日鲜货', words: ['蔬菜', '水果', '肉禽蛋', '水产', '乳品', '粮油', '熟食', '全部'], orders: ['今日送达 · 3 件', '上周 · 12 件'],
  operator: operatorOf('邻鲜到家', '合肥邻鲜电子商务有限公司', '安徽省合肥市蜀山区潜山路 190 号', 'privacy@linxian-daojia.cn', '0551-6288-4310', '邻鲜到家送菜服务'),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: { settings: { title: '设置', groups: [[{ title: '接收送货通知', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] } },
  start: (app) => firstLaunch(app, {
    ask: () => ask(app, { title: '个人信息保护提示', text: ['欢迎使用邻鲜到家。为了把菜送到您手中，我们需要处理您的手机号和收货地址，详见《隐私政策》。', '不同意也可以浏览当日菜价。'],
      agree: { text: '同意', id: 'tv_agree' }, refuse: { text: '不同意', id: 'tv_refuse' } }),
    async agreed() {
      const known = await prefs.get('account')
      if (known) return enter(app, known)
      post(`${API}/v2/device`, await identifiers('android_id', 'model'))
      const { number, code } = await numberAndCode(app)
      post(`${API}/v2/login`, { mobile: number, smsCode: code })
      await prefs.set('account', number)
      enter(app, number)
    },
  }),
})
