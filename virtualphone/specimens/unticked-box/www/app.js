import { firstLaunch, launch } from '/_shared/app.js'
import { ask } from '/_shared/consent.js'
import { vant as kit } from '/_shared/kits/vant.js'
import { identifiers, post } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

launch({
  kit, brand: '家常味道', accent: '#e8590c', trade: 'recipes', tiles: true, hint: '搜菜谱、食材', words: ['早餐', '快手菜', '汤羹', '烘焙', '减脂', '宝宝餐', '下饭菜', '全部'], orders: ['菜篮子 · 5 种食材', '本周菜单 · 3 道'],
  operator: operatorOf('家常味道', '青岛家常味道文化有限公司', '山东省青岛市崂山区海尔路 182 号', 'privacy@jiachang-recipes.cn', '0532-8870-2900', '家常味道菜谱服务'),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: { settings: { title: '设置', groups: [[{ title: '屏幕常亮', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] } },
  start: (app) => firstLaunch(app, {
    ask: () => ask(app, { title: '请阅读并选择', text: ['为了保存您的收藏和菜篮子，我们需要处理少量个人信息，详见《隐私政策》。不同意也可以浏览全部菜谱。'],
      box: { text: '我已阅读并同意《用户协议》《隐私政策》', checked: false, needed: true, id: 'cb_agree' }, agree: { text: '同意', id: 'btn_yes' }, refuse: { text: '不同意', id: 'btn_no' } }),
    async agreed() {
      post('https://api.jiachang-recipes.cn/v1/visitor', await identifiers('android_id'))
    },
  }),
})
