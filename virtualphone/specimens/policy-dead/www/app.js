import { bar, firstLaunch, launch, pause } from '/_shared/app.js'
import { showAd } from '/_shared/ad.js'
import { ask } from '/_shared/consent.js'
import { el } from '/_shared/element.js'
import { vant as kit } from '/_shared/kits/vant.js'
import { get } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

async function policyFromServer(layer, app) {
  const body = el('div.scroll', {}, el('p.problem', {}, '加载中…'))
  layer.append(bar(app, '隐私政策'), body)
  const text = await get('https://h5.yizufang-home.cn/static/privacy_v3.html')
  if (text.length < 200) body.replaceChildren(el('div.problem', {}, el('b', {}, '404'), '抱歉，您访问的页面不存在或已被删除', el('p', {}, '请检查网址后重试')))
}

launch({
  kit, brand: '易租房', accent: '#2f6bff', trade: 'rooms', hint: '小区 / 地铁 / 商圈', words: ['整租', '合租', '短租', '公寓', '二手房', '地铁找房', '通勤找房', '更多'],
  orders: ['看房预约 · 云栖公寓', '看房预约 · 学府里'],
  operator: operatorOf('易租房', '合肥安居信息服务有限公司', '安徽省合肥市蜀山区望江西路 800 号', 'help@yizufang-home.cn', '0551-6288-6300', '易租房找房服务'),
  activities: { policy: '.WebActivity', settings: '.SettingsActivity', agreement: '.AgreementActivity' },
  screens: { policy: policyFromServer, settings: { title: '设置', groups: [[{ title: '账号安全' }, { title: '推送设置', on: true }], [{ title: '用户协议', to: 'agreement' }, { title: '隐私政策', to: 'policy' }]] } },
  start: (app) => firstLaunch(app, {
    ask: () => ask(app, { title: '用户隐私保护提示', text: ['感谢您使用易租房！请您在使用前阅读并同意《用户协议》《隐私政策》。我们会按照政策内容使用和保护您的个人信息。'],
      agree: { text: '同意并继续', id: 'tv_confirm' }, refuse: { text: '不同意', id: 'tv_cancel' } }),
    async agreed() {
      await pause(1500)
      await showAd({ network: 'gdt', creative: 'car', id: 'gdt_interstitial', label: null, mark: { nameless: true } })
    },
  }),
})
