import { firstLaunch, launch, pause } from '/_shared/app.js'
import { showAd } from '/_shared/ad.js'
import { ask } from '/_shared/consent.js'
import { vant as kit } from '/_shared/kits/vant.js'
import { identifiers, post } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

launch({
  kit, brand: '趣学英语', accent: '#0ca678', trade: 'lessons', hint: '搜课程、单词', words: ['单词', '口语', '听力', '阅读', '真题', '外教', '打卡', '更多'], orders: ['今日任务 · 20 词', '连续打卡 6 天'],
  operator: operatorOf('趣学英语', '北京趣学教育科技有限公司', '北京市朝阳区望京街 10 号 B 座 9 层', 'service@quxue-en.com', '010-8471-1830', '趣学英语学习服务'),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: { settings: { title: '设置', groups: [[{ title: '学习提醒', on: true }, { title: '发音', value: '美式' }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] } },
  start: (app) => firstLaunch(app, {
    ask: () => ask(app, { title: '欢迎加入趣学英语', window: 'none', text: ['开始学习之前，请您了解我们处理个人信息的规则。'], box: { text: '我已阅读并同意《用户协议》和《隐私政策》', checked: true, id: 'check_protocol' },
      agree: { text: '同意并继续', id: 'btn_ok' }, refuse: { text: '不同意', id: 'btn_no' } }),
    async agreed() {
      const ids = await identifiers('oaid', 'model')
      post('https://api.quxue-en.com/app/activate', ids)
      await pause(1500)
      await showAd({ network: 'kuaishou', ids, creative: 'phone', window: 'dialog', label: { text: '推广' }, mark: { id: 'ksad_ad_close', desc: '关闭' } })
    },
  }),
})
