import { home, launch, notice, pause } from '/_shared/app.js'
import { plain as kit } from '/_shared/kits/plain.js'
import { get } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

launch({
  kit, brand: '掌上晴雨', accent: '#2c7be5', layout: 'board', rows: ['明天 · 多云 · 8° / 14°', '周一 · 小雨 · 7° / 11°', '周二 · 晴 · 4° / 13°', '周三 · 晴 · 5° / 15°'], figure: '12°', figureText: '杭州 · 多云转小雨', hint: '搜索城市',
  words: ['逐小时', '十五日', '空气', '台风', '日出日落', '穿衣', '洗车', '出行'],
  operator: operatorOf('掌上晴雨', '南京晴雨气象服务有限公司', '江苏省南京市建邺区江东中路 359 号 18 层', 'service@zsqy-weather.com', '025-8660-1144', '掌上晴雨天气服务'),
  screens: {
    settings: { title: '设置', groups: [[{ title: '温度单位', value: '摄氏度' }, { title: '天气提醒', on: true }], [{ title: '关于', to: 'about' }]] },
    about: { title: '关于掌上晴雨', groups: [[{ title: '当前版本', value: '4.4.0' }, { title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] },
  },
  async start(app) {
    home(app)
    get('https://api.zsqy-weather.com/v2/now', { city: '101210101', lang: 'zh' })
    await pause(300)
    notice('继续使用即代表您已阅读并同意《用户协议》和《隐私政策》', 5500)
  },
})
