import { firstLaunch, launch } from '/_shared/app.js'
import { ask } from '/_shared/consent.js'
import { weui as kit } from '/_shared/kits/weui.js'
import { operatorOf } from '/_shared/policy.js'

launch({
  kit, brand: '老友相册', accent: '#862e9c', trade: 'rooms', words: ['拍照', '拼图', '修复', '影集', '音乐', '分享', '打印', '更多'], heading: '往日时光', tabs: ['首页', '发现', '消息', '我的'],
  operator: operatorOf('老友相册', '西安老友影像科技有限公司', '陕西省西安市雁塔区科技路 48 号', 'privacy@laoyou-album.cn', '029-8834-5527', '老友相册制作服务'),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: { settings: { title: '设置', groups: [[{ title: '消息提醒', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] } },
  start: (app) => firstLaunch(app, {
    ask: () => ask(app, { title: '服务协议与隐私政策', text: ['欢迎使用老友相册。请您阅读《用户协议》和《隐私政策》，并选择是否同意；不同意时仍可浏览公开内容。'],
      agree: { text: '同意', id: 'btn_yes' }, refuse: { text: '不同意', id: 'btn_no' } }),
  }),
})
