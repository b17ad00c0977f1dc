import { firstLaunch, launch, pause } from '/_shared/app.js'
import { showAd } from '/_shared/ad.js'
import { ask } from '/_shared/consent.js'
import { md5, sha256 } from '/_shared/digest.js'
import { el } from '/_shared/element.js'
import { vant as kit } from '/_shared/kits/vant.js'
import { identifiers, post } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

async function startAnalytics() {
  const { android_id: android, oaid } = await identifiers('android_id', 'oaid')
  return post('https://ulogs.umeng.com/unify_logs', {
    header: { appkey: '61a0d1e9e0f9bb492b7f3c11', idmd5: md5(android).toUpperCase(), oaid_sha256: await sha256(oaid), session: md5(String(Math.random())) },
    body: [{ name: 'launch', ts: Date.now() }],
  })
}

function askWhy({ close, sheet }) {
  if (sheet.querySelector('.menu')) return close('second tap')
  sheet.append(el('div.menu', {}, ['不感兴趣', '内容质量差', '重复推荐'].map((text) => el('button', { onclick: () => close('menu') }, text))))
}

launch({
  kit, brand: '职达招聘', accent: '#1971c2', trade: 'jobs', hint: '职位、公司', words: ['全职', '兼职', '实习', '校招', '名企', '急聘', '测评', '更多'], orders: ['投递记录 · 仓储主管', '面试邀请 · 1 条'],
  operator: operatorOf('职达招聘', '济南职达人力资源有限公司', '山东省济南市历下区经十路 9777 号', 'privacy@zhida-job.cn', '0531-8690-7110', '职达招聘求职服务'),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: { settings: { title: '设置', groups: [[{ title: '职位订阅', on: true }, { title: '对公司隐藏简历', on: false }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] } },
  async start(app) {
    await firstLaunch(app, {
      ask: () => { startAnalytics(); return ask(app, { title: '隐私政策与用户协议', links: 'span', text: ['为保障您的求职安全，请阅读并同意《用户协议》与《隐私政策》后使用。'],
        agree: { text: '同意并继续', id: 'btn_a' }, refuse: { text: '不同意', id: 'btn_b' } }) },
      async agreed() {
        const ids = await identifiers('oaid')
        post('https://api.zhida-job.cn/v2/active', ids)
        await pause(1500)
        await showAd({ network: 'kuaishou', ids, creative: 'car', window: 'dialog', id: 'ksad_container', label: { text: '广告', look: 'top' }, mark: { nameless: true, press: askWhy } })
      },
    })
  },
})
