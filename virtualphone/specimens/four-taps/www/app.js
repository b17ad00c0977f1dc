import { firstLaunch, launch } from '/_shared/app.js'
import { ask } from '/_shared/consent.js'
import { weui as kit } from '/_shared/kits/weui.js'
import { identifiers, post } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

launch({
  kit, brand: '随手记一笔', accent: '#099268', trade: 'recipes', words: ['记支出', '记收入', '预算', '报表', '账本', '提醒', '导出', '更多'], heading: '省钱灵感', tabs: ['首页', '图表', '消息', '我的'],
  operator: operatorOf('随手记一笔', '苏州记一笔软件有限公司', '江苏省苏州市工业园区星湖街 328 号', 'privacy@suishou-ledger.cn', '0512-6295-4020', '随手记一笔记账服务'),
  activities: { settings: '.SettingsActivity', about: '.AboutActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: {
    settings: { title: '设置', groups: [[{ title: '手势密码', on: false }, { title: '每日提醒', on: true }], [{ title: '关于', to: 'about' }]] },
    about: { title: '关于', groups: [[{ title: '去评分' }, { title: '用户协议', to: 'agreement' }, { title: '隐私政策', to: 'policy' }]] },
  },
  start: (app) => firstLaunch(app, {
    ask: () => ask(app, { title: '隐私保护声明', window: 'screen', text: ['您的账单仅保存在本机，登录后才会加密同步。使用前请阅读《用户协议》和《隐私政策》，并选择是否同意。'],
      box: { text: '在 WLAN 环境下自动更新', checked: true, id: 'cb_wifi' }, agree: { text: '同意', id: 'agree' }, refuse: { text: '不同意', id: 'refuse' } }),
    async agreed() {
      post('https://sync.suishou-ledger.cn/v1/device', await identifiers('android_id', 'model'))
    },
  }),
})
