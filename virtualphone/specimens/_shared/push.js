// Pop-ups of an app that are no advertisements of a network: a coupon over its own page, and whatever it pushes over the
// home screen when it has been left. The latter is an activity of its own, `.PushActivity`.
import { phone } from '/_shared/app.js'
import { el, named } from '/_shared/element.js'
import { glyph } from '/_shared/pictures.js'

// {title, amount, words, go, mark: {id, shownAfter, press}}: `press` is called with {close, cross} instead of closing.
export function coupon({ title, amount, words, go, mark }) {
  return new Promise((done) => {
    const close = () => { layer.remove(); done() }
    const cross = el('button.cross', { ...named(mark.id), 'data-class': 'android.widget.ImageView', onclick: () => (mark.press ? mark.press({ close, cross }) : close()) }, glyph('cross', '#555', 16))
    const card = el('div.card.gift', { 'data-window': 'dialog' }, el('h2', {}, title), el('b.amount', {}, amount), el('p', {}, words),
      el('div.buttons', {}, el('button.main', { onclick: close }, go)), cross)
    const layer = el('div.dim', {}, card)
    if (mark.shownAfter) {
      cross.style.display = 'none'
      setTimeout(() => { cross.style.display = '' }, mark.shownAfter)
    }
    document.body.append(layer)
  })
}

// Opens the pushed window a moment after the app was left.
export function pushWhenLeft(ms = 1500) {
  phone.onPause(() => setTimeout(() => phone.startActivity({ activity: '.PushActivity' }), ms))
}
