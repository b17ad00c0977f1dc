// The page on which findings are decided. What the server says of an error is set as text.
const desk = document.getElementById("desk");
const by = document.getElementById("by");
const said = document.getElementById("said");
const KEY = "consentinel-reviewer";

function tell(text, bad = false) {
  said.textContent = text;
  said.classList.toggle("bad", bad);
}

async function decide(button) {
  const card = button.closest("article");
  if (!by.value.trim()) {
    tell(desk.dataset.nameless, true);
    by.focus();
    return;
  }
  localStorage.setItem(KEY, by.value.trim());
  const buttons = card.querySelectorAll("button");
  for (const other of buttons) other.disabled = true;
  try {
    const { rule, fingerprint, verdict } = card.dataset;
    const answer = await fetch(`/runs/${desk.dataset.run}/review`, {
      method: "POST",
      headers: { "X-Consentinel": "1", "Content-Type": "application/json" },
      body: JSON.stringify({ rule, fingerprint, verdict, act: button.dataset.act, by: by.value, text: card.querySelector("textarea").value }),
    });
    if (!answer.ok) throw new Error(await reason(answer));
    const fresh = await fetch(`/runs/${desk.dataset.run}/card?${new URLSearchParams({ rule })}`, { cache: "no-store" });
    if (!fresh.ok) throw new Error(await reason(fresh));
    const made = new DOMParser().parseFromString(await fresh.text(), "text/html").querySelector("article");
    card.replaceWith(document.adoptNode(made));
    made.focus();
    tell(desk.dataset.kept);
  } catch (error) {
    for (const other of buttons) other.disabled = false;
    tell(desk.dataset.failed + error.message, true);
  }
}

async function reason(answer) {
  const text = await answer.text();
  try {
    return JSON.parse(text).error || text;
  } catch {
    return text;
  }
}

// j and k go from finding to finding, as in a list of mails; not while something is typed.
function step(forward) {
  const cards = [...document.querySelectorAll("article.card")].filter((card) => card.offsetParent !== null);
  const now = cards.indexOf(document.activeElement.closest("article.card"));
  const next = cards[now < 0 ? (forward ? 0 : cards.length - 1) : now + (forward ? 1 : -1)];
  next?.focus();
}

if (by) {
  by.value ||= localStorage.getItem(KEY) || "";
  desk.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-act]");
    if (button) decide(button);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    if (event.key === "j" || event.key === "k") step(event.key === "j");
  });
}
