// The page of the studio. Whatever an app supplied is set as text, never as markup.
const ZH = {
  language: "English", tap: "点击", press: "长按", assert: "断言可见", assertNot: "断言不可见", back: "返回", home: "主屏幕", up: "上滑", down: "下滑",
  launch: "启动", stop: "停止", clear: "清除数据", expect: "查看同意弹窗", agree: "同意", refuse: "拒绝", close: "关闭弹窗", find: "查找隐私政策", shot: "截图",
  type: "输入", choose: "选择器，越靠前越稳定", run: "全部运行", from: "从光标处的步骤运行", one: "运行光标处的步骤", save: "保存", alike: "此处的控件无法与其他控件区分",
};
const EN = {};
const $ = (id) => document.getElementById(id);
for (const element of document.querySelectorAll("[data-t]")) EN[element.dataset.t] = element.textContent;

let chinese = (navigator.language || "").startsWith("zh");
let known = -1;
let nodes = [];
let size = [0, 0];
let lines = [];
let dirty = false;
let edits = 0;
// How many steps the server had added to the text that stands here.
let edition = 0;

function translate() {
  document.documentElement.lang = chinese ? "zh-CN" : "en";
  for (const element of document.querySelectorAll("[data-t]")) element.textContent = (chinese ? ZH : EN)[element.dataset.t];
}

async function post(path, told) {
  const answer = await fetch(path, { method: "POST", headers: { "X-Consentinel": "1", "Content-Type": "application/json" }, body: JSON.stringify(told) });
  return answer.json();
}

// What came of the last thing that was asked for, until the next; the server's own message stands behind it.
let outcome = "";
function tell(text = "") {
  outcome = text;
  $("message").textContent = text;
}

async function ask(path, told) {
  tell();
  const said = await post(path, told);
  tell(said.error);
  return said;
}

function mode() {
  return document.querySelector("input[name=mode]:checked").value;
}

function place(event) {
  const box = $("picture").getBoundingClientRect();
  const inside = (value, low, high) => Math.min(Math.max(value, low), high);
  return {
    x: inside(Math.round(((event.clientX - box.left) / box.width) * size[0]), 0, size[0] - 1),
    y: inside(Math.round(((event.clientY - box.top) / box.height) * size[1]), 0, size[1] - 1),
  };
}

// What a tap hits belongs to the front window there, as composing.node_at has it.
const holds = ({ box }, x, y) => box[0] <= x && x < box[2] && box[1] <= y && y < box[3];
const windowAt = (x, y) => nodes.find((node) => holds(node, x, y))?.window;

function nodeAt({ x, y }) {
  const front = windowAt(x, y);
  const hit = nodes.filter((node) => node.window === front && holds(node, x, y));
  const area = ({ box }) => (box[2] - box[0]) * (box[3] - box[1]);
  const tappable = hit.filter((node) => node.taps);
  return (tappable.length ? tappable : hit).reduce((best, node) => (best && area(best) < area(node) ? best : node), null);
}

function outline() {
  $("boxes").replaceChildren(...nodes.map((node) => {
    const box = document.createElement("div");
    const percent = (value, whole) => `${(100 * value) / whole}%`;
    box.style.left = percent(node.box[0], size[0]);
    box.style.top = percent(node.box[1], size[1]);
    box.style.width = percent(node.box[2] - node.box[0], size[0]);
    box.style.height = percent(node.box[3] - node.box[1], size[1]);
    box.classList.toggle("taps", node.taps);
    box.hidden = windowAt((node.box[0] + node.box[2]) / 2, (node.box[1] + node.box[3]) / 2) !== node.window;
    node.element = box;
    return box;
  }));
}

function gutter(statuses = {}, wrong = null) {
  const count = $("text").value.split("\n").length;
  $("gutter").replaceChildren(...Array.from({ length: count }, (_, index) => {
    const item = document.createElement("li");
    const step = lines.indexOf(index + 1);
    const status = step >= 0 ? statuses[step] : undefined;
    item.textContent = status === "ok" ? "✓" : status === "failed" || status === "interrupted" ? "✗" : step >= 0 ? String(step + 1) : "\u00a0";
    if (status) item.classList.add(status);
    item.classList.toggle("wrong", wrong === index + 1);
    return item;
  }));
  $("gutter").scrollTop = $("text").scrollTop;
}

let statuses = {};
async function check() {
  const sent = $("text").value;
  const said = await post("/check", { text: sent, edition });
  if ($("text").value === sent && said.text !== undefined) {
    // Steps that were added while this was written stand at the end of it.
    if (said.text !== sent) $("text").value = said.text;
    edition = said.edition;
  }
  $("problem").textContent = said.error || "";
  lines = said.lines || [];
  gutter(statuses, said.line);
}

async function keep() {
  clearTimeout(waiting);
  const now = edits;
  await check();
  if (edits === now) dirty = false;
}

function cursorStep() {
  const line = $("text").value.slice(0, $("text").selectionStart).split("\n").length;
  return lines.reduce((found, start, index) => (start <= line ? index : found), 0);
}

async function refresh() {
  const now = edits;
  const answer = await fetch(`/state?known=${known}`, { cache: "no-store" });
  if (!answer.ok) { tell(await answer.text()); return; }
  const state = await answer.json();
  $("busy").textContent = state.busy;
  $("file").textContent = state.file;
  const told = outcome || state.message;
  if ($("message").textContent !== told) $("message").textContent = told;
  if (!dirty && edits === now && $("text").value !== state.text) {
    $("text").value = state.text;
    edition = state.edition;
    await check();
    $("text").scrollTop = $("text").scrollHeight;
  }
  if (JSON.stringify(statuses) !== JSON.stringify(state.statuses)) { statuses = state.statuses; gutter(statuses); }
  if (state.nodes && state.revision) {
    known = state.revision;
    nodes = state.nodes;
    size = state.size;
    $("picture").src = `/screen?revision=${known}`;
    document.documentElement.dataset.revision = String(known);
    outline();
  }
}

$("stage").addEventListener("mousemove", (event) => {
  const node = nodeAt(place(event));
  for (const other of nodes) other.element?.classList.toggle("here", other === node);
  $("hint").textContent = node ? [node.class, node.text, node.description, node.id, `[${node.box.join(",")}]`].filter(Boolean).join("  ") : "";
});
$("stage").addEventListener("click", async (event) => {
  const at = place(event);
  const word = mode();
  const touches = word === "tapOn" || word === "longPressOn";
  if (dirty) await keep();
  const { selectors = [] } = await post("/point", at);
  $("choices").hidden = selectors.length < 2;
  $("selectors").replaceChildren(...selectors.map(({ told, means }) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = told;
    button.addEventListener("click", () => ask("/add", { word: touches ? "assertVisible" : word, selector: means }));
    item.append(button);
    return item;
  }));
  if (touches) await ask("/tap", { ...at, add: word });
  else if (selectors.length) await ask("/add", { word, selector: selectors[0].means });
  else tell(chinese ? ZH.alike : "what stands there cannot be told from other nodes");
});
async function act(word, value) {
  if (dirty) await keep();
  await ask("/act", { word, value });
}
for (const button of document.querySelectorAll("[data-act]")) {
  button.addEventListener("click", () => act(button.dataset.act, button.dataset.value ?? null));
}
$("typing").addEventListener("submit", (event) => {
  event.preventDefault();
  act("inputText", $("typed").value);
});
let waiting = 0;
$("text").addEventListener("input", () => { dirty = true; edits += 1; clearTimeout(waiting); waiting = setTimeout(keep, 300); });
$("text").addEventListener("scroll", () => { $("gutter").scrollTop = $("text").scrollTop; });
$("run").addEventListener("click", () => ask("/run", { text: $("text").value }));
$("from").addEventListener("click", () => ask("/run", { text: $("text").value, first: cursorStep() }));
$("one").addEventListener("click", () => ask("/run", { text: $("text").value, first: cursorStep(), last: cursorStep() }));
$("save").addEventListener("click", async () => { const said = await ask("/save", { text: $("text").value, edition }); if (said.saved) tell(said.saved); });
$("language").addEventListener("click", () => { chinese = !chinese; translate(); });

translate();
await refresh();
setInterval(refresh, 500);
setInterval(() => post("/look", {}), 2000);
