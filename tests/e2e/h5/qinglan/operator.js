import { operatorOf } from '/_shared/policy.js'
export const operator = operatorOf('青岚书屋', '苏州青岚文化科技有限公司', '江苏省苏州市姑苏区平江路 88 号 3 幢 502 室', 'privacy@qinglan-books.cn', '400-820-5512', '青岚书屋阅读服务')
