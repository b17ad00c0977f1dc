import { launch, phone, splash } from '/_shared/app.js'
import { plain as kit } from '/_shared/kits/plain.js'
import { operatorOf } from '/_shared/policy.js'

launch({
  kit, brand: '智汇扫描', slogan: '文档扫描专家', accent: '#343a40',
  operator: operatorOf('智汇扫描', '南昌智汇软件有限公司', '江西省南昌市高新区艾溪湖北路 77 号', 'kf@zhihui-scan.cn', '0791-8810-1400', '智汇扫描服务'),
  async start(app) {
    setTimeout(() => phone.hang(60000), 3000)
    await splash(app, 90000)
  },
})
