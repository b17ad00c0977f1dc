import { firstLaunch, launch, pause } from '/_shared/app.js'
import { showAd } from '/_shared/ad.js'
import { ask } from '/_shared/consent.js'
import { plain as kit } from '/_shared/kits/plain.js'
import { identifiers, post } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

launch({
  kit, brand: '墨香阅读', accent: '#8d5524', trade: 'books', layout: 'shelf', hint: '书名 / 作者', tabs: ['书架', '书城', '消息', '我的'],
  operator: operatorOf('墨香阅读', '天津墨香数字出版有限公司', '天津市滨海新区中新生态城动漫中路 482 号', 'kefu@moxiang-read.cn', '022-5998-9060', '墨香阅读服务'),
  activities: { settings: '.SettingActivity', policy: '.H5Activity', agreement: '.AgreementActivity' },
  screens: { settings: { title: '设置', groups: [[{ title: '夜间模式', on: false }, { title: '自动购买', on: false }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] } },
  start: (app) => firstLaunch(app, {
    ask: () => ask(app, { title: '隐私政策更新', text: ['我们更新了《用户协议》与《隐私政策》，请您了解我们收集、使用个人信息的规则。'], agree: { text: '我知道了', id: 'tv_know' } }),
    async agreed() {
      const ids = await identifiers('oaid', 'model')
      post('https://book.moxiang-read.cn/user/visitor', ids)
      await pause(1500)
      await showAd({ network: 'gdt', ids, layout: 'full', creative: 'game', label: { text: '广告' }, mark: { look: 'faint', id: 'iv_close' } })
    },
  }),
})
