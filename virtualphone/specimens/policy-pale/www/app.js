import { firstLaunch, launch } from '/_shared/app.js'
import { ask } from '/_shared/consent.js'
import { weui as kit } from '/_shared/kits/weui.js'
import { operatorOf } from '/_shared/policy.js'

launch({
  kit, brand: '云朵睡眠', accent: '#5f3dc4', trade: 'recipes', words: ['白噪音', '冥想', '闹钟', '睡前故事', '呼吸', '日记', '报告', '更多'], heading: '今晚好眠', tabs: ['首页', '发现', '消息', '我的'],
  operator: operatorOf('云朵睡眠', '厦门云朵健康科技有限公司', '福建省厦门市思明区软件园二期 16 号', 'privacy@yunduo-sleep.cn', '0592-5106-2290', '云朵睡眠助眠服务'),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: { settings: { title: '设置', groups: [[{ title: '消息提醒', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] } },
  start: (app) => firstLaunch(app, {
    ask: () => ask(app, { title: '服务协议与隐私政策', text: ['欢迎使用云朵睡眠。请您阅读《用户协议》和《隐私政策》，并选择是否同意；不同意时仍可浏览公开内容。'],
      agree: { text: '同意', id: 'btn_yes' }, refuse: { text: '不同意', id: 'btn_no' } }),
  }),
})
