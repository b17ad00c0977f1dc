// Runs in every page before the page's own scripts. It notes which elements listen for touches and when the page
// last changed, and answers `__vp.snapshot()`: the windows of the page as nested Android-like nodes, in CSS px.
(() => {
  const CLICK_EVENTS = new Set(["click", "touchstart", "touchend", "pointerdown", "pointerup", "mousedown", "mouseup"]);
  const SKIPPED = new Set(["SCRIPT", "STYLE", "TEMPLATE", "HEAD", "NOSCRIPT", "TITLE", "META", "LINK", "OPTION", "BR",
    "SOURCE", "TRACK", "PARAM", "DATALIST", "WBR"]);
  const REPLACED = new Set(["IMG", "INPUT", "BUTTON", "SELECT", "TEXTAREA", "VIDEO", "AUDIO", "CANVAS", "IFRAME",
    "PROGRESS", "METER", "OBJECT", "EMBED", "svg", "SVG"]);
  const clickable = new WeakSet();
  const longClickable = new WeakSet();
  const keys = new WeakMap();
  const byKey = new Map();
  const stringify = JSON.stringify;
  let nextKey = 1;
  let lastChange = performance.now();

  const nativeAdd = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    if (this instanceof Element && this !== document.documentElement && this !== document.body) {
      if (CLICK_EVENTS.has(type)) clickable.add(this);
      if (type === "contextmenu") longClickable.add(this);
    }
    return nativeAdd.call(this, type, listener, options);
  };

  const touched = () => { lastChange = performance.now(); };
  const watch = () => {
    new MutationObserver(touched).observe(document, {
      childList: true, characterData: true, subtree: true, attributes: true,
    });
    nativeAdd.call(document, "scroll", touched, { capture: true, passive: true });
    nativeAdd.call(document, "input", touched, { capture: true, passive: true });
  };
  if (document.documentElement) watch();
  else nativeAdd.call(document, "readystatechange", watch, { once: true });

  const keyOf = (element) => {
    let key = keys.get(element);
    if (key === undefined) {
      key = nextKey++;
      keys.set(element, key);
      byKey.set(key, new WeakRef(element));
    }
    return key;
  };

  const intersect = (a, b) => [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])];
  const hasArea = (r) => r[2] - r[0] >= 0.5 && r[3] - r[1] >= 0.5;
  const squeeze = (text) => text.replace(/[ \t\r\f\u00a0]*\n[ \t\r\f\u00a0]*/g, "\n").replace(/[ \t\r\f]+/g, " ").trim();
  const isBlank = (node) => node.nodeType !== 3 || !/\S/.test(node.data);

  // A span in the sense of Android: inline text that has no view of its own.
  const isSpan = (element) => {
    if (SKIPPED.has(element.tagName)) return element.tagName === "BR" || element.tagName === "WBR";
    if (REPLACED.has(element.tagName) || element.dataset.class !== undefined || element.dataset.window !== undefined) return false;
    if (element.getAttribute("role") === "button") return false;
    if (getComputedStyle(element).display !== "inline") return false;
    for (const child of element.children) if (!isSpan(child)) return false;
    return true;
  };

  const onlyText = (element) => {
    for (const inner of element.querySelectorAll("*")) {
      if (REPLACED.has(inner.tagName) || clickable.has(inner) || inner.onclick
        || inner.dataset?.class !== undefined || inner.dataset?.window !== undefined) return false;
    }
    return true;
  };

  const isButton = (element) => element.tagName === "BUTTON" || element.getAttribute("role") === "button"
    || (element.tagName === "INPUT" && /^(button|submit|reset|image)$/.test(element.type));

  const isClickable = (element) => {
    const own = element.dataset?.clickable;
    if (own !== undefined) return own === "true";
    const tag = element.tagName;
    return tag === "A" || tag === "BUTTON" || tag === "INPUT" || tag === "SELECT" || tag === "TEXTAREA"
      || element.hasAttribute("onclick") || element.onclick != null || clickable.has(element)
      || element.getAttribute("role") === "button";
  };

  const classOf = (element, state) => {
    if (element.dataset?.class) return element.dataset.class;
    if (element.dataset?.webview !== undefined) return "android.webkit.WebView";
    const role = element.getAttribute("role");
    if (role === "switch") return "android.widget.Switch";
    if (role === "checkbox") return "android.widget.CheckBox";
    if (role === "radio") return "android.widget.RadioButton";
    if (isButton(element)) return "android.widget.Button";
    switch (element.tagName) {
      case "INPUT":
        if (element.type === "checkbox") return "android.widget.CheckBox";
        if (element.type === "radio") return "android.widget.RadioButton";
        if (element.type === "range") return "android.widget.SeekBar";
        return "android.widget.EditText";
      case "TEXTAREA": return "android.widget.EditText";
      case "SELECT": return "android.widget.Spinner";
      case "PROGRESS": case "METER": return "android.widget.ProgressBar";
      case "IMG": case "svg": return state.web ? "android.widget.Image" : "android.widget.ImageView";
      case "VIDEO": case "CANVAS": return "android.view.View";
      case "IFRAME": return "android.webkit.WebView";
      default:
    }
    if (state.scrolls === "y") return state.web ? "android.view.View" : "android.widget.ScrollView";
    if (state.scrolls === "x") return state.web ? "android.view.View" : "android.widget.HorizontalScrollView";
    if (state.text !== "" && !state.web) return "android.widget.TextView";
    if (state.web) return "android.view.View";
    return state.leaf ? "android.view.View" : "android.view.ViewGroup";
  };

  const scrollsOf = (element, style) => {
    if (/auto|scroll/.test(style.overflowY) && element.scrollHeight > element.clientHeight + 1) return "y";
    if (/auto|scroll/.test(style.overflowX) && element.scrollWidth > element.clientWidth + 1) return "x";
    return "";
  };

  const checkStateOf = (element) => {
    const role = element.getAttribute("role");
    let checkable = (element.tagName === "INPUT" && (element.type === "checkbox" || element.type === "radio"))
      || role === "checkbox" || role === "radio" || role === "switch";
    let checked = Boolean(element.checked) || element.getAttribute("aria-checked") === "true";
    if (element.dataset.checkable !== undefined) checkable = element.dataset.checkable === "true";
    if (element.dataset.checked !== undefined) checked = element.dataset.checked === "true";
    return [checkable, checked];
  };

  class Walk {
    constructor(limit) {
      this.left = limit;
      this.windows = [];
    }

    node(element, cls, text, rect, children) {
      return { k: keyOf(element), c: cls, t: text, b: rect, n: children };
    }

    describe(element, rect, state, children) {
      const [checkable, checked] = checkStateOf(element);
      const isField = element.tagName === "TEXTAREA" || (element.tagName === "INPUT" && !isButton(element)
        && !/^(checkbox|radio|range|file|color|hidden)$/.test(element.type));
      const node = this.node(element, classOf(element, state), state.text, rect, children);
      const nameless = element.dataset.nameless !== undefined;
      node.d = element.dataset.desc ?? element.getAttribute("aria-label") ?? element.getAttribute("alt") ?? "";
      node.i = element.dataset.id ?? element.id ?? "";
      node.w = state.web ? 1 : 0;
      if (isField) {
        const password = element.type === "password";
        node.hint = element.placeholder || "";
        node.t = element.value ? (password ? "•".repeat(element.value.length) : element.value) : node.hint;
        node.empty = element.value ? 0 : 1;
        if (password) node.pw = 1;
        else if (element === element.ownerDocument.activeElement) node.sel = [element.selectionStart, element.selectionEnd];
      } else if (element.tagName === "INPUT" && isButton(element)) node.t = element.value;
      else if (element.tagName === "SELECT") node.t = element.selectedOptions[0]?.text ?? "";
      if (nameless) node.t = node.d = node.i = "";
      if (checkable) node.ck = 1;
      if (checked) node.cd = 1;
      if (isClickable(element)) node.cl = 1;
      if (longClickable.has(element) || element.oncontextmenu || isField) node.lc = 1;
      if (element.disabled || element.getAttribute("aria-disabled") === "true") node.off = 1;
      if (isField || node.cl || element.tabIndex >= 0) node.fo = 1;
      if (element === element.ownerDocument.activeElement && element !== element.ownerDocument.body) node.fd = 1;
      if (state.scrolls) node.sc = 1;
      if (element.getAttribute("aria-selected") === "true" || element.dataset.selected === "true") node.se = 1;
      return node;
    }

    // Nodes that an element puts into the tree of the window around it: itself, or its children where it has no view.
    visit(element, context) {
      if (this.left <= 0 || SKIPPED.has(element.tagName)) return [];
      const style = getComputedStyle(element);
      if (style.display === "none" || style.opacity === "0") return [];
      if (element.dataset?.noNode !== undefined) return [];
      const box = element.getBoundingClientRect();
      const rect = [box.left + context.dx, box.top + context.dy, box.right + context.dx, box.bottom + context.dy];
      const outer = style.position === "fixed" ? context.view : style.position === "absolute" ? context.positioned : context.clip;
      const seen = intersect(rect, outer);
      const clips = style.overflowX !== "visible" || style.overflowY !== "visible";
      const inner = clips && style.display !== "contents" && style.display !== "inline" ? seen : outer;
      const isAnchor = style.position !== "static" || style.transform !== "none";
      const within = { ...context, clip: inner, positioned: isAnchor ? inner : context.positioned };
      if (element.dataset?.window !== undefined && !context.isWindowRoot) {
        this.window(element, seen, style, context);
        return [];
      }
      within.isWindowRoot = false;
      if (style.display === "contents" || style.visibility !== "visible" || !hasArea(seen)) {
        return this.visitAll([...element.children], within);
      }
      this.left -= 1;
      return [this.build(element, style, seen, within)];
    }

    build(element, style, seen, context) {
      const web = context.web || element.dataset?.webview === "full";
      const state = { web: context.web, scrolls: scrollsOf(element, style), text: "", leaf: true };
      if (element.dataset?.webview === "empty" || REPLACED.has(element.tagName)) {
        return this.buildReplaced(element, style, seen, context, state);
      }
      if (!web && (isButton(element) || isClickable(element)) && onlyText(element)) {
        state.text = squeeze(element.innerText ?? "");
        return this.describe(element, seen, state, []);
      }
      const within = { ...context, web };
      const parts = this.parts(element, web);
      if (parts.length === 1 && parts[0].nodes && (!web || !isClickable(element))) {
        state.text = squeeze(element.innerText ?? "");
        return this.describe(element, seen, state, []);
      }
      const children = [];
      for (const part of parts) {
        if (part.element) children.push(...this.visit(part.element, within));
        else children.push(...this.run(element, part.nodes, within));
      }
      if (web && isClickable(element)) state.text = squeeze(element.innerText ?? "").slice(0, 500);
      state.leaf = children.length === 0;
      return this.describe(element, seen, state, children);
    }

    buildReplaced(element, style, seen, context, state) {
      let children = [];
      if (element.tagName === "BUTTON" && element.dataset?.webview === undefined) {
        if (onlyText(element)) state.text = squeeze(element.innerText ?? "");
        else children = this.visitAll([...element.children], context);
      }
      if (element.tagName === "IFRAME" && element.dataset?.webview !== "empty") {
        const inside = element.contentDocument?.body;
        if (inside) {
          const box = element.getBoundingClientRect();
          const view = intersect(seen, context.view);
          children = this.visit(inside, {
            web: true, clip: view, positioned: view, view,
            dx: context.dx + box.left + element.clientLeft, dy: context.dy + box.top + element.clientTop,
          });
        }
      }
      return this.describe(element, seen, state, children);
    }

    // Child elements, and runs of text between them where the element itself has text.
    parts(element, web) {
      const nodes = [...element.childNodes];
      const hasText = nodes.some((node) => !isBlank(node));
      const parts = [];
      let run = [];
      const close = () => {
        if (run.some((node) => !isBlank(node) || (node.nodeType === 1 && /\S/.test(node.textContent)))) parts.push({ nodes: run });
        run = [];
      };
      for (const node of nodes) {
        if (node.nodeType === 3) { if (hasText) run.push(node); continue; }
        if (node.nodeType !== 1) continue;
        if (hasText && isSpan(node) && !(web && isClickable(node))) { run.push(node); continue; }
        close();
        parts.push({ element: node });
      }
      close();
      return parts;
    }

    run(element, nodes, context) {
      const range = document.createRange();
      range.setStartBefore(nodes[0]);
      range.setEndAfter(nodes[nodes.length - 1]);
      const box = range.getBoundingClientRect();
      const rect = intersect([box.left + context.dx, box.top + context.dy, box.right + context.dx, box.bottom + context.dy], context.clip);
      if (!hasArea(rect) || this.left <= 0) return [];
      this.left -= 1;
      const text = nodes.map((node) => node.nodeType === 3 ? node.data.replace(/\s+/g, " ")
        : node.tagName === "BR" ? "\n" : node.innerText ?? "").join("");
      const anchor = nodes.find((node) => !isBlank(node)) ?? nodes[0];
      const node = this.node(anchor, "android.widget.TextView", squeeze(text), rect, []);
      node.w = context.web ? 1 : 0;
      return [node];
    }

    visitAll(elements, context) {
      return elements.flatMap((element) => this.visit(element, context));
    }

    window(element, seen, style, context) {
      const order = this.windows.length;
      const entry = { kind: element.dataset.window, k: keyOf(element), b: seen, z: Number.parseInt(style.zIndex, 10) || 0, order };
      this.windows.push(entry);
      entry.n = this.visit(element, { ...context, isWindowRoot: true });
    }
  }

  const snapshot = (limit) => {
    const view = [0, 0, window.innerWidth, window.innerHeight];
    const walk = new Walk(limit);
    const context = { clip: view, positioned: view, view, dx: 0, dy: 0, web: false, isWindowRoot: false };
    let content = [];
    if (document.body) {
      content = walk.visit(document.body, context);
      const root = document.scrollingElement;
      if (content.length === 1 && root && root.scrollHeight > window.innerHeight + 1 && content[0].k === keyOf(document.body)) {
        content[0].c = "android.widget.ScrollView";
        content[0].sc = 1;
        content[0].b = view;
      }
    }
    const windows = walk.windows.filter((entry) => entry.n.length > 0);
    windows.sort((a, b) => a.z - b.z || a.order - b.order);
    return stringify({ title: document.title, content, windows, truncated: walk.left <= 0 });
  };

  const find = (key) => byKey.get(key)?.deref();

  // Replaces the text as the accessibility action does: value, then the events that a page listens for.
  const setText = (key, text) => {
    const element = find(key);
    if (!element || (element.tagName !== "INPUT" && element.tagName !== "TEXTAREA")) return false;
    const kind = element.tagName === "TEXTAREA" ? HTMLTextAreaElement : HTMLInputElement;
    element.focus();
    Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(element, text);
    element.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText", data: text }));
    element.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  };

  // Chromium makes no long press of injected touches: the listeners that Android would call are called from here.
  const longPress = (x, y) => {
    for (let element = document.elementFromPoint(x, y); element; element = element.parentElement) {
      if (longClickable.has(element) || element.oncontextmenu) {
        element.dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, cancelable: true, clientX: x, clientY: y }));
        return true;
      }
    }
    return false;
  };

  const quietFor = () => {
    const moving = document.getAnimations?.().some((animation) => animation.playState === "running") ?? false;
    return moving ? 0 : performance.now() - lastChange;
  };

  // Scrolling runs beside the page; after two frames the page knows of it. A page without frames must not hang.
  const frames = () => new Promise((done) => {
    setTimeout(done, 250);
    requestAnimationFrame(() => requestAnimationFrame(done));
  });

  const api = Object.freeze({ snapshot, setText, longPress, quietFor, frames });
  Object.defineProperty(window, "__vp", { value: api, enumerable: false });
})();
