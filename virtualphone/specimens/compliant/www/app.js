import { firstLaunch, launch, pause, phone, splash } from '/_shared/app.js'
import { showAd } from '/_shared/ad.js'
import { ask } from '/_shared/consent.js'
import { ORDERS } from '/_shared/content.js'
import { sha256 } from '/_shared/digest.js'
import { el } from '/_shared/element.js'
import { vant as kit } from '/_shared/kits/vant.js'
import { identifiers, post } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

const HOST = 'https://api.xianxiang-mc.cn'

async function configure() {
  const trace = await sha256(String(Math.random()))
  const order = ORDERS[0].split(' ')[1]
  return post(`${HOST}/config/v3/home`, { channel: 'huawei', model: await phone.getModel(), oaid: '00000000-0000-0000-0000-000000000000', trace, last_order: order })
}

function coupon() {
  const card = el('div.floating', {}, el('button', { 'data-id': 'iv_coupon_close', 'aria-label': '收起', onclick: () => card.remove() }, '×'),
    '新人券', el('b', {}, '¥15'), '满 59 可用')
  document.body.append(card)
}

launch({
  kit, brand: '鲜享买菜', slogan: '半小时送到家', accent: '#1f9d55', trade: 'grocery', tiles: true, query: '草莓',
  words: ['时令水果', '新鲜蔬菜', '肉禽蛋奶', '海鲜水产', '粮油调味', '领优惠券', '今日特价', '全部'],
  tabIds: ['tab_home', 'tab_category', 'tab_message', 'tab_mine'],
  operator: operatorOf('鲜享买菜', '杭州鲜享网络科技有限公司', '浙江省杭州市余杭区文一西路 988 号 6 幢 1203 室', 'privacy@xianxiang-mc.cn', '400-668-1203', '鲜享买菜生鲜配送服务'),
  activities: { settings: '.mine.SettingsActivity', policy: '.web.WebViewActivity', agreement: '.web.AgreementActivity' },
  screens: {
    settings: { title: '设置', groups: [[{ title: '账号与安全' }, { title: '消息通知', on: true }], [{ title: '隐私政策', to: 'policy', id: 'item_privacy' }, { title: '用户协议', to: 'agreement' }, { title: '关于鲜享', value: '3.2.0' }]] },
  },
  async start(app) {
    configure()
    await splash(app)
    await firstLaunch(app, {
      ask: () => ask(app, {
        title: '欢迎使用鲜享买菜',
        text: ['我们非常重视您的个人信息和隐私保护。在使用前，请您仔细阅读《用户协议》和《隐私政策》，了解我们如何收集、使用和保护您的信息。',
          '您可以选择“不同意”，以访客身份浏览商品；下单、收藏等功能在您同意后开启。'],
        agree: { text: '同意', id: 'btn_agree', look: 'main' }, refuse: { text: '不同意', id: 'btn_disagree', look: 'main' },
      }),
      async agreed() {
        const ids = await identifiers('android_id', 'oaid', 'model', 'os')
        post(`${HOST}/device/v1/register`, ids)
        post('https://ulogs.umeng.com/unify_logs', { appkey: '5f3b6a1eb4b08b653e94a1c2', ...ids })
        await pause(1200)
        await showAd({ network: 'pangle', ids, creative: 'phone', window: 'dialog', id: 'tt_ad_container', from: '鲜享买菜', label: { text: '广告' }, mark: { id: 'tt_insert_dislike_icon', desc: '关闭广告' } })
        coupon()
      },
    })
  },
})
