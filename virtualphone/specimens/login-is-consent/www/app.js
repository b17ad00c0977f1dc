import { home, launch } from '/_shared/app.js'
import { weui as kit } from '/_shared/kits/weui.js'
import { loginPage } from '/_shared/login.js'
import { get } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

launch({
  kit, brand: '邻里聊', accent: '#2b8a3e', trade: 'chats', words: ['找邻居', '拼团', '二手', '拼车', '物业', '报修', '公告', '更多'], heading: '最近会话', tabs: ['首页', '社区', '消息', '我的'],
  operator: operatorOf('邻里聊', '重庆邻里社区科技有限公司', '重庆市渝北区黄山大道中段 64 号', 'safe@linliao-chat.cn', '023-6300-0880', '邻里聊社区服务'),
  activities: { policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: { settings: { title: '设置', groups: [[{ title: '新消息提醒', on: true }, { title: '黑名单' }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] } },
  async start(app) {
    get('https://im.linliao-chat.cn/status')
    await loginPage(app, { title: '邻里聊', number: '138****6020', button: '本机号码一键登录', failure: '未检测到 SIM 卡，请使用其他方式', id: 'oauth_login', skip: { text: '随便看看', id: 'tv_guest' },
      sentence: '登录即代表同意《用户协议》和《隐私政策》' })
    home(app)
  },
})
