// A log-in page that is an app's first screen: {title, button, sentence, box, skip, field}. Log-in needs a real account, so
// only `skip` leads on.
import { notice } from '/_shared/app.js'
import { linked, tickBox } from '/_shared/consent.js'
import { el, named } from '/_shared/element.js'

export function loginPage(app, options) {
  return new Promise((done) => {
    const box = options.box && tickBox(app, options.box)
    const press = () => notice(box && !box.checked ? '请先勾选同意' : options.failure ?? '请输入正确的手机号')
    document.getElementById('app').replaceChildren(el('section.screen.login', {},
      el('button.skip', { ...named(options.skip.id), onclick: () => done('skipped') }, options.skip.text),
      el('div.logo', {}, app.brand[0]), el('h2', {}, options.title),
      options.field ? el('input.phone', { type: 'tel', placeholder: options.field, ...named('et_phone') }) : el('p.number', {}, options.number),
      el('button.enter', { ...named(options.id), onclick: press }, options.button),
      options.extra ?? null,
      options.sentence ? el('p.sentence', {}, linked(app, options.sentence)) : null,
      box?.element ?? null))
  })
}
