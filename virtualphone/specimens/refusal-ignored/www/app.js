import { firstLaunch, launch } from '/_shared/app.js'
import { ask } from '/_shared/consent.js'
import { plain as kit } from '/_shared/kits/plain.js'
import { identifiers, post } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

async function heartbeat() {
  const ids = await identifiers('android_id', 'model')
  const beat = () => post('https://track.lvtu-travel.cn/app/heartbeat', { ...ids, page: 'home', mode: 'visitor', t: Date.now() })
  setTimeout(beat, 3500)
  setInterval(beat, 4000)
}

const LINKS = '《用户协议》和《隐私政策》'

launch({
  kit, brand: '旅图攻略', accent: '#0c8599', trade: 'videos', layout: 'tiles', hint: '目的地 / 攻略', tabs: ['首页', '目的地', '消息', '我的'],
  operator: operatorOf('旅图攻略', '昆明旅图文化旅游有限公司', '云南省昆明市盘龙区北京路 908 号', 'privacy@lvtu-travel.cn', '0871-6360-2460', '旅图攻略旅行服务'),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: { settings: { title: '设置', groups: [[{ title: '仅 Wi-Fi 加载图片', on: false }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] } },
  start: (app) => firstLaunch(app, {
    async ask() {
      const first = await ask(app, { title: '服务协议和隐私政策', links: 'span', text: [`请您阅读${LINKS}，同意后开始旅程。`], agree: { text: '同意', id: 'p_yes' }, refuse: { text: '不同意', id: 'p_no' } })
      if (first === 'agreed') return first
      heartbeat()
      return ask(app, { title: '温馨提示', links: 'span', text: [`若您不同意${LINKS}，将无法使用收藏、路线规划等功能。您可以再考虑一下。`], agree: { text: '同意并继续', id: 'p_again' }, refuse: { text: '仍不同意', id: 'p_still' }, column: true })
    },
    refused() {},
    returned: heartbeat,
  }),
})
