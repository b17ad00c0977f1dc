import { firstLaunch, launch, phone } from '/_shared/app.js'
import { ask } from '/_shared/consent.js'
import { weui as kit } from '/_shared/kits/weui.js'
import { get } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

// A push client with its own protocol: a length, then bytes that nobody else reads.
function push() {
  const body = Array.from({ length: 2048 }, (_, index) => String.fromCharCode(33 + ((index * 7919) % 90))).join('')
  return phone.rawRequest({ host: 'push.weitong-ent.cn', port: 8443, tls: true, data: `WTPP${body.length}\n${body}` }).catch(() => {})
}

launch({
  kit, brand: '微通企业', accent: '#1864ab', trade: 'chats', words: ['审批', '打卡', '日程', '会议', '云盘', '邮件', '报表', '更多'], heading: '最近联系', tabs: ['首页', '工作台', '消息', '我的'],
  operator: operatorOf('微通企业', '西安微通软件股份有限公司', '陕西省西安市高新区锦业路 125 号', 'privacy@weitong-ent.cn', '029-8118-5120', '微通企业协作服务'),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: { settings: { title: '设置', groups: [[{ title: '新消息通知', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] } },
  start(app) {
    get('https://api.weitong-ent.cn/version')
    push()
    setInterval(push, 4000)
    return firstLaunch(app, {
      ask: () => ask(app, { title: '服务协议及隐私政策', window: 'screen', text: ['请阅读并同意《用户协议》与《隐私政策》，以便我们为您提供企业协作服务。'], agree: { text: '同意', id: 'n1' }, refuse: { text: '不同意', id: 'n2' } }),
    })
  },
})
