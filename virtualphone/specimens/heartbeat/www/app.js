import { firstLaunch, launch } from '/_shared/app.js'
import { ask } from '/_shared/consent.js'
import { weui as kit } from '/_shared/kits/weui.js'
import { identifiers, post } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

const HOST = 'https://live.shiguang-diary.cn'

// Presence needs nothing personal and may be frequent; the heartbeat carries the Android ID each time.
async function stayConnected() {
  const session = crypto.randomUUID()
  const ids = await identifiers('android_id')
  const beat = () => post(`${HOST}/v1/heartbeat`, { ...ids, state: document.visibilityState, t: Date.now() })
  beat()
  setInterval(beat, 2500)
  setInterval(() => post(`${HOST}/v1/presence`, { session }), 1500)
}

launch({
  kit, brand: '拾光日记', accent: '#7048e8', trade: 'recipes', words: ['写日记', '相册', '心情', '日历', '模板', '提醒', '导出', '更多'], heading: '今日灵感', tabs: ['首页', '相册', '消息', '我的'],
  operator: operatorOf('拾光日记', '南京拾光软件有限公司', '江苏省南京市建邺区江东中路 98 号', 'privacy@shiguang-diary.cn', '025-8671-3320', '拾光日记记录服务'),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: { settings: { title: '设置', groups: [[{ title: '每日提醒', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] } },
  start: (app) => firstLaunch(app, {
    ask: () => ask(app, { title: '服务协议与隐私政策', text: ['请您阅读《用户协议》和《隐私政策》，并选择是否同意。不同意时，您仍可浏览公开的模板。'],
      agree: { text: '同意', id: 'h_agree' }, refuse: { text: '不同意', id: 'h_refuse' } }),
    agreed: stayConnected,
  }),
})
