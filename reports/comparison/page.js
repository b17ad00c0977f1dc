"use strict";
(() => {
  const root = document.documentElement;
  const setLanguage = (language) => {
    root.lang = language === "zh" ? "zh-CN" : "en";
    root.dataset.lang = language;
    for (const button of document.querySelectorAll("[data-set-lang]")) {
      button.setAttribute("aria-pressed", String(button.dataset.setLang === language));
    }
  };
  for (const button of document.querySelectorAll("[data-set-lang]")) {
    button.addEventListener("click", () => setLanguage(button.dataset.setLang));
  }
  setLanguage((navigator.language || "zh").startsWith("zh") ? "zh" : "en");
  for (const figure of document.querySelectorAll("[data-zoom]")) {
    const toggle = () => figure.classList.toggle("large");
    figure.addEventListener("click", toggle);
    figure.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        toggle();
      }
    });
  }
})();
