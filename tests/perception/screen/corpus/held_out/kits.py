"""The files that each library of the held-out half loads, and how markup becomes a live page."""

from __future__ import annotations

from tests.perception.screen.corpus.model import Kit

CSS = """
html.light{--page:#f2f3f5;--ink:#1f2329;--faint:#86909c;--card:#ffffff;--line:#e5e6eb;--soft:#f7f8fa}
html.dark{--page:#131314;--ink:#e3e5e8;--faint:#7d8188;--card:#232427;--line:#3a3b3f;--soft:#2d2e32}
.veil{position:fixed;inset:0;z-index:30000}
.hold{position:fixed;inset:0;z-index:30001;display:flex;flex-direction:column;align-items:center;justify-content:center}
.foot{position:fixed;left:0;right:0;bottom:0;z-index:30001}
.whole{position:fixed;inset:0;z-index:30001;overflow:hidden}
.nav{position:relative;height:48px;margin-top:var(--status);display:flex;align-items:center;justify-content:center;font-size:18px}
.nav .l{position:absolute;left:14px;top:14px}.nav .r{position:absolute;right:14px;top:14px;font-size:14px}
.tabs{position:absolute;left:0;right:0;bottom:0;height:54px;display:flex;background:var(--card);border-top:1px solid var(--line);z-index:5}
.tabs>div{flex:1;display:flex;flex-direction:column;align-items:center;justify-content:center;gap:4px;font-size:11px;color:var(--faint)}
.page{position:absolute;inset:0;background:var(--page);color:var(--ink);overflow:hidden}
.page p,.hold p,.foot p,.whole p{margin:6px 0}
button{font-family:inherit}
"""


def _vue(plugin: str, before: str = "") -> str:
    return f'{before} const app = Vue.createApp({{ template: markup }}); app.use({plugin}); app.mount("#app"); window.unmount = () => app.unmount();'


_REACT = """
const styled = (text) => Object.fromEntries(text.split(";").filter(Boolean).map((part) => {
  const at = part.indexOf(":"), name = part.slice(0, at).trim();
  return [name.startsWith("--") ? name : name.replace(/-(.)/g, (_, letter) => letter.toUpperCase()), part.slice(at + 1).trim()];
}));
const make = (type, given, ...kids) => {
  const { class: className, style, ...rest } = given ?? {};
  const props = { ...rest, ...(className ? { className } : {}), ...(typeof style === "string" ? { style: styled(style) } : style ? { style } : {}) };
  return React.createElement(type, props, ...kids);
};
const html = htm.bind(make);
const root = ReactDOM.createRoot(document.getElementById("app"));
window.unmount = () => root.unmount();
root.render(new Function("html", "A", "return html`" + markup + "`")(html, Arco));
await new Promise((done) => setTimeout(done, 60));
"""
_IONIC = """
window.Ionic = { config: { animated: false, innerHTMLTemplatesEnabled: true } };
await import("/module/@ionic/core/dist/ionic/ionic.esm.js");
document.documentElement.classList.toggle("ion-palette-dark", dark);
document.documentElement.classList.add("md");
document.getElementById("app").innerHTML = markup;
for (const alert of document.querySelectorAll("ion-alert")) {
  await customElements.whenDefined("ion-alert");
  alert.header = alert.dataset.head;
  alert.message = "-";
  alert.buttons = alert.dataset.buttons.split("|").map((text) => ({ text }));
  const body = alert.querySelector("template").innerHTML;
  await alert.present();
  alert.querySelector(".alert-message").innerHTML = body;
}
const made = [...document.querySelectorAll("ion-button, ion-checkbox, ion-input, ion-item, ion-label, ion-toolbar, ion-title, ion-list")];
await Promise.all(made.map((one) => one.componentOnReady?.()));
await new Promise((done) => setTimeout(done, 30));
"""
_VUETIFY = """
const path = (d) => `svg:${d}`;
const icons = { aliases: {
  checkboxOn: path("M19 3H5a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h14a2 2 0 0 0 2-2V5a2 2 0 0 0-2-2m-9 14-5-5 1.410-1.410L10 14.170l7.590-7.590L19 8l-9 9z"),
  checkboxOff: path("M19 3H5a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h14a2 2 0 0 0 2-2V5a2 2 0 0 0-2-2m0 2v14H5V5h14z"),
  radioOn: path("M12 20a8 8 0 1 1 0-16 8 8 0 0 1 0 16m0-18a10 10 0 1 0 0 20 10 10 0 0 0 0-20m0 5a5 5 0 1 0 0 10 5 5 0 0 0 0-10z"),
  radioOff: path("M12 20a8 8 0 1 1 0-16 8 8 0 0 1 0 16m0-18a10 10 0 1 0 0 20 10 10 0 0 0 0-20z"),
} };
"""
_ARCO_CSS = "html{font-size:50px}.arco-tick .arco-checkbox,.arco-tick .arco-radio{padding:0;margin:0}"
# The plug-in puts empty places for messages and a bar into the first page that it is used on, and into no other.
_QUASAR_AFTER = (
    ' Quasar.Dark.set(dark); document.querySelectorAll("#q-loading-bar, #q-notify").forEach((one) => one.remove());'
)
_QUASAR_CSS = "html body{min-height:0!important}body.q-body--prevent-scroll{position:relative!important;overflow:hidden!important}"
_VUETIFY_CSS = ".v-tick .v-icon{--v-icon-size-multiplier:1;font-size:var(--v-tick)!important}"
_ELEMENT_CSS = ".el-drawer.btt .drawer-body{padding:20px 18px 30px}.el-drawer.btt{border-radius:14px 14px 0 0}"
_IONIC_CSS = "html body{display:block!important;position:relative;height:calc(100% - var(--bar));max-height:none}ion-alert{--max-width:320px}"
_VUE = "vue/dist/vue.global.prod.js"
KITS = {
    "quasar": Kit("quasar", "held-out", ("quasar/dist/quasar.prod.css",), (_VUE, "quasar/dist/quasar.umd.prod.js"), CSS + _QUASAR_CSS, _vue("Quasar") + _QUASAR_AFTER),
    "element-plus": Kit("element-plus", "held-out", ("element-plus/dist/index.css", "element-plus/theme-chalk/dark/css-vars.css"), (_VUE, "element-plus/dist/index.full.min.js"), CSS + _ELEMENT_CSS, _vue("ElementPlus")),
    "vuetify": Kit("vuetify", "held-out", ("vuetify/dist/vuetify.min.css",), (_VUE, "vuetify/dist/vuetify.min.js"), CSS + _VUETIFY_CSS, _vue('Vuetify.createVuetify({ icons, theme: { defaultTheme: dark ? "dark" : "light" } })', _VUETIFY)),
    "onsenui": Kit("onsenui", "held-out", ("onsenui/css/onsenui-core.min.css", "onsenui/css/onsen-css-components.min.css"), (), CSS),
    "ionic": Kit("ionic", "held-out", ("@ionic/core/css/ionic.bundle.css", "@ionic/core/css/palettes/dark.class.css"), (), CSS + _IONIC_CSS, _IONIC),
    "arco": Kit("arco", "held-out", ("@arco-design/mobile-react/dist/style.min.css",), ("react/umd/react.production.min.js", "react-dom/umd/react-dom.production.min.js", "react-transition-group/dist/react-transition-group.min.js", "htm/dist/htm.umd.js", "@arco-design/mobile-react/dist/index.min.js"), CSS + _ARCO_CSS, _REACT),
}  # fmt: skip
