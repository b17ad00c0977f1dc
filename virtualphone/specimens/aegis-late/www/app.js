import { firstLaunch, launch, pause, phone } from '/_shared/app.js'
import { showAd } from '/_shared/ad.js'
import { ask } from '/_shared/consent.js'
import { plain as kit } from '/_shared/kits/plain.js'
import { get, identifiers } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

async function startMonitoring() {
  const script = document.createElement('script')
  script.src = '/node_modules/aegis-web-sdk/lib/aegis.min.js'
  await new Promise((loaded) => { script.onload = loaded; document.head.append(script) })
  const monitor = new window.Aegis({ id: 'pGUVFTCZyewhlqsnda', uin: await phone.getAndroidId(), hostUrl: 'https://aegis.qq.com', delay: 200, reportApiSpeed: true, spa: true, offlineLog: false })
  monitor.infoAll('launch')
}

launch({
  kit, brand: '轻食计划', accent: '#37b24d', trade: 'recipes', layout: 'tiles', hint: '食物热量查询', tabs: ['首页', '食谱', '消息', '我的'],
  operator: operatorOf('轻食计划', '珠海轻食健康管理有限公司', '广东省珠海市香洲区情侣中路 47 号', 'privacy@qingshi-plan.cn', '0756-322-3700', '轻食计划饮食记录服务',
    { sdks: [['腾讯云前端性能监控 SDK', '腾讯云计算（北京）有限责任公司', 'Android ID、页面性能', '故障监控'], ['优量汇 SDK', '深圳市腾讯计算机系统有限公司', 'OAID', '广告投放']] }),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: { settings: { title: '设置', groups: [[{ title: '饮水提醒', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] } },
  start(app) {
    get('https://api.qingshi-plan.cn/v1/foods', { page: 1 })
    return firstLaunch(app, {
      ask: () => ask(app, { title: '隐私政策', links: 'span', look: 'low', text: ['轻食计划尊重并保护您的个人信息。请阅读《用户协议》《隐私政策》后选择；不同意不影响您查询食物热量。'],
        agree: { text: '同意', id: 'g1', look: 'other' }, refuse: { text: '不同意', id: 'g2', look: 'other' } }),
      async agreed() {
        startMonitoring()
        const ids = await identifiers('oaid')
        await pause(1800)
        await showAd({ network: 'gdt', ids, creative: 'food', label: { text: '广告', picture: true }, mark: { text: '关闭', look: 'words-mark', id: 'g9' } })
      },
    })
  },
})
