import { firstLaunch, launch } from '/_shared/app.js'
import { ask } from '/_shared/consent.js'
import { plain as kit } from '/_shared/kits/plain.js'
import { get } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

launch({
  kit, brand: '拍立修', accent: '#f06595', trade: 'videos', layout: 'tiles', hint: '找模板', tabs: ['模板', '修图', '消息', '我的'],
  mine: [{ title: '我的作品', to: 'favourites' }, { title: '隐私', to: 'privacy' }, { title: '关于', to: 'about' }],
  operator: operatorOf('拍立修', '深圳影像家科技有限公司', '广东省深圳市南山区科技南十二路 18 号', 'legal@pailixiu.cn', '0755-2660-7100', '拍立修图片编辑服务'),
  activities: { policy: '.PolicyActivity', agreement: '.AgreementActivity' },
  screens: {
    privacy: { title: '隐私', groups: [[{ title: '允许推荐给可能认识的人', on: false }, { title: '系统权限管理', value: '去设置' }]] },
    about: { title: '关于', groups: [[{ title: '用户协议', to: 'agreement' }, { title: '版本号', value: '7.1.0' }]] },
  },
  start(app) {
    get('https://res.pailixiu.cn/templates', { page: 1 })
    return firstLaunch(app, {
      ask: () => ask(app, { title: '欢迎来到拍立修', window: 'screen', links: 'span', text: ['我们依据法律法规更新了《隐私政策》，请您在使用前仔细阅读。点击“同意”即代表您同意我们按政策处理您的个人信息。'],
        agree: { text: '同意', id: 'c3' }, refuse: { text: '不同意', id: 'c4' } }),
    })
  },
})
