import { home, launch } from '/_shared/app.js'
import { tickBox } from '/_shared/consent.js'
import { plain as kit } from '/_shared/kits/plain.js'
import { loginPage } from '/_shared/login.js'
import { get } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

launch({
  kit, brand: '安心理财通', accent: '#c92a2a', layout: 'board', rows: ['稳健活期 A · 起购 1 元', '季季盈 · 封闭 90 天', '黄金积存 · 0.1 克起'], figure: '2.35%', figureText: '近七日年化', words: ['活期宝', '定期', '基金', '黄金', '保险', '账单', '信用卡', '更多'],
  operator: operatorOf('安心理财通', '上海安心金融信息服务有限公司', '上海市浦东新区世纪大道 1600 号', 'privacy@anxin-wallet.com', '400-820-5160', '安心理财通服务'),
  activities: { policy: '.web.WebActivity', agreement: '.web.AgreementActivity' },
  screens: { settings: { title: '设置', groups: [[{ title: '手势解锁', on: false }, { title: '动账通知', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] } },
  async start(app) {
    get('https://gw.anxin-wallet.com/market/quotes', { top: 10 })
    const remember = tickBox(app, { text: '记住账号', id: 'cb_remember' })
    await loginPage(app, { title: '手机号登录', field: '请输入手机号', button: '获取验证码', id: 'btn_login', skip: { text: '随便看看', id: 'tv_skip' }, extra: remember.element,
      box: { text: '我已阅读并同意《用户协议》《隐私政策》', checked: true, drawn: true, id: 'iv_tick' } })
    home(app)
  },
})
