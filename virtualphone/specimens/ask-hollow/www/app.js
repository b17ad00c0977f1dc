import { firstLaunch, launch } from '/_shared/app.js'
import { requestWithSheet, whenMineOpens } from '/_shared/asking.js'
import { ask } from '/_shared/consent.js'
import { weui as kit } from '/_shared/kits/weui.js'
import { operatorOf } from '/_shared/policy.js'

launch({
  kit, brand: '简影拍摄', accent: '#e8590c', trade: 'rooms', words: ['拍照', '滤镜', '边框', '拼图', '人像', '夜景', '模板', '更多'], heading: '今日佳作', tabs: ['首页', '发现', '消息', '我的'],
  operator: operatorOf('简影拍摄', '长沙简影网络科技有限公司', '湖南省长沙市岳麓区麓谷大道 627 号', 'privacy@jianying-camera.cn', '0731-8899-6203', '简影拍摄服务'),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: { settings: { title: '设置', groups: [[{ title: '消息提醒', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] } },
  start: (app) => firstLaunch(app, {
    ask: () => ask(app, { title: '服务协议与隐私政策', text: ['欢迎使用简影拍摄。请您阅读《用户协议》和《隐私政策》，并选择是否同意；不同意时仍可浏览公开内容。'],
      agree: { text: '同意', id: 'btn_yes' }, refuse: { text: '不同意', id: 'btn_no' } }),
    agreed() {
      whenMineOpens(() => requestWithSheet('相机权限申请', '为了正常使用本应用，需要获取您的相机权限，请点击允许。', 'CAMERA'))
    },
  }),
})
