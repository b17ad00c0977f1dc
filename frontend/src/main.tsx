import { effect } from "@preact/signals";
import { render } from "preact";
import { App } from "./app";
import "./page.css";
import { language, theme, view } from "./state";

const root = document.documentElement;
effect(() => {
  root.lang = language.value === "zh" ? "zh-CN" : "en";
});
effect(() => {
  if (theme.value === "auto") delete root.dataset.theme;
  else root.dataset.theme = theme.value;
});

const place = document.getElementById("app");
if (place) render(<App />, place);

/** `report.html#f3` opens the third finding. */
function follow(): void {
  if (!/^#f\d+$/.test(location.hash)) return;
  view.value = "findings";
  requestAnimationFrame(() => document.getElementById(location.hash.slice(1))?.scrollIntoView());
}
addEventListener("hashchange", follow);
follow();
