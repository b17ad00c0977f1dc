import { home, launch, phone } from '/_shared/app.js'
import { el } from '/_shared/element.js'
import { vant as kit } from '/_shared/kits/vant.js'
import { get } from '/_shared/net.js'
import { picture } from '/_shared/pictures.js'
import { operatorOf } from '/_shared/policy.js'

function tour(app) {
  return new Promise((done) => document.getElementById('app').replaceChildren(el('section.screen.tour', {},
    el('img', { src: picture('scene', 18, 150), alt: '' }), el('h2', {}, '记录每一次奔跑'), el('p', {}, '专业轨迹 · 训练计划 · 同城跑团'),
    el('p.dots', {}, '●○○'), el('button', { 'data-id': 'btn_enter', onclick: done }, '进入悦动圈子'))))
}

launch({
  kit, brand: '悦动圈子', accent: '#ff7a1a', trade: 'lessons', words: ['户外跑', '室内跑', '健走', '骑行', '训练计划', '跑团', '赛事', '全部'], hint: '搜索课程和跑团',
  orders: ['本周 3 次 · 16.4 公里', '上周 4 次 · 21.8 公里'],
  operator: operatorOf('悦动圈子', '厦门悦动体育科技有限公司', '福建省厦门市思明区软件园二期观日路 28 号', 'kefu@yuedongquan.net', '0592-326-5007', '悦动圈子运动服务'),
  activities: { settings: '.SettingsActivity' },
  screens: { settings: { title: '设置', groups: [[{ title: '语音播报', on: true }, { title: '自动暂停', on: false }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] } },
  async start(app) {
    get('https://api.yuedongquan.net/v1/plans', { page: 1 })
    if (!(await phone.prefs.get('toured'))) {
      await tour(app)
      await phone.prefs.set('toured', 'yes')
    }
    home(app)
  },
})
