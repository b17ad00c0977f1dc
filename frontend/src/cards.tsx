// The verdicts in short, and a card for each finding.
import { useMemo, useState } from "preact/hooks";
import type { Card, Exhibit, Verdict } from "./contract";
import { payload, seconds } from "./data";
import { Magnified, Shot } from "./picture";
import { cards as inRange, enlarged, range, setRange, showRequest, showScreen } from "./state";
import { Chain } from "./wire";
import { t, W } from "./words";

const SHOWN = 8;
export const ORDER = Object.keys(payload.verdicts) as readonly Verdict[];
const SERIOUS: ReadonlySet<string> = new Set(["violation", "inconclusive", "review"]);

export const Chip = ({ verdict }: { readonly verdict: Verdict }) => (
  <span class={`chip v-${verdict}`}>{t(payload.verdicts[verdict] ?? { zh: verdict, en: verdict })}</span>
);

export const Decided = ({ card }: { readonly card: Card }) =>
  card.review && (card.review.state === "confirmed" || card.review.state === "rejected") ? (
    <span class={`chip d-${card.review.state}`}>{t(card.review.state === "confirmed" ? W.confirmed : W.rejected)}</span>
  ) : null;

export const go = (card: Card) => (event: Event) => {
  const node = document.getElementById(`f${card.number}`);
  if (!node) return;
  event.preventDefault();
  node.scrollIntoView();
  node.focus();
};

export function Findings() {
  const [verdicts, setVerdicts] = useState<ReadonlySet<Verdict>>(new Set());
  const [instrument, setInstrument] = useState("");
  const [words, setWords] = useState("");
  const within = inRange.value;
  const shown = useMemo(() => {
    const wanted = words.trim().toLowerCase();
    return within.filter(
      (card) =>
        (!verdicts.size || verdicts.has(card.verdict)) &&
        (!instrument || card.instrument === instrument) &&
        (!wanted || textOf(card).includes(wanted)),
    );
  }, [within, verdicts, instrument, words]);
  const instruments = [...new Map(payload.cards.map((card) => [card.instrument, card.instrument_title])).entries()];
  const toggle = (verdict: Verdict) => {
    const next = new Set(verdicts);
    if (!next.delete(verdict)) next.add(verdict);
    setVerdicts(next);
  };
  return (
    <>
      <section aria-labelledby="summary-title">
        <h2 id="summary-title">{t(W.summary)}</h2>
        <Matrix
          instruments={instruments}
          choose={(one, verdict) => {
            setInstrument(one);
            setVerdicts(verdict ? new Set([verdict]) : new Set());
          }}
        />
        <div class="filters controls" role="group" aria-label={t(W.filter)}>
          {ORDER.filter((verdict) => payload.cards.some((card) => card.verdict === verdict)).map((verdict) => (
            <button type="button" key={verdict} class={`toggle v-${verdict}`} aria-pressed={verdicts.has(verdict)} onClick={() => toggle(verdict)}>
              {t(payload.verdicts[verdict] ?? { zh: verdict, en: verdict })}
            </button>
          ))}
          <select aria-label={t(W.instrument)} value={instrument} onChange={(event) => setInstrument(event.currentTarget.value)}>
            <option value="">{t(W.allInstruments)}</option>
            {instruments.map(([id, title]) => (
              <option key={id} value={id}>
                {t(title)}
              </option>
            ))}
          </select>
          <input
            type="search"
            aria-label={t(W.searchWords)}
            placeholder={t(W.searchWords)}
            value={words}
            onInput={(event) => setWords(event.currentTarget.value)}
          />
          {range.value && (
            <button type="button" onClick={() => setRange(null)}>
              {seconds(range.value.start)} – {seconds(range.value.end)} ✕ {t(W.clearRange)}
            </button>
          )}
          <span class="soft" role="status">
            {shown.length} {t(W.shownOf)} {payload.cards.length}
          </span>
        </div>
        {shown.length ? <Table cards={shown} /> : <p class="soft">{t(W.noMatch)}</p>}
      </section>
      <section aria-labelledby="cards-title">
        <h2 id="cards-title">{t(W.evidence)}</h2>
        {shown.map((card) => (
          <FindingCard key={card.number} card={card} />
        ))}
      </section>
    </>
  );
}

const textOf = (card: Card): string =>
  [card.rule, card.title.zh, card.title.en, card.message.zh, card.message.en, card.law_zh, card.law_en, card.ref].join(" ").toLowerCase();

/** The total (no instrument) is of what counts; what is informative stands in its own rows alone. */
const count = (instrument: string, verdict: Verdict): number =>
  payload.cards.filter((card) => card.verdict === verdict && (instrument ? card.instrument === instrument : !card.informative)).length;

const informative = (instrument: string): boolean => payload.cards.every((card) => card.instrument !== instrument || card.informative);

function Matrix({
  instruments,
  choose,
}: {
  readonly instruments: readonly (readonly [string, { readonly zh: string; readonly en: string }])[];
  readonly choose: (instrument: string, verdict: Verdict | "") => void;
}) {
  const { head } = payload;
  const decided = head.judged.length > 0;
  const stands = new Map<string, number>(head.counts);
  const nothing = (
    <td>
      <span class="soft">·</span>
    </td>
  );
  const rejected = (instrument: string) => {
    if (!head.rejected) return null;
    const found = payload.cards.filter((card) => card.review?.state === "rejected" && (instrument ? card.instrument === instrument : !card.informative)).length;
    return found ? (
      <td>
        <span class="cell d-rejected">{found}</span>
      </td>
    ) : (
      nothing
    );
  };
  const columns = ORDER.filter((verdict) => stands.has(verdict) || payload.cards.some((card) => card.verdict === verdict));
  const cell = (instrument: string, verdict: Verdict, name: string) => {
    const found = count(instrument, verdict);
    return (
      <td key={verdict}>
        {found ? (
          <button type="button" class={`cell v-${verdict}`} aria-label={`${name}, ${t(payload.verdicts[verdict] ?? W.verdict)}: ${found}`} onClick={() => choose(instrument, verdict)}>
            {found}
          </button>
        ) : (
          <span class="soft">·</span>
        )}
      </td>
    );
  };
  if (!payload.cards.length) return null;
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={t(W.byInstrument)}>
      <table class="matrix">
        <caption class="hidden">{t(W.byInstrument)}</caption>
        <thead>
          <tr>
            <th scope="col">{t(W.instrument)}</th>
            {columns.map((verdict) => (
              <th scope="col" key={verdict}>
                {t(payload.verdicts[verdict] ?? W.verdict)}
              </th>
            ))}
            {head.rejected > 0 && <th scope="col">{t(W.rejectedShort)}</th>}
          </tr>
        </thead>
        <tbody>
          {instruments.map(([id, title]) => (
            <tr key={id} class={informative(id) ? "informative" : undefined}>
              <th scope="row">
                {t(title)} {informative(id) && <span class="soft">({t(W.onlyInformative)})</span>}
              </th>
              {columns.map((verdict) => cell(id, verdict, t(title)))}
              {rejected(id)}
            </tr>
          ))}
          <tr class="total">
            <th scope="row">{t(decided ? W.totalJudged : W.total)}</th>
            {columns.map((verdict) => cell("", verdict, t(decided ? W.totalJudged : W.total)))}
            {head.rejected > 0 && nothing}
          </tr>
          {decided && (
            <tr class="total reviewed">
              <th scope="row">{t(W.totalReviewed)}</th>
              {columns.map((verdict) => (
                <td key={verdict}>{stands.get(verdict) ? <span class={`cell v-${verdict}`}>{stands.get(verdict)}</span> : <span class="soft">·</span>}</td>
              ))}
              {rejected("")}
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}

function Table({ cards }: { readonly cards: readonly Card[] }) {
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={t(W.summary)}>
      <table class="verdicts">
        <thead>
          <tr>
            <th scope="col">{t(W.verdict)}</th>
            <th scope="col">{t(W.rule)}</th>
            <th scope="col">{t(W.seen)}</th>
          </tr>
        </thead>
        <tbody>
          {cards.map((card) => (
            <tr key={card.number}>
              <td class="tight">
                <Chip verdict={card.verdict} /> <Decided card={card} />
              </td>
              <td>
                <a class="mono" href={`#f${card.number}`} onClick={go(card)}>
                  {card.rule}
                </a>
                <span class="soft duty">{t(card.title)}</span>
              </td>
              <td>{t(card.message)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function FindingCard({ card }: { readonly card: Card }) {
  const serious = SERIOUS.has(card.verdict);
  return (
    <article id={`f${card.number}`} class={`card edge-${card.verdict}${serious ? " serious" : ""}`} aria-labelledby={`h${card.number}`} tabIndex={-1}>
      <div class="row-between">
        <h3 id={`h${card.number}`}>
          <span class="mono">{card.rule}</span> {t(card.title)}
        </h3>
        <span>
          <Chip verdict={card.verdict} /> <Decided card={card} />
        </span>
      </div>
      {card.informative && <p class="soft">{t(W.informative)}</p>}
      <p class="said">{t(card.message)}</p>
      {card.reason && (
        <p>
          <b>{t(W.reason)}</b> {t(card.reason)}
        </p>
      )}
      {card.again && <p class={`again a-${card.again.mark}`}>{t(card.again.text)}</p>}
      {card.review && (
        <div class={`decided d-${card.review.state || "open"}`}>
          {card.review.account.map((line, index) => (
            <p key={index}>{t(line)}</p>
          ))}
          <details>
            <summary>
              {t(W.reviews)} ({card.review.history.length})
            </summary>
            <ol>
              {card.review.history.map((line, index) => (
                <li key={index}>{t(line)}</li>
              ))}
            </ol>
          </details>
        </div>
      )}
      <Exhibits all={card.exhibits.slice(0, SHOWN)} />
      {card.exhibits.length > SHOWN && (
        <details class="more">
          <summary>
            {t(W.moreEvidence)} ({card.exhibits.length - SHOWN})
          </summary>
          <Exhibits all={card.exhibits.slice(SHOWN)} />
        </details>
      )}
      {card.more_exhibits > 0 && (
        <p class="soft">
          {t(W.evidence)}: {card.more_exhibits} {t(W.notShown)}
        </p>
      )}
      <details open={serious} class="law">
        <summary>{t(W.law)}</summary>
        <p class="soft">
          {t(card.instrument_title)} · {card.ref}
        </p>
        <blockquote lang="zh-CN">{card.law_zh}</blockquote>
        {card.law_en && <blockquote lang="en">{card.law_en}</blockquote>}
      </details>
      {(card.thresholds.length > 0 || card.measures.length > 0) && (
        <details open={serious}>
          <summary>{t(W.thresholds)}</summary>
          <ul>
            {card.thresholds.map((one) => (
              <li key={one.id}>
                <span class="mono">{one.id}</span> {one.value}{" "}
                <span class="soft">
                  ({t(one.basis)}
                  {one.source && `; ${one.source}`})
                </span>
              </li>
            ))}
          </ul>
          {card.measures.length > 0 && (
            <p class="soft">
              {t(W.measures)}:{" "}
              {card.measures.map(([name, value], index) => (
                <span key={name} class="mono">
                  {index ? " · " : ""}
                  <bdi>
                    {name} = {value}
                  </bdi>
                </span>
              ))}
            </p>
          )}
        </details>
      )}
      {card.steps.length > 0 && (
        <details open={card.verdict === "violation"}>
          <summary>{t(W.reproduce)}</summary>
          <ol class="steps">
            {card.steps.map((step, index) => (
              <li key={index}>
                <bdi>{t(step)}</bdi>
              </li>
            ))}
          </ol>
        </details>
      )}
      <p class="soft mono small">
        {t(W.detector)} {card.detector} · {card.fingerprint}
      </p>
    </article>
  );
}

function Exhibits({ all }: { readonly all: readonly Exhibit[] }) {
  if (!all.length) return null;
  return (
    <div class="exhibits">
      {all.map((one, index) => (
        <Shown key={index} one={one} />
      ))}
    </div>
  );
}

function Shown({ one }: { readonly one: Exhibit }) {
  const number = one.screen;
  const screen = number === undefined ? undefined : payload.screens.find((each) => each.number === number);
  const label = t(one.label);
  if (screen && number !== undefined)
    return (
      <figure>
        <button type="button" class="picture" aria-label={`${t(W.enlarge)}: ${label}`} onClick={() => (enlarged.value = { screen: number, box: one.box, point: one.point, label })}>
          <Shot screen={screen} box={one.box} point={one.point} label={label} />
        </button>
        <Magnified screen={number} box={one.box} label={`${t(W.magnified)}: ${label}`} />
        <figcaption>
          {label}
          <span class="soft">{t(one.caption)}</span>
          <button type="button" class="link controls" onClick={() => showScreen(number)}>
            {t(W.openTime)}
          </button>
        </figcaption>
      </figure>
    );
  const request = one.request;
  return (
    <figure class="wide">
      <figcaption>
        {label}
        <span class="soft">
          {t(one.caption)}
          {one.receiver && ` · ${t(one.receiver)}`}
        </span>
        {request !== undefined && (
          <button type="button" class="link controls" onClick={() => showRequest(request)}>
            {t(W.openRequest)}
          </button>
        )}
      </figcaption>
      {one.address && (
        <p class="mono address">
          <bdi>{one.address}</bdi>
        </p>
      )}
      {one.find && <Chain find={one.find} />}
      {one.quote && (
        <pre class="wire" tabIndex={0} role="group" aria-label={label}>
          {one.quote}
        </pre>
      )}
    </figure>
  );
}
