import { firstLaunch, launch, pause } from '/_shared/app.js'
import { showAd, toStore } from '/_shared/ad.js'
import { ask } from '/_shared/consent.js'
import { md5 } from '/_shared/digest.js'
import { weui as kit } from '/_shared/kits/weui.js'
import { get, identifiers } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

async function report() {
  const { android_id: android } = await identifiers('android_id')
  return get('https://log.mingyi-health.cn/e.gif', { ev: 'return', did: md5(android), c: 'guest' })
}

// The first tap on the × counts as interest in the advertised app; the second one closes.
function fakeClose() {
  let tapped = false
  return ({ close, creative }) => {
    if (tapped) return close('mark')
    tapped = true
    toStore(creative.id)
  }
}

launch({
  kit, brand: '名医在线', accent: '#1098ad', trade: 'jobs', words: ['图文问诊', '电话问诊', '挂号', '体检', '疫苗', '用药', '心理', '更多'], heading: '健康服务', hint: '科室 / 医生 / 疾病',
  operator: operatorOf('名医在线', '石家庄名医健康科技有限公司', '河北省石家庄市长安区中山东路 265 号', 'privacy@mingyi-health.cn', '0311-8601-4310', '名医在线问诊服务'),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: { settings: { title: '设置', groups: [[{ title: '复诊提醒', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] } },
  start: (app) => firstLaunch(app, {
    ask: () => ask(app, { title: '隐私保护提示', window: 'none', text: ['健康信息属于敏感个人信息，我们将严格保护。请阅读《用户协议》及《隐私政策》，您有权拒绝。'], agree: { text: '同意', id: 'ok' }, refuse: { text: '拒绝', id: 'no' } }),
    async agreed() {
      const ids = await identifiers('oaid')
      await pause(1500)
      await showAd({ network: 'gdt', ids, creative: 'game', window: 'popup', label: { text: '广告', look: 'top' }, mark: { nameless: true, look: 'below', press: fakeClose() } })
    },
    refused() {},
    returned: report,
  }),
})
