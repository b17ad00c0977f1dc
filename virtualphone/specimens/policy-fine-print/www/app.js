import { bar, firstLaunch, launch } from '/_shared/app.js'
import { ask } from '/_shared/consent.js'
import { el } from '/_shared/element.js'
import { weui as kit } from '/_shared/kits/weui.js'
import { operatorOf, privacyPolicy } from '/_shared/policy.js'

function twoLanguages(layer, app) {
  const text = privacyPolicy(app.operator)
  text.append(el('h3', {}, 'English summary'), el('p', {}, 'We collect your phone number and address to book a service, share them with the person who comes to your home, and delete them when you close your account.'),
    el('p', {}, '寧波樂居家庭服務有限公司'))
  layer.append(bar(app, '隐私政策'), el('div.scroll', {}, text))
}

launch({
  kit, brand: '乐居家政', accent: '#c2255c', trade: 'rooms', words: ['保洁', '月嫂', '搬家', '维修', '开锁', '洗衣', '收纳', '更多'], heading: '附近阿姨', tabs: ['首页', '发现', '消息', '我的'],
  operator: operatorOf('乐居家政', '宁波乐居家庭服务有限公司', '浙江省宁波市海曙区中山西路 138 号', 'privacy@leju-homecare.cn', '0574-8736-1150', '乐居家政预约服务'),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: { policy: twoLanguages, settings: { title: '设置', groups: [[{ title: '消息提醒', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] } },
  start: (app) => firstLaunch(app, {
    ask: () => ask(app, { title: '服务协议与隐私政策', text: ['欢迎使用乐居家政。请您阅读《用户协议》和《隐私政策》，并选择是否同意；不同意时仍可浏览公开内容。'],
      agree: { text: '同意', id: 'btn_yes' }, refuse: { text: '不同意', id: 'btn_no' } }),
  }),
})
