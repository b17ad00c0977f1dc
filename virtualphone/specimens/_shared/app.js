// Runs a specimen: its screens, its back stack and the course of its first launch.
//
// An app is {brand, accent, operator, kit, activities, screens, mine, feed, start}. `activities` maps a screen's name to
// an Android activity that opens the same page with `?screen=NAME`; a screen without an activity opens inside the page.
import { SIDE_SCREENS } from '/_shared/content.js'
import { el } from '/_shared/element.js'
import { agreement, privacyPolicy } from '/_shared/policy.js'

export const phone = window.AndroidBridge
export const pause = (ms) => new Promise((done) => setTimeout(done, ms))

let capture = null

// Lets a pop-up decide what the back key does; null gives the key back. A consent pop-up ignores it.
export function captureBack(handler) {
  capture = handler
}

export function launch(app) {
  document.documentElement.style.setProperty('--accent', app.accent)
  document.title = app.brand
  const root = document.getElementById('app')
  const stack = []

  app.open = (name) => {
    const activity = app.activities?.[name]
    if (activity) return phone.startActivity({ activity })
    const layer = el('section.screen')
    show(app, layer, name)
    ;(stack.at(-1) ?? root.firstElementChild).style.display = 'none'
    stack.push(layer)
    root.append(layer)
  }
  app.back = () => {
    if (!stack.length) return phone.finish()
    stack.pop().remove()
    ;(stack.at(-1) ?? root.firstElementChild).style.display = ''
  }
  phone.onBack(() => {
    if (capture) return capture() ?? true
    if (document.querySelector('.dim')) return true
    if (!stack.length) return false
    app.back()
    return true
  })

  const screen = new URLSearchParams(location.search).get('screen')
  if (screen) {
    const layer = el('section.screen')
    show(app, layer, screen)
    root.replaceChildren(layer)
  } else {
    app.start(app)
  }
}

// Shows the app's main screen under whatever pop-up follows.
export function home(app, { visitor = false } = {}) {
  const layer = el('section.screen')
  document.getElementById('app').replaceChildren(layer)
  app.kit.home(layer, app)
  if (visitor) {
    layer.prepend(el('div.visitor', {}, el('span', {}, '访客模式：仅可浏览公开内容'),
      el('button', { onclick: () => notice('请在“我的”中开启完整服务') }, '开启完整服务')))
  }
}

function show(app, layer, name) {
  const screen = app.screens?.[name] ?? SIDE_SCREENS[name]
  if (typeof screen === 'function') return screen(layer, app)
  if (screen) return app.kit.menu(layer, app, screen)
  const text = name === 'agreement' ? agreement(app.operator) : privacyPolicy(app.operator)
  layer.append(bar(app, name === 'agreement' ? '用户协议' : '隐私政策'), el('div.scroll', {}, text))
}

export function bar(app, title) {
  return el('header.bar', {}, el('button.back', { 'data-id': app.backId, 'aria-label': app.backId ? null : '返回', onclick: app.back }, '‹'),
    el('h1', {}, title))
}

export function notice(text, ms = 2500) {
  const note = el('div.notice', {}, text)
  document.body.append(note)
  setTimeout(() => note.remove(), ms)
}

export async function splash(app, ms = 700) {
  const cover = el('div.splash', {}, el('div.logo', {}, app.brand[0]), app.brand, el('small', {}, app.slogan ?? ''))
  document.body.append(cover)
  await pause(ms)
  cover.remove()
}

// The usual course: ask once, remember the answer. Each part is a function of the specimen.
export async function firstLaunch(app, { ask, agreed = () => {}, refused = () => {}, returned = refused }) {
  const before = await phone.prefs.get('consent')
  home(app, { visitor: before === 'refused' })
  if (before === 'agreed') return agreed()
  if (before === 'refused') return returned()
  const answer = await ask()
  await phone.prefs.set('consent', answer)
  if (answer === 'refused') home(app, { visitor: true })
  return answer === 'agreed' ? agreed() : refused()
}
