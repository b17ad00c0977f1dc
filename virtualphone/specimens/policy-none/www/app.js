import { home, launch, pause } from '/_shared/app.js'
import { message } from '/_shared/consent.js'
import { weui as kit } from '/_shared/kits/weui.js'
import { get } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

launch({
  kit, brand: '萌宠日记', accent: '#f2789f', trade: 'pets', words: ['养猫', '养狗', '异宠', '问医生', '寄养', '领养', '商城', '更多'], heading: '铲屎官都在看',
  operator: operatorOf('萌宠日记', '成都毛球文化传媒有限公司', '四川省成都市武侯区天府三街 199 号', 'hi@mengchong-diary.cn', '028-6110-2021', '萌宠日记社区服务'),
  activities: { agreement: '.web.H5Activity' },
  screens: { settings: { title: '设置', groups: [[{ title: '推送通知', on: true }, { title: '清理缓存', value: '36.2 MB' }], [{ title: '用户服务协议', to: 'agreement' }, { title: '当前版本', value: '2.1.0' }]] } },
  async start(app) {
    home(app)
    get('https://api.mengchong-diary.cn/feed', { tab: 'recommend' })
    await pause(900)
    await message({ title: '新人券已到账', text: ['¥10 洗护券 × 2 已放入卡包', '下单时自动抵扣'], buttons: [{ text: '知道了', id: 'a1c' }] })
  },
})
