"use strict";
(() => {
  const root = document.documentElement;
  const at = (id) => document.getElementById(id);
  const details = JSON.parse(at("details").textContent);
  const names = Object.fromEntries(
    [...document.querySelectorAll("#f-worst option[data-zh]")].map((o) => [o.value, { zh: o.dataset.zh, en: o.dataset.en }]),
  );

  const setLanguage = (language) => {
    root.lang = language === "zh" ? "zh-CN" : "en";
    root.dataset.lang = language;
    for (const button of document.querySelectorAll("[data-set-lang]")) {
      button.setAttribute("aria-pressed", String(button.dataset.setLang === language));
    }
    for (const option of document.querySelectorAll("option[data-zh]")) option.textContent = option.dataset[language];
  };
  for (const button of document.querySelectorAll("[data-set-lang]")) {
    button.addEventListener("click", () => setLanguage(button.dataset.setLang));
  }
  setLanguage((navigator.language || "zh").startsWith("zh") ? "zh" : "en");
  at("theme").addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });

  // Filters: rows are hidden by their data, columns by a class on every cell of theirs.
  const grid = at("grid");
  const rows = [...grid.tBodies[0].rows];
  const columns = [...grid.tHead.rows[0].cells].slice(1);
  const value = (id) => (at(id) ? at(id).value : "");
  const apply = () => {
    const app = value("f-app").trim().toLowerCase();
    const rule = value("f-rule").trim().toLowerCase();
    const owner = value("f-owner");
    const worst = value("f-worst");
    const changed = at("f-changed").checked;
    let shown = 0;
    for (const row of rows) {
      const keep =
        row.dataset.app.toLowerCase().includes(app) &&
        (!owner || row.dataset.owner === owner) &&
        (!worst || row.dataset.worst === worst) &&
        (!changed || "changed" in row.dataset);
      row.hidden = !keep;
      shown += keep;
    }
    columns.forEach((head, number) => {
      const hide = !head.dataset.rule.toLowerCase().includes(rule);
      if (head.hidden === hide) return;
      head.hidden = hide;
      for (const row of rows) row.cells[number + 1].hidden = hide;
    });
    at("f-count").textContent = `${shown} / ${rows.length}`;
  };
  at("filters").addEventListener("input", apply);
  at("filters").addEventListener("submit", (event) => event.preventDefault());
  apply();

  // Details of a cell, as text.
  const dialog = at("detail");
  const say = (id, text) => {
    at(id).textContent = text;
    at(id).hidden = !text;
  };
  const open = (cell) => {
    const one = details.cells[Number(cell.dataset.d)];
    const row = details.rows[one.row];
    const language = root.dataset.lang;
    const which = language === "zh" ? 0 : 1;
    const word = (verdict) => (names[verdict] ? names[verdict][language] : "–");
    say("d-app", row.app);
    say("d-title", `${one.rule} ${details.rules[one.rule][which]}`);
    say("d-verdict", `${word(one.before)} → ${word(one.verdict)}`);
    const list = (id, lines) => {
      at(id).hidden = !lines.length;
      at(id).replaceChildren(
        ...lines.map((line) => {
          const item = document.createElement("li");
          item.textContent = line;
          return item;
        }),
      );
    };
    say("d-said", one.said[which]);
    say("d-more", one.more ? `+ ${one.more.join(", ")}` : "");
    list("d-notes", (one.notes || []).map((note) => note[which]));
    list("d-what", row.circumstances.map(([zh, en, before, after]) => `${which ? en : zh}: ${before || "–"} → ${after || "–"}`));
    say("d-excuse", one.excuse ? one.excuse.join(" · ") : "");
    say("d-mark", one.mark);
    const link = at("d-link");
    link.hidden = !row.link;
    if (row.link) link.href = row.link;
    dialog.showModal();
  };
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });

  // One cell is in the tab order; arrows move.
  let current = grid.querySelector("tbody td");
  const focus = (cell) => {
    if (!cell) return;
    if (current) current.tabIndex = -1;
    current = cell;
    cell.tabIndex = 0;
    cell.focus();
  };
  if (current) current.tabIndex = 0;
  grid.addEventListener("click", (event) => {
    const cell = event.target.closest("td");
    if (!cell) return;
    focus(cell);
    if (cell.dataset.d) open(cell);
  });
  const next = (cell, rowStep, columnStep) => {
    let row = cell.parentElement;
    if (rowStep) {
      do row = rowStep > 0 ? row.nextElementSibling : row.previousElementSibling;
      while (row && row.hidden);
      return row ? row.cells[cell.cellIndex] : null;
    }
    let found = cell;
    do found = columnStep > 0 ? found.nextElementSibling : found.previousElementSibling;
    while (found && found.hidden);
    return found && found.tagName === "TD" ? found : null;
  };
  const moves = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };
  grid.addEventListener("keydown", (event) => {
    const cell = event.target.closest("td");
    if (!cell) return;
    if (moves[event.key]) {
      event.preventDefault();
      focus(next(cell, ...moves[event.key]));
    } else if ((event.key === "Enter" || event.key === " ") && cell.dataset.d) {
      event.preventDefault();
      open(cell);
    }
  });
})();
