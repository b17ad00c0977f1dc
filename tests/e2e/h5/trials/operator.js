import { operatorOf } from '/_shared/policy.js'
export const operator = operatorOf('试验页', '北京试验科技有限公司', '北京市海淀区中关村大街 1 号 101 室', 'privacy@trials-h5.cn', '400-100-2000', '试验服务')
