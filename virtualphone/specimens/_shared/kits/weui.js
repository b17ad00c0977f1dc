// Screens made with the WeUI style sheet.
import { bar } from '/_shared/app.js'
import { entries, MESSAGES, MINE } from '/_shared/content.js'
import { el, named } from '/_shared/element.js'
import { glyph } from '/_shared/pictures.js'

const TAB_GLYPHS = ['home', 'grid', 'chat', 'user']

function cell(app, row) {
  const press = row.to ? () => app.open(row.to) : undefined
  const end = row.on === undefined
    ? el('div.weui-cell__ft', {}, row.value ?? '')
    : el('div.weui-cell__ft', {}, el('input.weui-switch', { type: 'checkbox', checked: row.on }))
  return el(`div.weui-cell${row.to ? '.weui-cell_access' : ''}`, { ...named(row.id), onclick: press },
    el('div.weui-cell__bd', {}, el('p', {}, row.title)), end)
}

const cells = (app, rows) => el('div.weui-cells', {}, rows.map((row) => cell(app, row)))

const TABS = [
  (app) => [
    el('div.top', {}, el('b', {}, app.brand), el('div.field', {}, glyph('search', '#999', 16), el('input', { placeholder: app.hint ?? '搜索' }))),
    el('div.weui-grids', {}, app.words.map((word, index) => el('a.weui-grid', {}, el('div.weui-grid__icon', {}, glyph(['star', 'bolt', 'play', 'cart', 'bell', 'chat', 'shield', 'grid'][index], app.accent, 28)), el('p.weui-grid__label', {}, word)))),
    el('div.weui-panel', {}, el('div.weui-panel__hd', {}, app.heading ?? '为你推荐'), el('div.weui-panel__bd', {}, entries(app.trade).map((item) =>
      el('div.weui-media-box.weui-media-box_appmsg', {}, el('div.weui-media-box__hd', {}, el('img.weui-media-box__thumb', { src: item.art, alt: '' })),
        el('div.weui-media-box__bd', {}, el('h4.weui-media-box__title', {}, item.title), el('p.weui-media-box__desc', {}, `${item.sub}  ${item.right}`)))))),
  ],
  (app) => [el('div.weui-grids', {}, entries(app.trade).map((item) => el('a.weui-grid', {}, el('div.weui-grid__icon', {}, el('img', { src: item.art, alt: '' })), el('p.weui-grid__label', {}, item.title.slice(0, 6)))))],
  () => [el('div.weui-cells', {}, MESSAGES.map(([title, text, time]) => el('div.weui-cell', {}, el('div.weui-cell__bd', {}, el('p', {}, title), el('small', {}, text)), el('div.weui-cell__ft', {}, time))))],
  (app) => [el('div.face', {}, el('div.logo', {}, app.brand[0]), el('b', {}, '未登录')), cells(app, app.mine ?? MINE)],
]

export const weui = {
  home(layer, app) {
    const body = el('div.scroll')
    const names = app.tabs ?? ['首页', '分类', '消息', '我的']
    const items = names.map((name, index) => el('a.weui-tabbar__item', { ...named(app.tabIds?.[index]), onclick: () => select(index) },
      glyph(TAB_GLYPHS[index]), el('p.weui-tabbar__label', {}, name)))
    const select = (index) => {
      items.forEach((item, at) => item.classList.toggle('weui-bar__item_on', at === index))
      body.replaceChildren(...TABS[index](app))
    }
    layer.append(body, el('div.weui-tabbar', {}, items))
    select(0)
  },
  menu(layer, app, screen) {
    layer.append(bar(app, screen.title), el('div.scroll', {}, screen.groups.map((rows) => cells(app, rows))))
  },
}
