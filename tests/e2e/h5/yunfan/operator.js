import { operatorOf } from '/_shared/policy.js'
export const operator = operatorOf('云帆天气', '厦门云帆气象服务有限公司', '福建省厦门市思明区软件园二期望海路 23 号 401 室', 'privacy@yunfan-tq.cn', '400-155-2090', '云帆天气预报服务')
