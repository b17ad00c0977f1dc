import { firstLaunch, launch } from '/_shared/app.js'
import { requestWithSheet, whenMineOpens } from '/_shared/asking.js'
import { ask } from '/_shared/consent.js'
import { weui as kit } from '/_shared/kits/weui.js'
import { operatorOf } from '/_shared/policy.js'

launch({
  kit, brand: '小邮局', accent: '#0c8599', trade: 'recipes', words: ['写信', '收件', '草稿', '星标', '联系人', '附件', '归档', '更多'], heading: '最近来信', tabs: ['首页', '发现', '消息', '我的'],
  operator: operatorOf('小邮局', '武汉小邮局科技有限公司', '湖北省武汉市洪山区珞喻路 10 号', 'privacy@xiaoyouju-mail.cn', '027-8721-5536', '小邮局邮件服务'),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: { settings: { title: '设置', groups: [[{ title: '消息提醒', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] } },
  start: (app) => firstLaunch(app, {
    ask: () => ask(app, { title: '服务协议与隐私政策', text: ['欢迎使用小邮局。请您阅读《用户协议》和《隐私政策》，并选择是否同意；不同意时仍可浏览公开内容。'],
      agree: { text: '同意', id: 'btn_yes' }, refuse: { text: '不同意', id: 'btn_no' } }),
    agreed() {
      whenMineOpens(() => requestWithSheet('相机权限使用说明', '用于扫描二维码快速登录网页版邮箱。', 'READ_CONTACTS'))
    },
  }),
})
