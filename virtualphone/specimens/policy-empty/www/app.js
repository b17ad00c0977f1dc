import { bar, firstLaunch, launch } from '/_shared/app.js'
import { ask } from '/_shared/consent.js'
import { el } from '/_shared/element.js'
import { weui as kit } from '/_shared/kits/weui.js'
import { get } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

launch({
  kit, brand: '万能网络助手', accent: '#1c7ed6', trade: 'lines', words: ['一键测速', '信号增强', '网络诊断', '防蹭网', '流量监控', '安全检测', '附近热点', '更多'], heading: '网络动态',
  operator: operatorOf('万能网络助手', '长沙畅连科技有限公司', '湖南省长沙市岳麓区麓谷大道 627 号', 'kf@wanneng-net.cn', '0731-8899-1230', '网络助手服务'),
  activities: { policy: '.BrowserActivity', agreement: '.AgreementActivity' },
  screens: {
    policy: (layer, app) => layer.append(bar(app, '隐私政策'), el('div.scroll', { 'data-webview': 'full', style: 'background:#fff' })),
    settings: { title: '设置', groups: [[{ title: '自动测速', on: false }], [{ title: '隐私政策', to: 'policy' }, { title: '意见反馈' }]] },
  },
  start(app) {
    get('https://s.wanneng-net.cn/speed/nodes')
    return firstLaunch(app, {
      ask: () => ask(app, { title: '隐私政策提示', links: 'span', text: ['请您务必审慎阅读、充分理解《隐私政策》各条款，包括我们如何收集设备信息与网络状态。您可以阅读全文后做出选择。'],
        agree: { text: '同意', id: 'b0a' }, refuse: { text: '拒绝', id: 'b0b' } }),
    })
  },
})
