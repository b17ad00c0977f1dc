// Screens with no UI library; `app.layout` is 'list', 'tiles', 'shelf' or 'board'.
import { bar } from '/_shared/app.js'
import { entries, MESSAGES, MINE } from '/_shared/content.js'
import { el, named } from '/_shared/element.js'
import { glyph } from '/_shared/pictures.js'

const LAYOUTS = {
  list: (app) => entries(app.trade).map((item) => el('div.story', {}, el('div', {}, el('p', {}, item.title), el('small', {}, `${item.sub}  ${item.right}`)), el('img', { src: item.art, alt: '' }))),
  tiles: (app) => [el('div.wall', {}, entries(app.trade).map((item) => el('div.shot', {}, el('img', { src: item.art, alt: '' }), el('p', {}, item.title), el('small', {}, `${item.sub} ♥ ${item.right}`))))],
  shelf: (app) => [el('h3.rank', {}, '本周热榜'), el('div.shelf', {}, entries(app.trade).map((item) => el('div.volume', {}, el('img', { src: item.art, alt: '' }), el('p', {}, item.title), el('small', {}, item.right))))],
  board: (app) => [el('div.gauge', {}, el('b', {}, app.figure), el('small', {}, app.figureText)),
    el('div.tools', {}, app.words.map((word, index) => el('div.tool', {}, glyph(['bolt', 'shield', 'star', 'grid', 'bell', 'play', 'cart', 'chat'][index], app.accent, 28), el('p', {}, word)))),
    rows(app, app.rows.map((title) => ({ title })))],
}

function rows(app, group) {
  return el('div.rows', {}, group.map((row) => el('div.row', { ...named(row.id), onclick: row.to ? () => app.open(row.to) : undefined },
    el('span', {}, row.title),
    row.on === undefined ? el('i', {}, row.to ? '›' : row.value ?? '') : el('input', { type: 'checkbox', checked: row.on }))))
}

const TABS = [
  (app) => [el('div.search', {}, el('div.field', {}, glyph('search', '#999', 16), el('input', { placeholder: app.hint ?? '搜一搜' }), app.clearMark ? glyph('cross', '#bbb', 12) : null)), ...LAYOUTS[app.layout](app)],
  (app) => LAYOUTS[app.trade ? 'tiles' : app.layout](app),
  () => MESSAGES.map(([title, text, time]) => el('div.story', {}, el('div', {}, el('p', {}, title), el('small', {}, text)), el('small', {}, time))),
  (app) => [el('div.mine', {}, el('div.logo', {}, app.brand[0]), el('b', {}, '登录 / 注册'),
    app.gear ? el('button.gear', { 'data-nameless': true, onclick: () => app.open(app.gear) }, glyph('gear', '#fff', 24)) : null), rows(app, app.mine ?? MINE)],
]

export const plain = {
  home(layer, app) {
    const body = el('div.scroll')
    const names = app.tabs ?? ['首页', '分类', '消息', '我的']
    const buttons = names.map((name, index) => el('button', { ...named(app.tabIds?.[index]), onclick: () => select(index) },
      glyph(['home', 'grid', 'chat', 'user'][index]), el('span', {}, name)))
    const select = (index) => {
      buttons.forEach((button, at) => button.classList.toggle('on', at === index))
      body.replaceChildren(...TABS[index](app))
    }
    layer.append(body, el('nav.tabs', {}, buttons))
    select(0)
  },
  menu(layer, app, screen) {
    layer.append(bar(app, screen.title), el('div.scroll', {}, screen.groups.map((group) => rows(app, group))))
  },
}
