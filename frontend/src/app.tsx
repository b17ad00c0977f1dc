// The whole page: its head with the controls, the views, and what stands on paper alone.
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Chip, Decided, Findings, go } from "./cards";
import type { Card } from "./contract";
import { payload, seconds } from "./data";
import { Film, Happenings, nameOf, TreePane, Viewer } from "./film";
import { Shot } from "./picture";
import { Requests } from "./requests";
import { Searches } from "./search";
import {
  cards,
  enlarged,
  language,
  marks,
  range,
  requestSpan,
  said,
  screens,
  setRange,
  theme,
  view,
  whole,
  zoom,
  type Theme,
  type View,
} from "./state";
import { announce, Timeline } from "./timeline";
import { t, W, type Text } from "./words";

const { head } = payload;
type Beside = "requests" | "happenings" | "cards";
const beside = signal<Beside>("requests");

export function App() {
  const views: readonly (readonly [View, Text])[] = [
    ["findings", W.findings],
    ["travel", W.travel],
    ...(payload.searches.length ? ([["search", W.search]] as const) : []),
    ["recording", W.recording],
  ];
  return (
    <>
      <a class="skip" href="#main">
        {t(W.skip)}
      </a>
      <Head />
      <Tabs of={views} chosen={view.value} choose={(one) => (view.value = one)} label={t(W.views)} prefix="view" main />
      <main id="main" tabIndex={-1}>
        {head.notices.length > 0 && (
          <section aria-label={t(W.notices)}>
            {head.notices.map((notice, index) => (
              <p class="notice" key={index}>
                {t(notice)}
              </p>
            ))}
          </section>
        )}
        <LeftOut />
        <Panel of="findings" prefix="view" chosen={view.value}>
          <Findings />
        </Panel>
        <div class="paper">
          <h2>{t(W.timeline)}</h2>
          <Timeline fixed={680} />
          <Legend />
        </div>
        <Panel of="travel" prefix="view" chosen={view.value}>
          {view.value === "travel" && <Travel />}
        </Panel>
        {payload.searches.length > 0 && (
          <Panel of="search" prefix="view" chosen={view.value}>
            {view.value === "search" && <Searches />}
          </Panel>
        )}
        <Panel of="recording" prefix="view" chosen={view.value}>
          <Recording />
        </Panel>
      </main>
      <footer>
        {t(W.made)} {t(head.values_shown ? W.shown : W.masked)}
      </footer>
      <div class="hidden" role="status" aria-live="polite">
        {said.value}
      </div>
      <Enlarged />
    </>
  );
}

function Head() {
  return (
    <header class={`top edge-${head.verdict}`}>
      <div class="row-between">
        <p class="soft kicker">
          <bdi>{head.app}</bdi> · {t(W.report)}
        </p>
        <div class="controls tools">
          <div role="group" aria-label={t(W.language)}>
            <button type="button" lang="zh-CN" aria-pressed={language.value === "zh"} onClick={() => (language.value = "zh")}>
              中文
            </button>
            <button type="button" lang="en" aria-pressed={language.value === "en"} onClick={() => (language.value = "en")}>
              English
            </button>
          </div>
          <div role="group" aria-label={t(W.theme)}>
            {(["auto", "light", "dark"] as const).map((one: Theme) => (
              <button type="button" key={one} aria-pressed={theme.value === one} onClick={() => (theme.value = one)}>
                {t(W[one])}
              </button>
            ))}
          </div>
          <button type="button" onClick={() => window.print()}>
            {t(W.print)}
          </button>
        </div>
      </div>
      <h1 class={`t-${head.verdict}`}>{t(head.headline)}</h1>
      <p class="counts">
        {head.counts.map(([verdict, count]) => (
          <span key={verdict} class={`chip v-${verdict}`}>
            <b>{count}</b> {t(payload.verdicts[verdict] ?? W.verdict)}
          </span>
        ))}
        {head.rejected > 0 && (
          <span class="chip d-rejected">
            <b>{head.rejected}</b> {t(W.rejected)}
          </span>
        )}
      </p>
      {head.judged.length > 0 && (
        <p class="soft judged">
          {t(W.judgedAs)}
          {head.judged.map(([verdict, count]) => `${t(payload.verdicts[verdict] ?? W.verdict)} ${count}`).join(language.value === "zh" ? "，" : ", ")}
        </p>
      )}
      {view.value === "findings" && <Worst />}
      <dl class="facts">
        {head.facts.map((fact) => (
          <div key={fact.name.en}>
            <dt>{t(fact.name)}</dt>
            <dd>
              <bdi>{fact.value}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </header>
  );
}

const WORST = 5;
const LONGEST = 160;

const shortened = (text: string): string => {
  const letters = [...text];
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST).join("")}…` : text;
};

const show = (card: Card) => (event: Event) => {
  view.value = "findings";
  event.preventDefault();
  requestAnimationFrame(() => go(card)(event));
};

/** What is wrong in a sentence each; where nothing is, why nothing can be said. */
function Worst() {
  const inForce = payload.cards.filter((card) => !card.informative && card.review?.state !== "rejected");
  const violations = inForce.filter((card) => card.verdict === "violation" || card.review?.state === "confirmed");
  const reasons = new Map<string, { readonly card: Card; count: number }>();
  for (const card of violations.length ? [] : inForce.filter((one) => one.verdict === "inconclusive")) {
    const known = reasons.get((card.reason ?? card.message).zh);
    if (known) known.count += 1;
    else reasons.set((card.reason ?? card.message).zh, { card, count: 1 });
  }
  const lines = violations.length ? violations.map((card) => ({ card, count: 1 })) : [...reasons.values()].toSorted((a, b) => b.count - a.count);
  if (!lines.length) return null;
  return (
    <ul class="worst controls">
      {lines.slice(0, WORST).map(({ card, count }) => (
        <li key={card.number}>
          <a href={`#f${card.number}`} onClick={show(card)}>
            {shortened(t(violations.length ? card.message : (card.reason ?? card.message)))}
          </a>{" "}
          <Decided card={card} /> <span class="soft mono">{count > 1 ? `× ${count}` : card.rule}</span>
        </li>
      ))}
      {lines.length > WORST && (
        <li class="soft">
          … {lines.length - WORST} {t(W.moreBelow)}
        </li>
      )}
    </ul>
  );
}

interface TabsProps<K extends string> {
  readonly of: readonly (readonly [K, Text, number?])[];
  readonly chosen: K;
  readonly choose: (key: K) => void;
  readonly label: string;
  readonly prefix: string;
  readonly main?: boolean;
}

function Tabs<K extends string>({ of, chosen, choose, label, prefix, main }: TabsProps<K>) {
  const keyed = (event: KeyboardEvent) => {
    const place = of.findIndex(([key]) => key === chosen);
    const next = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: of.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const [key] = of[(next + of.length) % of.length] as readonly [K, Text];
    choose(key);
    document.getElementById(`${prefix}-tab-${key}`)?.focus();
  };
  return (
    <div class={main ? "tabs main controls" : "tabs controls"} role="tablist" aria-label={label} onKeyDown={keyed}>
      {of.map(([key, name, count]) => (
        <button
          type="button"
          role="tab"
          key={key}
          id={`${prefix}-tab-${key}`}
          aria-selected={key === chosen}
          aria-controls={`${prefix}-${key}`}
          tabIndex={key === chosen ? 0 : -1}
          onClick={() => choose(key)}
        >
          {t(name)}
          {count === undefined ? "" : ` ${count}`}
        </button>
      ))}
    </div>
  );
}

function Panel({ of, prefix, chosen, children }: { readonly of: string; readonly prefix: string; readonly chosen: string; readonly children: preact.ComponentChildren }) {
  return (
    <div class={`panel ${prefix}-${of}`} role="tabpanel" id={`${prefix}-${of}`} aria-labelledby={`${prefix}-tab-${of}`} hidden={of !== chosen}>
      {children}
    </div>
  );
}

function Travel() {
  const chosen = range.value;
  const [from, to] = requestSpan.value;
  return (
    <div
      class="travel"
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !range.value) return;
        setRange(null);
        announce();
      }}
    >
      <section aria-labelledby="timeline-title">
        <div class="bar">
          <h2 id="timeline-title">{t(W.timeline)}</h2>
          <span class="soft">
            {t(W.range)}:{" "}
            <b>{chosen ? `${seconds(chosen.start)} – ${seconds(chosen.end)}` : t(W.whole)}</b>
          </span>
          <button type="button" disabled={!chosen} onClick={() => setRange(null)}>
            {t(W.clearRange)}
          </button>
          <button type="button" disabled={!chosen} onClick={() => chosen && (zoom.value = chosen)}>
            {t(W.zoomIn)}
          </button>
          <button type="button" disabled={zoom.value === whole} onClick={() => (zoom.value = whole)}>
            {t(W.zoomOut)}
          </button>
        </div>
        <Timeline />
        <p class="soft small">{t(W.howTo)}</p>
        <Legend />
      </section>
      <Film />
      <div class="bench">
        <Viewer />
        <TreePane />
        <section class="beside" aria-label={t(W.inRange)}>
          <Tabs
            of={[
              ["requests", W.requests, to - from],
              ["happenings", W.happenings, marks.value.length],
              ["cards", W.findings, cards.value.length],
            ]}
            chosen={beside.value}
            choose={(one) => (beside.value = one)}
            label={t(W.inRange)}
            prefix="beside"
          />
          <Panel of="requests" prefix="beside" chosen={beside.value}>
            {beside.value === "requests" && <Requests />}
          </Panel>
          <Panel of="happenings" prefix="beside" chosen={beside.value}>
            {beside.value === "happenings" && <Happenings />}
          </Panel>
          <Panel of="cards" prefix="beside" chosen={beside.value}>
            {beside.value === "cards" && <Short />}
          </Panel>
        </section>
      </div>
      <p class="hidden" role="status">
        {screens.value.length} {t(W.screens)}, {to - from} {t(W.requests)}, {cards.value.length} {t(W.findings)}
      </p>
    </div>
  );
}

function Short() {
  if (!cards.value.length) return <p class="soft">{t(W.noMatch)}</p>;
  return (
    <ul class="short">
      {cards.value.map((card) => (
        <li key={card.number}>
          <Chip verdict={card.verdict} />{" "}
          <a
            href={`#f${card.number}`}
            onClick={show(card)}
          >
            <span class="mono">{card.rule}</span>
          </a>{" "}
          {t(card.message)}
        </li>
      ))}
    </ul>
  );
}

const item = (kind: string, text: Text) => (
  <li key={kind}>
    <i class={kind} aria-hidden="true" />
    {t(text)}
  </li>
);

function Legend() {
  return (
    <ul class="legend">
      {item("before", W.beforeChoice)}
      {item("choice", W.decision)}
      {item("boundary", W.boundary)}
      {(["tap", "prompt", "policy", "trouble"] as const).map((kind) => item(`dot k-${kind}`, W[kind]))}
      {payload.moments.map(([key, name]) => item(`f-${key}`, name))}
    </ul>
  );
}

function Recording() {
  return (
    <section aria-labelledby="recording-title">
      <h2 id="recording-title">{t(W.recording)}</h2>
      <div class="scroll" tabIndex={0} role="group" aria-label={t(W.recording)}>
        <table>
          <tbody>
            {[...head.facts, ...head.about].map((fact) => (
              <tr key={fact.name.en}>
                <th scope="row">{t(fact.name)}</th>
                <td>
                  <bdi>{fact.value}</bdi>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function LeftOut() {
  const { pictures, trees, contents, requests, marks: events } = payload.left_out;
  const parts = (
    [
      [pictures, W.pictures],
      [trees, W.trees],
      [contents, W.contents],
      [requests, W.rows],
      [events, W.marks],
    ] as const
  ).filter(([count]) => count > 0);
  if (!parts.length) return null;
  return (
    <p class="notice">
      {t(W.leftOut)}
      {parts.map(([count, name]) => `${count} ${t(name)}`).join(language.value === "zh" ? "、" : ", ")}. {t(W.useLink)}
    </p>
  );
}

function Enlarged() {
  const box = useRef<HTMLDialogElement>(null);
  const shown = enlarged.value;
  useEffect(() => {
    if (shown) box.current?.showModal();
  }, [shown]);
  const screen = shown ? payload.screens.find((one) => one.number === shown.screen) : undefined;
  return (
    <dialog ref={box} aria-label={shown?.label ?? t(W.enlarge)} onClose={() => (enlarged.value = null)} onClick={(event) => event.target === box.current && box.current?.close()}>
      {shown && (
        <>
          <div class="bar">
            <b>{shown.label || nameOf(screen)}</b>
            <button type="button" onClick={() => box.current?.close()}>
              {t(W.close)}
            </button>
          </div>
          <Shot screen={screen} box={shown.box} point={shown.point} label={shown.label} />
        </>
      )}
    </dialog>
  );
}
