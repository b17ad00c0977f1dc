import { firstLaunch, launch, pause } from '/_shared/app.js'
import { showAd } from '/_shared/ad.js'
import { ask } from '/_shared/consent.js'
import { plain as kit } from '/_shared/kits/plain.js'
import { gzip, identifiers, post } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

async function startPush() {
  const ids = await identifiers('android_id', 'oaid', 'model', 'os')
  return post('https://stats.jpush.cn/v3/report', await gzip(JSON.stringify({ appkey: '8f2c61d0b7a94e35c0d1e2f3', type: 'active_launch', device: ids, itime: Math.floor(Date.now() / 1000) })))
}

launch({
  kit, brand: '闪映短视频', accent: '#fe2c55', trade: 'videos', layout: 'tiles', hint: '搜你感兴趣的', tabs: ['首页', '发现', '消息', '我的'], tabIds: ['a1b', 'a1c', 'a1d', 'a1e'],
  operator: operatorOf('闪映短视频', '成都闪映互动娱乐有限公司', '四川省成都市高新区天府大道中段 530 号', 'privacy@shanying-video.cn', '028-8666-1204', '闪映短视频服务'),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: { settings: { title: '设置', groups: [[{ title: '青少年模式', value: '未开启' }, { title: '流量播放提醒', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] } },
  async start(app) {
    post('https://api.shanying-video.cn/ab/config', await gzip(JSON.stringify({ groups: ['feed_v7', 'player_b'], build: 1204, empty_id: '0000000000000000' })))
    await firstLaunch(app, {
      ask: () => { startPush(); return ask(app, { title: '个人信息保护提示', links: 'span', column: true, text: ['欢迎使用闪映！我们将通过《隐私政策》说明个人信息的处理方式，通过《用户协议》说明您的权利义务。'],
        agree: { text: '好的，我同意', id: 'e0' }, refuse: { text: '不同意', id: 'e1' } }) },
      async agreed() {
        await pause(1500)
        await showAd({ network: 'pangle', layout: 'full', creative: 'game', id: 'tt_full_ad', label: { text: '广告' }, mark: { id: 'tt_video_skip', usableAfter: 15000 } })
      },
    })
  },
})
