// A consent pop-up; what a specimen does differently is in its options:
// {title, text: [paragraph with 《…》], links: 'node'|'span', window: 'card'|'screen'|'none', look: 'low', agree, refuse,
// column, box}. A link is a view of its own or a span that no tree shows; the window is the card, all of the screen with its
// dimming, or none of its own.
// `agree` and `refuse` are {text, id}; `box` is {text, checked, drawn, id, needed}.
import { notice } from '/_shared/app.js'
import { el, named } from '/_shared/element.js'
import { glyph } from '/_shared/pictures.js'

const TARGETS = [[/隐私/, 'policy'], [/协议|条款/, 'agreement']]

// Splits a text at 《…》 into plain text and links that open the policy or the agreement.
export function linked(app, text, links = 'node') {
  return text.split(/(《[^》]+》)/).filter(Boolean).map((part) => {
    const target = part.startsWith('《') && TARGETS.find(([word]) => word.test(part))?.[1]
    if (!target) return part
    const open = (event) => { event.stopPropagation(); event.preventDefault(); app.open(target) }
    if (links === 'span') return el('span.link', { 'data-no-node': true, onclick: open }, part)
    return el('a', { href: '#', 'data-class': 'android.widget.TextView', onclick: open }, part)
  })
}

// A box with a label: a native one, or one that only looks like it and has no checked state in the tree.
export function tickBox(app, { text, checked = false, drawn = false, id, links }) {
  const box = { checked }
  if (!drawn) {
    const input = el('input', { type: 'checkbox', ...named(id), onchange: () => { box.checked = input.checked } })
    input.checked = checked
    box.element = el('label.box', {}, input, el('span', {}, linked(app, text, links)))
    return box
  }
  const tick = el('div.tick', { ...named(id), 'data-class': 'android.widget.ImageView', 'data-clickable': 'true', onclick: () => paint(!box.checked) })
  const done = glyph('done', '#fff', 12)
  done.setAttribute('data-no-node', '')
  const paint = (state) => {
    box.checked = state
    tick.classList.toggle('on', state)
    tick.replaceChildren(...(state ? [done] : []))
  }
  paint(checked)
  box.element = el('div.box', {}, tick, el('span', {}, linked(app, text, links)))
  return box
}

export function ask(app, options) {
  return new Promise((answer) => {
    const box = options.box && tickBox(app, { links: options.links, ...options.box })
    const close = (result) => { layer.remove(); answer(result) }
    const agree = () => {
      if (options.box?.needed && !box.checked) return notice('请先阅读并勾选同意')
      close('agreed')
    }
    const button = (what, kind, press) => what && el(`button.${what.look ?? kind}`, { ...named(what.id), onclick: press }, what.text)
    const buttons = [
      button(options.refuse, options.column ? 'plain' : 'other', () => close('refused')),
      button(options.agree, 'main', agree),
    ]
    if (options.column) buttons.reverse()
    const { window: kind = 'card' } = options
    const layer = el(`div.dim${options.look ? `.${options.look}` : ''}`, kind === 'screen' ? { 'data-window': 'dialog' } : {},
      el('div.card', kind === 'card' ? { 'data-window': 'dialog' } : {},
        el('h2', {}, options.title),
        options.text.map((text) => el('p', {}, linked(app, text, options.links))),
        box?.element ?? null,
        el(`div.buttons${options.column ? '.column' : ''}`, {}, buttons)))
    document.body.append(layer)
  })
}

// A small pop-up of the app itself: {title, text, buttons: [{text, id, press}]}.
export function message(options) {
  return new Promise((done) => {
    const layer = el('div.dim', {}, el('div.card', { 'data-window': 'dialog' }, el('h2', {}, options.title),
      options.text.map((text) => el('p', { style: 'text-align:center' }, text)),
      el('div.buttons', {}, options.buttons.map((button, index) => el(`button.${index === options.buttons.length - 1 ? 'main' : 'other'}`,
        { ...named(button.id), onclick: () => { layer.remove(); done(button.text) } }, button.text)))))
    document.body.append(layer)
  })
}
