import { firstLaunch, launch, pause, phone } from '/_shared/app.js'
import { ask } from '/_shared/consent.js'
import { vant as kit } from '/_shared/kits/vant.js'
import { get } from '/_shared/net.js'
import { operatorOf } from '/_shared/policy.js'

const failure = (what) => Object.assign(new Error(`${what}失败`), { name: 'LessonError' })

// The SDK has no bundle in its package, so its modules are loaded while the app shows its first screen.
async function startSentry() {
  const sentry = await import('@sentry/browser')
  sentry.init({ dsn: 'https://8d3f0c5be1a94f7db26c9e7a40d1f358@o4505.ingest.sentry.io/4506', release: 'tingkebao@5.0.8', environment: 'production' })
  await pause(800)
  sentry.captureException(failure('封面加载'))
  return sentry
}

launch({
  kit, brand: '听课宝', accent: '#1098ad', trade: 'lessons', hint: '搜课程、搜老师', words: ['直播', '小学', '初中', '高中', '考研', '公考', '题库', '全部'],
  operator: operatorOf('听课宝', '合肥听课宝教育科技有限公司', '安徽省合肥市蜀山区望江西路 800 号', 'privacy@tingkebao.cn', '0551-6530-8817', '听课宝在线学习服务',
    { sdks: [['Sentry SDK', 'Functional Software, Inc.', '错误日志、OAID', '故障监控']] }),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: { settings: { title: '设置', groups: [[{ title: '上课提醒', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] } },
  start(app) {
    const started = startSentry()
    get('https://api.tingkebao.cn/v1/courses')
    return firstLaunch(app, {
      ask: () => ask(app, { title: '隐私政策提示', text: ['感谢使用听课宝。请阅读《用户协议》和《隐私政策》，同意后可使用全部功能；不同意仍可试听公开课。'],
        agree: { text: '同意', id: 'btn_yes' }, refuse: { text: '不同意', id: 'btn_no' } }),
      async refused() {
        const sentry = await started
        sentry.setUser({ id: await phone.getOaid() })
        sentry.captureException(failure('课程缓存'))
      },
    })
  },
})
