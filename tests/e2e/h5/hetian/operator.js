import { operatorOf } from '/_shared/policy.js'
export const operator = operatorOf('禾田优选', '成都禾田供应链管理有限公司', '四川省成都市武侯区天府二街 138 号 2 栋 1806 室', 'privacy@hetian-mall.cn', '400-608-7731', '禾田优选商城服务')
