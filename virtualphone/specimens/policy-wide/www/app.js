import { firstLaunch, launch } from '/_shared/app.js'
import { ask } from '/_shared/consent.js'
import { weui as kit } from '/_shared/kits/weui.js'
import { operatorOf } from '/_shared/policy.js'

launch({
  kit, brand: '账房先生', accent: '#0b7285', trade: 'lines', words: ['记账', '开单', '库存', '客户', '报表', '对账', '发票', '更多'], heading: '经营日报', tabs: ['首页', '发现', '消息', '我的'],
  operator: operatorOf('账房先生', '温州账房软件有限公司', '浙江省温州市鹿城区车站大道 577 号', 'privacy@zhangfang-books.cn', '0577-8890-3361', '账房先生记账服务'),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: { settings: { title: '设置', groups: [[{ title: '消息提醒', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] } },
  start: (app) => firstLaunch(app, {
    ask: () => ask(app, { title: '服务协议与隐私政策', text: ['欢迎使用账房先生。请您阅读《用户协议》和《隐私政策》，并选择是否同意；不同意时仍可浏览公开内容。'],
      agree: { text: '同意', id: 'btn_yes' }, refuse: { text: '不同意', id: 'btn_no' } }),
  }),
})
