import { home, launch, pause } from '/_shared/app.js'
import { message } from '/_shared/consent.js'
import { plain as kit } from '/_shared/kits/plain.js'
import { identifiers, post } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

launch({
  kit, brand: '快览头条', accent: '#d8322a', trade: 'news', layout: 'list', hint: '寒潮 大家都在搜', gear: 'settings', clearMark: true,
  mine: [{ title: '我的收藏', to: 'favourites' }, { title: '浏览历史', to: 'history' }, { title: '夜间模式', on: false }],
  operator: operatorOf('快览头条', '北京快览信息技术有限公司', '北京市海淀区中关村东路 66 号 3 层', 'law@kuailan-news.cn', '010-5290-8815', '快览头条资讯服务'),
  activities: { policy: '.PolicyActivity', agreement: '.AgreementActivity' },
  screens: { settings: { title: '设置', groups: [[{ title: '字体大小', value: '标准' }, { title: '自动播放视频', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] } },
  async start(app) {
    home(app)
    identifiers('android_id', 'model', 'os').then((ids) => post('https://log.kuailan-news.cn/service/2/device_register', { header: ids, app: 'kuailan', sv: '8.1.5' }))
    await pause(1500)
    await message({ title: '开启消息通知', text: ['第一时间获取突发新闻和评论回复'], buttons: [{ text: '以后再说', id: 'tv_later' }, { text: '同意', id: 'tv_ok' }] })
  },
})
