import { firstLaunch, launch, pause } from '/_shared/app.js'
import { showAd } from '/_shared/ad.js'
import { ask } from '/_shared/consent.js'
import { vant as kit } from '/_shared/kits/vant.js'
import { identifiers, post } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

const AD = { network: 'pangle', layout: 'low', window: 'popup', creative: 'game', label: { text: '广告', look: 'top' }, mark: { id: 'iv_close' } }

launch({
  kit, brand: '静听有声', accent: '#7048e8', trade: 'books', tiles: true, hint: '搜书名、主播', words: ['有声书', '相声', '评书', '儿童', '历史', '情感', '电台', '全部'],
  orders: ['继续收听 · 长夜观星者 第 12 集', '继续收听 · 灯塔与候鸟 第 3 集'],
  mine: [{ title: '我的下载', to: 'history' }, { title: '帮助与反馈', to: 'help' }, { title: '设置', to: 'settings' }],
  operator: operatorOf('静听有声', '上海静听文化科技有限公司', '上海市杨浦区大学路 277 号 5 层', 'privacy@jingting-fm.cn', '021-6080-2100', '静听有声收听服务'),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: {
    help: { title: '帮助与反馈', groups: [[{ title: '如何查看隐私政策', to: 'answer' }, { title: '如何定时关闭', to: 'answer' }, { title: '联系客服', to: 'service' }]] },
    answer: { title: '问题详情', groups: [[{ title: '请在应用内相应页面查看，或联系客服。' }]] },
    settings: { title: '设置', groups: [[{ title: '播放音质', value: '标准' }, { title: '仅 Wi-Fi 下载', on: true }, { title: '关于', to: 'about' }]] },
    about: { title: '关于', groups: [[{ title: '版本', value: '2.1.0' }, { title: '用户权益', to: 'rights' }]] },
    rights: { title: '用户权益', groups: [[{ title: '用户协议', to: 'agreement' }, { title: '隐私政策', to: 'policy' }]] },
  },
  start: (app) => firstLaunch(app, {
    ask: () => ask(app, { title: '个人信息保护指引', window: 'screen', column: true, text: ['请在使用静听有声前阅读并同意《用户协议》及《隐私政策》。您的同意是我们提供完整服务的前提，不同意仍可试听部分内容。'],
      agree: { text: '同意并进入' }, refuse: { text: '不同意，仅试听' } }),
    async agreed() {
      const ids = await identifiers('android_id', 'oaid')
      post('https://api.jingting-fm.cn/v1/active', ids)
      await pause(1200)
      for (let time = 0; time < 3; time++) {
        await showAd({ ...AD, ids })
        await pause(3000)
      }
    },
  }),
})
