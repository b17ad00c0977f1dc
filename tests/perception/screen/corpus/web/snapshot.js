// What a page shows, as nested nodes, and what its author marked as true. Boxes are [x1, y1, x2, y2] in px of the picture.
({ scale, width, height }) => {
  const INLINE = new Set(["SPAN", "A", "B", "I", "EM", "STRONG", "BR", "U", "SMALL", "FONT", "S", "DEL", "SUP"]);
  const truths = [];
  const problems = [];
  const screen = { left: 0, top: 0, right: width / scale, bottom: height / scale };

  const cut = (a, b) => ({
    left: Math.max(a.left, b.left), top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right), bottom: Math.min(a.bottom, b.bottom),
  });
  const px = (r) => [r.left, r.top, Math.max(r.left, r.right), Math.max(r.top, r.bottom)].map((v) => Math.round(v * scale));
  const children = (el) => {
    if (el.tagName === "SLOT") {
      const given = el.assignedNodes({ flatten: true });
      return given.length ? given : [...el.childNodes];
    }
    return [...(el.shadowRoot ?? el).childNodes];
  };
  const above = (el) => el.parentElement ?? (el.getRootNode() instanceof ShadowRoot ? el.getRootNode().host : null);
  const within = (el, outer) => {
    for (let at = el; at; at = at.assignedSlot ?? above(at)) if (at === outer) return true;
    return false;
  };
  const deepest = (x, y) => {
    let at = document.elementFromPoint(x, y);
    while (at?.shadowRoot) {
      const inner = at.shadowRoot.elementFromPoint(x, y);
      if (!inner || inner === at) break;
      at = inner;
    }
    return at;
  };
  const run = (el) =>
    [...el.childNodes].every((kid) =>
      kid.nodeType !== 1 ||
      (INLINE.has(kid.tagName) && !kid.dataset.n && getComputedStyle(kid).display.startsWith("inline") &&
        !kid.shadowRoot && getComputedStyle(kid).backgroundImage === "none" && run(kid)));
  const words = (el) => (el.innerText ?? el.textContent ?? "").trim();
  const bounds = (el) => {
    if (el.getClientRects().length !== 1 || !INLINE.has(el.tagName)) return el.getBoundingClientRect();
    return el.getClientRects()[0];
  };
  const lines = (el) => [...el.getClientRects()].filter((r) => r.width > 2 && r.height > 2);

  const note = (el, rect, shown) => {
    const attributes = {};
    for (const name of el.getAttributeNames()) {
      if (name.startsWith("data-t-")) attributes[name.slice(7)] = el.getAttribute(name);
    }
    const role = el.dataset.t;
    const bare = (text) => text.replace(/\s/g, "");
    if (attributes.says !== undefined && bare(words(el)) !== bare(attributes.says)) problems.push(`${role} says ${words(el)}, not ${attributes.says}`);
    const parts = role === "policy" ? lines(el) : [];
    if (parts.length) rect = parts.reduce((a, b) => (b.width > a.width ? b : a));
    const box = px(cut(rect, screen));
    if (shown && attributes.hidden === undefined && !["window", "overlay", "label-small"].includes(role)) {
      const x = (Math.max(0, rect.left) + Math.min(innerWidth, rect.right)) / 2;
      const y = (Math.max(0, rect.top) + Math.min(innerHeight, rect.bottom)) / 2;
      const top = deepest(x, y);
      if (top && !within(top, el) && !within(el, top)) problems.push(`${role} at ${box} is covered by ${top.tagName}.${top.className}`);
    }
    if (shown && (box[2] - box[0] < 2 || box[3] - box[1] < 2)) problems.push(`${role} has no area`);
    el.dataset.k = truths.length;
    truths.push({ role, box, text: words(el).slice(0, 80), parts: parts.map((r) => px(cut(r, screen))), ...attributes });
  };

  const walk = (el, clip) => {
    const style = getComputedStyle(el);
    const data = el.dataset;
    if (style.display === "none" || el.tagName === "SCRIPT" || el.tagName === "STYLE") return [];
    const rect = bounds(el);
    const hidden = style.visibility === "hidden" || Number(style.opacity) < 0.02;
    if (data.t) note(el, rect, !hidden);
    if (data.n === "skip") {
      el.querySelectorAll("[data-t]").forEach((inner) => note(inner, bounds(inner), true));
      return [];
    }
    if (hidden && data.n !== "hidden") return [];
    const seen = cut(rect, style.position === "fixed" ? screen : clip);
    const inside = style.overflowX !== "visible" || style.overflowY !== "visible" ? seen : clip;
    const kids = [];
    let text = null;
    const tag = el.tagName;
    const leaf = !el.shadowRoot && tag !== "SLOT" && run(el) && words(el) !== "";
    if (leaf) {
      text = words(el);
      el.querySelectorAll("[data-t]").forEach((inner) => note(inner, bounds(inner), true));
    } else if (tag !== "SVG" && tag !== "svg") {
      for (const kid of children(el)) {
        if (kid.nodeType === 1) kids.push(...walk(kid, inside));
        else if (kid.nodeType === 3 && kid.textContent.trim()) {
          const range = document.createRange();
          range.selectNodeContents(kid);
          kids.push({ tag: "#text", text: kid.textContent.trim(), box: px(cut(range.getBoundingClientRect(), inside)), kids: [] });
        }
      }
    }
    if (tag === "SLOT" || data.n === "through" || style.display === "contents") return kids;
    const node = { tag: tag.toLowerCase(), text: data.x ?? text, box: px(seen), kids: data.n === "flat" ? [] : kids };
    if (data.n === "flat" && data.x === undefined) node.text = words(el) || null;
    if (leaf) {
      const links = [...el.querySelectorAll('[data-t="policy"]')].map((link) => ({
        tag: "a", text: words(link), box: px(cut(lines(link)[0], inside)), click: true, kids: [],
      }));
      if (links.length) node.links = links;
    }
    if (el.hasAttribute("data-click") || ["BUTTON", "A", "SUMMARY"].includes(tag) ||
        (style.cursor === "pointer" && (!above(el) || getComputedStyle(above(el)).cursor !== "pointer"))) node.click = true;
    if (["auto", "scroll"].includes(style.overflowY) && el.scrollHeight > el.clientHeight + 4) node.scroll = true;
    if (tag === "INPUT") {
      node.kind = el.type === "checkbox" || el.type === "radio" ? "check" : "edit";
      node.checked = el.checked;
      node.text = node.kind === "edit" ? el.value || el.placeholder : "";
    } else if (tag === "TEXTAREA") {
      node.kind = "edit";
      node.text = el.value || el.placeholder;
    } else if (["IMG", "svg", "CANVAS", "VIDEO"].includes(tag)) node.kind = "image";
    else if (!kids.length && text === null && (tag === "I" || style.backgroundImage !== "none" || data.t === "close")) node.kind = "image";
    for (const [key, name] of [["t", "role"], ["n", "mode"], ["c", "cls"], ["i", "id"], ["d", "desc"], ["ck", "checked"]]) {
      if (data[key] !== undefined) node[name] = data[key];
    }
    for (const name of el.getAttributeNames()) if (name.startsWith("data-t-")) node[name.slice(5)] = el.getAttribute(name);
    return [node];
  };

  const nodes = walk(document.body, screen);
  return { nodes, truths, problems };
};
