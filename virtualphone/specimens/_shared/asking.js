// When an app asks for permissions, and what it says meanwhile.
import { phone } from '/_shared/app.js'
import { el } from '/_shared/element.js'

// Calls a function when the tab 我的 is opened for the first time.
export function whenMineOpens(then) {
  const look = (event) => {
    if (!event.composedPath().some((one) => one.textContent?.trim() === '我的')) return
    document.removeEventListener('click', look)
    then()
  }
  document.addEventListener('click', look)
}

export const request = (...names) => phone.requestPermissions(names.map((name) => `android.permission.${name}`)).catch(() => {})

// Asks with a sheet at the top that stands there until the system has its answer.
export async function requestWithSheet(title, text, ...names) {
  const sheet = el('div', { style: 'position:fixed;left:12px;right:12px;top:14px;z-index:30;padding:14px 16px;border-radius:12px;background:#fff;box-shadow:0 2px 10px #0003;font-size:15px' },
    el('b', {}, title), el('p', { style: 'margin:6px 0 0;font-size:14px' }, text))
  document.body.append(sheet)
  await request(...names)
  sheet.remove()
}
