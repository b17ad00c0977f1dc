import rangers from '/node_modules/@datarangers/sdk-javascript/es/index.min.js'
import { firstLaunch, launch, phone } from '/_shared/app.js'
import { ask } from '/_shared/consent.js'
import { vant as kit } from '/_shared/kits/vant.js'
import { get } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

async function startRangers() {
  rangers.init({ app_id: 480217, channel: 'cn', enable_encryption: true, disable_webid: true })
  rangers.config({ user_unique_id: await phone.getAndroidId(), app_name: 'juhaokan', app_version: '7.7.0' })
  rangers.start()
  rangers.event('home_show', { tab: '追剧' })
  setInterval(() => rangers.event('home_stay', { tab: '追剧' }), 4000)
}

launch({
  kit, brand: '剧好看', accent: '#9c36b5', trade: 'videos', tiles: true, hint: '搜剧名、演员', words: ['短剧', '热播', '古装', '悬疑', '甜宠', '综艺', '动漫', '全部'],
  operator: operatorOf('剧好看', '长沙剧好看文化传媒有限公司', '湖南省长沙市开福区金鹰大厦 12 层', 'privacy@juhaokan-tv.cn', '0731-8480-7700', '剧好看视频服务',
    { sdks: [['火山引擎增长分析 SDK', '北京火山引擎科技有限公司', 'Android ID、播放行为', '统计分析']] }),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: { settings: { title: '设置', groups: [[{ title: '非 Wi-Fi 播放提醒', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] } },
  start(app) {
    startRangers()
    get('https://api.juhaokan-tv.cn/home', { page: 1 })
    return firstLaunch(app, {
      ask: () => ask(app, { title: '温馨提示', column: true, text: ['欢迎使用剧好看！请您先阅读《用户协议》和《隐私政策》，我们会严格保护您的个人信息。'],
        agree: { text: '同意并继续', id: 'dialog_ok' }, refuse: { text: '不同意', id: 'dialog_no' } }),
    })
  },
})
