// The log-in that the app demands: a phone number, the code that was sent to it, and a box to tick. There is no way around.
import { notice } from '/_shared/app.js'
import { el } from '/_shared/element.js'

const PAGE = `
  <div class="logo">{{ brand[0] }}</div>
  <h2>手机号快捷登录</h2>
  <van-cell-group inset style="width: 100%; margin: 0">
    <van-field v-model="number" type="tel" label="+86" label-width="36" placeholder="请输入手机号" maxlength="11" />
    <van-field v-model="code" type="digit" placeholder="请输入验证码" maxlength="6">
      <template #button><van-button size="small" type="primary" plain :disabled="left > 0" @click="send">{{ left ? left + ' 秒后重发' : '获取验证码' }}</van-button></template>
    </van-field>
  </van-cell-group>
  <van-button type="primary" round block data-id="btn_login" style="margin: 22px 0 14px" @click="enter">登录</van-button>
  <div class="box"><input type="checkbox" v-model="ticked" data-id="cb_agreement"><span>我已阅读并同意<a href="#" data-class="android.widget.TextView" @click.stop.prevent="open('agreement')">《用户协议》</a><a href="#" data-class="android.widget.TextView" @click.stop.prevent="open('policy')">《隐私政策》</a>，未注册的手机号将自动创建账号</span></div>`

// What the operator sends to a number in this invented world: its last six digits, backwards.
const sentTo = (number) => [...number.slice(-6)].reverse().join('')

// Resolves with {number, code} once both are right.
export function numberAndCode(app) {
  return new Promise((done) => {
    const place = el('section.screen.login')
    document.getElementById('app').replaceChildren(place)
    const page = window.Vue.createApp({
      template: PAGE,
      data: () => ({ brand: app.brand, number: '', code: '', left: 0, ticked: false }),
      methods: {
        open: app.open,
        send() {
          if (!/^1\d{10}$/.test(this.number)) return notice('请输入正确的手机号')
          this.left = 60
          const clock = setInterval(() => { if (!--this.left) clearInterval(clock) }, 1000)
          notice('验证码已发送')
        },
        enter() {
          if (!this.ticked) return notice('请先阅读并勾选协议')
          if (!this.left || this.code !== sentTo(this.number)) return notice('验证码错误')
          const { number, code } = this
          page.unmount()
          done({ number, code })
        },
      },
    }).use(window.vant)
    page.mount(place)
  })
}
