import { bar, firstLaunch, launch } from '/_shared/app.js'
import { ask } from '/_shared/consent.js'
import { el } from '/_shared/element.js'
import { plain as kit } from '/_shared/kits/plain.js'
import { get } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

const OFFERS = ['一、连续包月 ¥9.9，自动清理垃圾文件，每天释放 2GB 空间', '二、连续包季 ¥25，赠送手机降温与游戏加速特权', '三、年度会员 ¥88，专属皮肤、去除启动等待、优先客服',
  '四、会员权益自开通之日起生效，可在多台设备登录使用', '五、开通后赠送 300 积分，可在积分商城兑换话费', '六、邀请好友开通，双方各得 7 天会员时长']

function members(layer, app) {
  layer.append(bar(app, '会员中心'), el('div.scroll', {}, el('div.promo', {}, el('h2', {}, '超级会员 限时特惠'), OFFERS.map((text) => el('div', {}, text)), el('p', {}, '会员服务由极速清理大师提供，最终解释权归运营方所有。'))))
}

launch({
  kit, brand: '极速清理大师', accent: '#12b886', layout: 'board', rows: ['应用缓存 · 1.4 GB', '安装包残留 · 620 MB', '视频缓存 · 980 MB'], figure: '3.2G', figureText: '可清理垃圾', words: ['一键加速', '病毒查杀', '微信清理', '应用管理', '通知清理', '短视频清理', '省电', '更多'],
  operator: operatorOf('极速清理大师', '广州轻捷软件有限公司', '广东省广州市天河区科韵路 16 号', 'feedback@jisuqingli.cn', '020-3877-9901', '极速清理大师服务'),
  activities: { policy: '.vip.VipActivity', agreement: '.vip.AgreementActivity' },
  screens: { policy: members, settings: { title: '设置', groups: [[{ title: '通知栏快捷开关', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '检查更新', value: '9.9.1' }]] } },
  start(app) {
    get('https://cfg.jisuqingli.cn/rules.json', { v: 991 })
    return firstLaunch(app, {
      ask: () => ask(app, { title: '温馨提示', window: 'none', look: 'low', column: true, text: ['为了向您提供清理和加速服务，请您阅读并同意《隐私政策》。我们不会上传您的照片、通讯录等个人文件。'],
        agree: { text: '同意并使用' }, refuse: { text: '不同意' } }),
    })
  },
})
