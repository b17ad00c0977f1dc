import { firstLaunch, launch } from '/_shared/app.js'
import { ask } from '/_shared/consent.js'
import { weui as kit } from '/_shared/kits/weui.js'
import { operatorOf } from '/_shared/policy.js'

launch({
  kit, brand: '快件通', accent: '#d9480f', trade: 'lines', words: ['寄件', '查件', '网点', '时效', '运费', '地址簿', '发票', '更多'], heading: '附近网点', tabs: ['首页', '发现', '消息', '我的'],
  operator: operatorOf('快件通', '合肥快件通信息技术有限公司', '安徽省合肥市蜀山区望江西路 800 号', 'privacy@kuaijian-tong.cn', '0551-6537-4412', '快件通寄递查询服务'),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: { settings: { title: '设置', groups: [[{ title: '消息提醒', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] } },
  start: (app) => firstLaunch(app, {
    ask: () => ask(app, { title: '服务协议与隐私政策', text: ['欢迎使用快件通。请您阅读《用户协议》和《隐私政策》，并选择是否同意；不同意时仍可浏览公开内容。'],
      agree: { text: '同意', id: 'btn_yes' }, refuse: { text: '不同意', id: 'btn_no' } }),
  }),
})
