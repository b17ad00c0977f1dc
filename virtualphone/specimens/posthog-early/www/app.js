import posthog from '/node_modules/posthog-js/dist/module.no-external.js'
import { firstLaunch, launch, phone } from '/_shared/app.js'
import { ask } from '/_shared/consent.js'
import { weui as kit } from '/_shared/kits/weui.js'
import { get } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

const PROJECT = 'phc_q7Lw2mZr9TtVx4KcBn8JdYs1FhGe6PaUo3Ri5EkWvXz'

// The app ships its project's settings, which the SDK would fetch otherwise; they say that bodies may stay compressed.
window._POSTHOG_REMOTE_CONFIG = { [PROJECT]: { config: { token: PROJECT, supportedCompression: ['gzip', 'gzip-js'], hasFeatureFlags: false }, siteApps: [] } }

async function startPosthog() {
  posthog.init(PROJECT, { api_host: 'https://us.i.posthog.com', person_profiles: 'always', capture_pageleave: false, opt_out_useragent_filter: true, request_queue_config: { flush_interval_ms: 500 } })
  posthog.identify(await phone.getAndroidId(), { channel: 'huawei', release: await phone.getRelease() })
  posthog.capture('feed_open', { tab: '首页' })
  setInterval(() => posthog.capture('feed_stay', { tab: '首页' }), 4000)
}

launch({
  kit, brand: '萌爪社区', accent: '#e64980', trade: 'pets', words: ['晒宠', '问医生', '领养', '寄养', '同城', '训练', '用品', '全部'], heading: '大家都在看', hint: '搜宠物、搜话题',
  operator: operatorOf('萌爪社区', '厦门萌爪网络科技有限公司', '福建省厦门市思明区软件园二期望海路 29 号', 'privacy@mengzhua-club.cn', '0592-596-2140', '萌爪社区宠物交流服务',
    { sdks: [['PostHog SDK', 'PostHog, Inc.', 'Android ID、浏览行为', '统计分析']] }),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: { settings: { title: '设置', groups: [[{ title: '评论提醒', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] } },
  start(app) {
    startPosthog()
    get('https://api.mengzhua-club.cn/v2/feed', { page: 1 })
    return firstLaunch(app, {
      ask: () => ask(app, { title: '个人信息保护指引', text: ['欢迎来到萌爪社区！请您阅读《用户协议》和《隐私政策》，了解我们如何收集和使用您的个人信息。'],
        agree: { text: '同意', id: 'tv_agree' }, refuse: { text: '不同意', id: 'tv_refuse' } }),
    })
  },
})
