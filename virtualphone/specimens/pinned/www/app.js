import { firstLaunch, launch } from '/_shared/app.js'
import { ask } from '/_shared/consent.js'
import { vant as kit } from '/_shared/kits/vant.js'
import { identifiers, post } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

const activate = async () => post('https://api.huibao-ins.cn/app/activate', await identifiers('android_id', 'oaid'))

launch({
  kit, brand: '惠保险', accent: '#5f3dc4', trade: 'jobs', hint: '搜索保险产品', words: ['医疗险', '意外险', '车险', '少儿险', '养老', '理赔', '保单', '更多'], orders: ['保单 · 2 份', '理赔进度'],
  operator: operatorOf('惠保险', '大连惠保保险经纪有限公司', '辽宁省大连市中山区人民路 24 号', 'privacy@huibao-ins.cn', '0411-8250-8200', '惠保险投保服务'),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: { settings: { title: '设置', groups: [[{ title: '指纹登录', on: false }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] } },
  start(app) {
    activate()
    setInterval(activate, 5000)
    return firstLaunch(app, {
      ask: () => ask(app, { title: '惠保险隐私政策', text: ['投保需要处理您的敏感个人信息，请先阅读《用户协议》《隐私政策》。'], agree: { text: '同意', id: 'q1' }, refuse: { text: '不同意', id: 'q2' } }),
    })
  },
})
