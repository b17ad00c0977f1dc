import { launch, phone, splash } from '/_shared/app.js'
import { message } from '/_shared/consent.js'
import { plain as kit } from '/_shared/kits/plain.js'
import { operatorOf } from '/_shared/policy.js'

launch({
  kit, brand: '金库手机银行', slogan: '安全 便捷', accent: '#862e9c',
  operator: operatorOf('金库手机银行', '金库村镇银行股份有限公司', '山西省太原市小店区长治路 226 号', 'kf@jinku-bank.cn', '95700', '金库手机银行服务'),
  async start(app) {
    await splash(app, 900)
    await message({ title: '安全提示', text: ['检测到当前设备已被 Root 或正在模拟器中运行，为保障您的资金安全，应用无法继续使用。'], buttons: [{ text: '退出', id: 'btn_exit' }] })
    await phone.exitApp()
  },
})
