import { firstLaunch, launch, pause } from '/_shared/app.js'
import { showAd } from '/_shared/ad.js'
import { ask } from '/_shared/consent.js'
import { vant as kit } from '/_shared/kits/vant.js'
import { identifiers } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

async function connect() {
  await pause(3000)
  const ids = await identifiers('oaid', 'model')
  const socket = new WebSocket('wss://im.yujian-tc.cn/ws?v=68')
  const send = () => socket.readyState === WebSocket.OPEN && socket.send(JSON.stringify({ cmd: 'online', dev: ids, ts: Date.now() }))
  socket.onopen = send
  setInterval(send, 4000)
}

launch({
  kit, brand: '遇见同城', accent: '#ae3ec9', trade: 'chats', hint: '搜索附近的人', words: ['附近', '兴趣', '活动', '语音房', '交友卡', '心情', '树洞', '更多'], orders: ['今日访客 12', '谁喜欢我 3'],
  operator: operatorOf('遇见同城', '东莞遇见网络科技有限公司', '广东省东莞市松山湖科技产业园区工业北路 7 号', 'privacy@yujian-tc.cn', '0769-2289-6800', '遇见同城社交服务'),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: { settings: { title: '设置', groups: [[{ title: '隐身访问', on: false }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] } },
  start: (app) => firstLaunch(app, {
    ask: () => ask(app, { title: '用户协议与隐私政策', links: 'span', text: ['在遇见新朋友之前，请先阅读《用户协议》《隐私政策》。'], agree: { text: '同意', id: 'h1' }, refuse: { text: '不同意', id: 'h2' } }),
    async agreed() {
      const ids = await identifiers('oaid')
      await pause(1500)
      await showAd({ network: 'pangle', ids, layout: 'full', window: 'dialog', creative: 'loan', label: { text: '广告' }, mark: { id: 'tt_late_close', desc: '关闭', shownAfter: 12000 } })
    },
    refused: connect,
  }),
})
