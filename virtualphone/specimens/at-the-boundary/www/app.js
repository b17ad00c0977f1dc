import { firstLaunch, launch } from '/_shared/app.js'
import { ask } from '/_shared/consent.js'
import { plain as kit } from '/_shared/kits/plain.js'
import { identifiers, post } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

async function choice(answer) {
  return post('https://sdk.beidanci.cn/event', { event: 'privacy_choice', answer, ...(await identifiers('android_id')) })
}

launch({
  kit, brand: '每日背单词', accent: '#4263eb', trade: 'lessons', layout: 'list', hint: '查单词',
  operator: operatorOf('每日背单词', '沈阳单词树教育科技有限公司', '辽宁省沈阳市浑南区创新路 195 号', 'privacy@beidanci.cn', '024-8368-1900', '每日背单词学习服务'),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: { settings: { title: '设置', groups: [[{ title: '每日提醒', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] } },
  start: (app) => firstLaunch(app, {
    ask() {
      const answer = ask(app, { title: '开始之前', window: 'screen', text: ['请阅读《用户协议》与《隐私政策》，了解我们如何保存您的学习进度。'], agree: { text: '同意', id: 'btn_left' }, refuse: { text: '不同意', id: 'btn_right' } })
      document.querySelector('[data-id=btn_left]').addEventListener('pointerdown', () => choice('yes'))
      document.querySelector('[data-id=btn_right]').addEventListener('click', () => choice('no'))
      return answer
    },
  }),
})
