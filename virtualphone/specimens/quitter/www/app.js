import { firstLaunch, launch, notice, pause, phone } from '/_shared/app.js'
import { ask } from '/_shared/consent.js'
import { plain as kit } from '/_shared/kits/plain.js'
import { get } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

launch({
  kit, brand: '转转棋牌室', accent: '#a61e4d', layout: 'board', rows: ['新手房 · 8 人等待', '周末象棋赛 · 报名中', '五子棋残局 · 每日一题'], figure: '36', figureText: '在线好友房', words: ['象棋', '五子棋', '围棋', '跳棋', '麻将', '斗地主', '比赛', '更多'],
  operator: operatorOf('转转棋牌室', '贵阳转转互动网络有限公司', '贵州省贵阳市观山湖区林城东路 8 号', 'privacy@zhuanzhuan-game.cn', '0851-8410-4500', '转转棋牌室游戏服务'),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: { settings: { title: '设置', groups: [[{ title: '音效', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] } },
  async start(app) {
    get('https://cfg.zhuanzhuan-game.cn/rooms', { v: 45 })
    await firstLaunch(app, {
      async ask() {
        const first = await ask(app, { title: '用户协议与隐私政策', links: 'span', text: ['请您阅读并同意《用户协议》《隐私政策》后进入游戏。'], agree: { text: '同意', id: 'm1' }, refuse: { text: '不同意', id: 'm2' } })
        if (first === 'agreed') return first
        const second = await ask(app, { title: '再次提示', links: 'span', text: ['不同意《隐私政策》将无法进入游戏。'], agree: { text: '同意并进入', id: 'm3' }, refuse: { text: '不同意并退出', id: 'm4' } })
        if (second === 'agreed') return second
        notice('感谢您的关注，再见')
        await pause(800)
        await phone.exitApp()
        return new Promise(() => {})
      },
    })
  },
})
