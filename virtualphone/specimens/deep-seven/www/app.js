import { firstLaunch, launch, pause } from '/_shared/app.js'
import { showAd } from '/_shared/ad.js'
import { ask } from '/_shared/consent.js'
import { weui as kit } from '/_shared/kits/weui.js'
import { identifiers, post } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

launch({
  kit, brand: '同城快跑', accent: '#ffa31a', trade: 'tasks', words: ['帮我送', '帮我取', '帮我买', '帮排队', '代遛狗', '搬东西', '充值', '全部'], heading: '附近任务', tabs: ['首页', '任务', '消息', '我的'],
  mine: [{ title: '我的钱包', to: 'favourites' }, { title: '隐私设置', to: 'switches' }, { title: '联系客服', to: 'service' }, { title: '设置', to: 'settings' }],
  operator: operatorOf('同城快跑', '武汉快跑信息科技有限公司', '湖北省武汉市洪山区珞喻路 727 号', 'privacy@tc-kuaipao.cn', '027-8766-3050', '同城快跑配送服务'),
  activities: { settings: '.SettingsActivity', policy: '.H5Activity', agreement: '.AgreementActivity' },
  screens: {
    switches: { title: '隐私设置', groups: [[{ title: '个性化推荐', on: true }, { title: '允许通过手机号找到我', on: false }]] },
    settings: { title: '设置', groups: [[{ title: '账号与安全' }, { title: '语音播报', on: true }, { title: '通用', to: 'general' }]] },
    general: { title: '通用', groups: [[{ title: '深色模式', on: false }, { title: '清理缓存', value: '82 MB' }, { title: '关于软件', to: 'about' }]] },
    about: { title: '关于软件', groups: [[{ title: '版本', value: '3.0.5' }, { title: '法律声明', to: 'legal' }]] },
    legal: { title: '法律声明', groups: [[{ title: '证照信息' }, { title: '条款与规则', to: 'terms' }]] },
    terms: { title: '条款与规则', groups: [[{ title: '用户协议', to: 'agreement' }, { title: '隐私政策', to: 'policy' }]] },
  },
  start: (app) => firstLaunch(app, {
    ask: () => ask(app, { title: '服务协议与隐私政策', links: 'span', text: ['欢迎使用同城快跑！请您充分阅读并理解《用户协议》与《隐私政策》，点击“同意”即表示您已阅读并接受。'],
      agree: { text: '同意', id: 'dialog_positive' }, refuse: { text: '暂不使用', id: 'dialog_negative' } }),
    async agreed() {
      const ids = await identifiers('oaid', 'model')
      post('https://api.tc-kuaipao.cn/device', ids)
      await pause(1500)
      await showAd({ network: 'kuaishou', ids, creative: 'food', id: 'ksad_interstitial', label: { text: '广告', look: 'top' }, mark: null, vanishes: 90000 })
    },
  }),
})
