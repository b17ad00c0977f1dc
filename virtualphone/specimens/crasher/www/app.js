import { launch, phone, splash } from '/_shared/app.js'
import { plain as kit } from '/_shared/kits/plain.js'
import { operatorOf } from '/_shared/policy.js'

launch({
  kit, brand: '快点打印', slogan: '手机照片即刻打印', accent: '#495057',
  operator: operatorOf('快点打印', '佛山快点图文有限公司', '广东省佛山市禅城区季华五路 2 号', 'kf@kuaidian-print.cn', '0757-8399-0300', '快点打印服务'),
  async start(app) {
    await splash(app, 3000)
    await phone.crash('java.lang.NullPointerException: Attempt to invoke virtual method \'int com.kuaidian.print.core.Printer.getState()\' on a null object reference')
  },
})
