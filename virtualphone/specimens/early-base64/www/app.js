import { firstLaunch, launch, pause } from '/_shared/app.js'
import { showAd } from '/_shared/ad.js'
import { ask } from '/_shared/consent.js'
import { weui as kit } from '/_shared/kits/weui.js'
import { base64, get, identifiers } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

async function startPush() {
  const { android_id: adid, oaid } = await identifiers('android_id', 'oaid')
  return get('https://sdk-open-phone.getui.com/api.php', { format: 'json', t: 1, d: base64(JSON.stringify({ action: 'register_cid', adid, oaid, brand: 'generic' })) })
}

launch({
  kit, brand: '车友二手车', accent: '#364fc7', trade: 'cars', words: ['买车', '卖车', '估价', '查违章', '新能源', '准新车', '检测', '更多'], heading: '好车推荐', hint: '品牌 / 车系',
  operator: operatorOf('车友二手车', '郑州车友网络技术有限公司', '河南省郑州市金水区文化路 97 号', 'privacy@cheyou-car.com', '0371-5560-3320', '车友二手车交易服务'),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: { settings: { title: '设置', groups: [[{ title: '降价提醒', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] } },
  async start(app) {
    get('https://api.cheyou-car.com/city', { q: base64(JSON.stringify({ city: '郑州', sort: 'default', page: 1 })) })
    await firstLaunch(app, {
      ask: () => { startPush(); return ask(app, { title: '用户协议及隐私政策', window: 'none', text: ['请您仔细阅读《用户协议》和《隐私政策》。我们会遵循政策收集、使用您的个人信息，但不会因您同意而采取强制捆绑的方式收集。'],
        agree: { text: '同意', id: 'tv_agree' }, refuse: { text: '不同意', id: 'tv_disagree' } }) },
      async agreed() {
        await pause(1800)
        await showAd({ network: 'pangle', creative: 'loan', label: { text: '广告', look: 'faint' }, mark: { id: 'tt_close', desc: '关闭' } })
      },
    })
  },
})
