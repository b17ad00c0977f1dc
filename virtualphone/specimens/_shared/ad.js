// A pop-up advertisement of an ad network, built from options:
// {network, ids, layout: 'centre'|'full'|'low', window, id, goId, creative, label, mark, webview, vanishes, from, hint, still,
// around, leaves, shake}. `from` is a line that names the sender, `hint` one that tells a gesture; a `still` picture is no
// link, `around` says that the blank beside the card is one; `leaves` opens the store by itself, `shake` is what of a
// motion opens it (see shake.js). `label` is
// {text, look, picture} or null. `mark` is {text, look, id, desc, nameless, shownAfter, usableAfter, press} or null; times
// in ms. The back key closes an ad as soon as its mark does.
import { captureBack, phone } from '/_shared/app.js'
import { el, named } from '/_shared/element.js'
import { post } from '/_shared/net.js'
import { glyph, picture } from '/_shared/pictures.js'
import { onShake } from '/_shared/shake.js'

const NETWORKS = {
  pangle: { url: 'https://api-access.pangolin-sdk-toutiao.com/api/ad/union/sdk/get_ads/', slot: '945113162' },
  gdt: { url: 'https://mi.gdt.qq.com/gdt_mview.fcg', slot: '9093517612222759' },
  kuaishou: { url: 'https://open.e.kuaishou.com/rest/e/v3/open/univ', slot: '4000000042' },
}

const CREATIVES = {
  game: { art: ['scene', 31, 265], title: '万象山海录', words: '国风开放世界 首日登录送 100 连抽', go: '立即下载', id: 'com.wanxiang.shanhai' },
  phone: { art: ['gadget', 12, 205], title: '星澜 X5 新机首发', words: '以旧换新至高补贴 800 元', go: '了解详情', id: 'com.xinglan.mall' },
  car: { art: ['car', 3, 12], title: '启程 E7 试驾季', words: '预约试驾 抽车载冰箱', go: '立即预约', id: 'com.qicheng.auto' },
  loan: { art: ['person', 7, 40], title: '时光写真馆', words: '全家福套餐 限时 5 折', go: '查看详情', id: 'com.shiguang.photo' },
  food: { art: ['dish', 5, 20], title: '辣小锅自热火锅', words: '两盒立减 15 元 包邮到家', go: '去抢购', id: 'com.laxiaoguo.shop' },
}

// A word that is drawn, not written: no text reaches the tree.
function drawnWord(word) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="44" height="22"><rect width="44" height="22" rx="4" fill="#000" fill-opacity=".65"/><text x="22" y="16" font-size="14" font-family="Noto Sans CJK SC" fill="#fff" text-anchor="middle">${word}</text></svg>`
  return el('img', { src: `data:image/svg+xml,${encodeURIComponent(svg)}`, alt: '', style: 'position:absolute;left:10px;top:10px' })
}

export const toStore = (id) => phone.startActivity({ package: 'com.android.market', data: `market://details?id=${id}` })

export async function showAd(options) {
  const network = NETWORKS[options.network]
  await post(network.url, { slot: network.slot, ad_type: 'interstitial', ts: Date.now(), ...(options.ids ?? {}) })
  const creative = CREATIVES[options.creative]
  const started = performance.now()
  return new Promise((closed) => {
    const close = (how) => { clearInterval(ticking); captureBack(null); layer.remove(); closed(how) }
    const go = () => toStore(creative.id)
    const sheet = el('div.sheet', options.webview ? { 'data-webview': 'empty' } : {},
      el('img.art', { src: picture(...creative.art), alt: '', onclick: options.still ? undefined : go }),
      options.from && el('span.from', { style: options.fromLook }, options.from),
      options.hint && el('span.hint', {}, options.hint),
      el('div.words', {}, el('b', {}, creative.title), el('small', {}, creative.words), el('button.go', { ...named(options.goId), onclick: go }, creative.go)),
      label(options.label))
    const mark = options.mark && closeMark(options.mark, () => press(options.mark))
    const layer = el(`div.ad.${options.layout ?? 'centre'}`, { ...named(options.id), ...(options.window ? { 'data-window': options.window } : {}) },
      el('div', { style: options.layout === 'full' ? 'width:100%;height:100%;position:relative' : 'position:relative;width:' + (options.layout === 'low' ? '100%' : '300px') }, sheet, mark ?? null))
    const press = (how) => {
      if (performance.now() - started < (how.usableAfter ?? 0)) return
      return how.press ? how.press({ close, sheet, creative }) : close('mark')
    }
    const ticking = options.mark ? waiting(options.mark, sheet, mark) : 0
    captureBack(() => {
      const { shownAfter = 0, usableAfter = 0 } = options.mark ?? {}
      if (performance.now() - started >= Math.max(shownAfter, usableAfter)) close('back')
    })
    if (options.around) layer.addEventListener('click', (event) => event.target === layer && go())
    document.body.append(layer)
    if (options.leaves) setTimeout(() => layer.isConnected && go(), options.leaves)
    if (options.shake) onShake(options.shake, () => layer.isConnected && go())
    if (options.vanishes) setTimeout(() => layer.isConnected && close('waited'), options.vanishes)
  })
}

function label(options) {
  if (!options) return null
  if (options.picture) return drawnWord(options.text)
  return el(`span.label${options.look ? `.${options.look}` : ''}`, {}, options.text)
}

function closeMark(options, press) {
  const attributes = options.nameless
    ? { 'data-nameless': true, 'data-class': 'android.widget.ImageView' }
    : { ...named(options.id), 'data-desc': options.desc, 'data-class': options.text ? null : 'android.widget.ImageView' }
  const cross = glyph('cross', 'currentColor', options.look === 'faint' ? 7 : 15)
  cross.setAttribute('data-no-node', '')
  return el(`button.mark${options.look ? `.${options.look}` : ''}`, { ...attributes, onclick: press }, options.text ?? cross)
}

// What the viewer has to sit through: a progress bar until the mark appears, or a countdown beside it.
function waiting(options, sheet, mark) {
  const total = options.shownAfter ?? options.usableAfter ?? 0
  if (!total) return 0
  const started = performance.now()
  const fill = el('i')
  const count = el('span.count')
  if (options.shownAfter) { mark.style.display = 'none'; sheet.append(el('div.progress', {}, fill)) } else sheet.append(count)
  const paint = () => {
    const left = total - (performance.now() - started)
    fill.style.width = `${Math.min(100, 100 - (100 * left) / total)}%`
    count.textContent = left > 0 ? `${Math.ceil(left / 1000)}秒后可关闭` : ''
    if (left <= 0) { mark.style.display = ''; count.remove(); clearInterval(timer) }
  }
  const timer = setInterval(paint, 200)
  paint()
  return timer
}
