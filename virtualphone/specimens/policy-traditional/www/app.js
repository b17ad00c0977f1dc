import { bar, firstLaunch, launch } from '/_shared/app.js'
import { ask } from '/_shared/consent.js'
import { el } from '/_shared/element.js'
import { weui as kit } from '/_shared/kits/weui.js'
import { operatorOf, privacyPolicy } from '/_shared/policy.js'

// Simplified characters of the policy and, in the same order, their traditional forms.
const NEW = '与业东个为举义争于云产仅们伙会传体储关内册决况准减击则创删别务动区华协单历双发变号后响围国图场声处备复头实审对将尽岁帮干并广应开异张弹归当录征态户扰护报担择损据数断无时术机权来极标欢浏溃满点状独现电监码确种称稳签简类约线组细织经结给络绝统续缓缔网联脱范荐获营补见规览计订认让议讯记许讼设访证识诈诉词诚话该说请读调负责账质费资跃转软轻载输辖过运还进违适选邮采销键门闭问间阅随隐页预题馈验'
const OLD = '與業東個爲舉義爭於雲產僅們夥會傳體儲關內冊決況準減擊則創刪別務動區華協單歷雙發變號後響圍國圖場聲處備復頭實審對將盡歲幫幹並廣應開異張彈歸當錄徵態戶擾護報擔擇損據數斷無時術機權來極標歡瀏潰滿點狀獨現電監碼確種稱穩籤簡類約線組細織經結給絡絕統續緩締網聯脫範薦獲營補見規覽計訂認讓議訊記許訟設訪證識詐訴詞誠話該說請讀調負責賬質費資躍轉軟輕載輸轄過運還進違適選郵採銷鍵門閉問間閱隨隱頁預題饋驗'

function inOldScript(layer, app) {
  const text = privacyPolicy(app.operator)
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) walker.currentNode.data = walker.currentNode.data.replace(/./gu, (one) => OLD[NEW.indexOf(one)] ?? one)
  layer.append(bar(app, '隱私政策'), el('div.scroll', {}, text))
}

launch({
  kit, brand: '蜂巢记事', accent: '#e67700', trade: 'recipes', words: ['笔记', '待办', '清单', '日程', '附件', '标签', '分享', '更多'], heading: '最近笔记', tabs: ['首页', '发现', '消息', '我的'],
  operator: operatorOf('蜂巢记事', '上海蜂巢软件有限公司', '上海市浦东新区张江路 368 号', 'privacy@fengchao-notes.cn', '021-5079-2218', '蜂巢记事服务'),
  activities: { settings: '.SettingsActivity', policy: '.WebActivity', agreement: '.AgreementActivity' },
  screens: { policy: inOldScript, settings: { title: '设置', groups: [[{ title: '消息提醒', on: true }], [{ title: '隐私政策', to: 'policy' }, { title: '用户协议', to: 'agreement' }]] } },
  start: (app) => firstLaunch(app, {
    ask: () => ask(app, { title: '服务协议与隐私政策', text: ['欢迎使用蜂巢记事。请您阅读《用户协议》和《隐私政策》，并选择是否同意；不同意时仍可浏览公开内容。'],
      agree: { text: '同意', id: 'btn_yes' }, refuse: { text: '不同意', id: 'btn_no' } }),
  }),
})
