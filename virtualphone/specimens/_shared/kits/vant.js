// Screens made with Vant 4 on Vue 3 (both load as globals before this module).
import { bar } from '/_shared/app.js'
import { entries, MESSAGES, MINE, ORDERS } from '/_shared/content.js'
import { el } from '/_shared/element.js'
import { picture } from '/_shared/pictures.js'

const BANNERS = [11, 24, 37].map((seed) => picture('scene', seed, seed * 9))

const HOME = `
  <div class="scroll">
    <template v-if="tab === 0">
      <van-search v-model="query" :placeholder="app.hint || '搜索你想要的'" shape="round" clear-trigger="always" :background="app.accent" />
      <van-swipe class="banner" :show-indicators="true"><van-swipe-item v-for="(item, i) in items.slice(0, 3)"><img :src="banners[i]" alt=""><b>{{ item.title }}</b></van-swipe-item></van-swipe>
      <van-grid :column-num="4" :border="false"><van-grid-item v-for="(word, i) in app.words" :icon="icons[i]" :text="word" /></van-grid>
      <div class="tiles" v-if="app.tiles"><div class="tile" v-for="item in items"><img :src="item.art" alt=""><p>{{ item.title }}</p><small>{{ item.sub }}</small><b>{{ item.right }}</b></div></div>
      <van-cell-group v-else inset><van-cell v-for="item in items" :title="item.title" :label="item.sub" :value="item.right" center><template #icon><img class="thumb" :src="item.art" alt=""></template></van-cell></van-cell-group>
    </template>
    <template v-if="tab === 1"><van-grid :column-num="3" square><van-grid-item v-for="item in items" :text="item.title.slice(0, 6)"><template #icon><img class="thumb" :src="item.art" alt=""></template></van-grid-item></van-grid></template>
    <template v-if="tab === 2"><van-cell-group><van-cell v-for="row in messages" :title="row[0]" :label="row[1]" :value="row[2]" /></van-cell-group></template>
    <template v-if="tab === 3">
      <div class="head"><div class="logo">{{ app.brand[0] }}</div><div><b>{{ app.account ?? '点击登录' }}</b><small>{{ app.account ? '普通会员' : '登录后同步更多数据' }}</small></div></div>
      <van-cell-group inset title="我的订单"><van-cell v-for="order in orders" :title="order" value="已完成" /></van-cell-group>
      <van-cell-group inset title="常用"><van-cell v-for="row in mine" :title="row.title" :data-id="row.id" is-link @click="app.open(row.to)" /></van-cell-group>
    </template>
  </div>
  <van-tabbar v-model="tab" :fixed="false" :active-color="app.accent"><van-tabbar-item v-for="(name, i) in tabs" :icon="tabIcons[i]" :data-id="app.tabIds?.[i]">{{ name }}</van-tabbar-item></van-tabbar>`

const MENU = `<div class="scroll"><van-cell-group v-for="group in screen.groups" inset style="margin-top: 12px">
  <template v-for="row in group"><van-cell v-if="row.on !== undefined" :title="row.title" center><template #right-icon><van-switch v-model="row.on" size="22" /></template></van-cell>
  <van-cell v-else :title="row.title" :value="row.value" :is-link="!!row.to" :data-id="row.id" @click="row.to && app.open(row.to)" /></template></van-cell-group></div>`

function mount(layer, template, data) {
  const place = el('div', { style: 'display:contents' })
  layer.append(place)
  window.Vue.createApp({ template, data: () => data }).use(window.vant).mount(place)
}

export const vant = {
  home(layer, app) {
    mount(layer, HOME, {
      app, tab: 0, query: app.query ?? '', items: entries(app.trade), messages: MESSAGES, orders: app.orders ?? ORDERS.slice(0, 2), mine: app.mine ?? MINE,
      tabs: app.tabs ?? ['首页', '分类', '消息', '我的'], tabIcons: ['wap-home-o', 'apps-o', 'chat-o', 'user-o'],
      banners: BANNERS, icons: ['gift-o', 'fire-o', 'hot-o', 'medal-o', 'gem-o', 'coupon-o', 'clock-o', 'more-o'],
    })
  },
  menu(layer, app, screen) {
    layer.append(bar(app, screen.title))
    mount(layer, MENU, { app, screen })
  },
}
