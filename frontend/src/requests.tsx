// The list of requests with its filters, and what the chosen one holds.
import { useMemo, useState } from "preact/hooks";
import { complete, detail, momentOf, ownerOf, payload, seconds, word } from "./data";
import { request, requestSpan } from "./state";
import { Virtual } from "./virtual";
import { Chain, Wire } from "./wire";
import { t, W } from "./words";

const { requests } = payload;

export const address = (index: number): string =>
  `${word(requests.scheme[index])}://${word(requests.host[index])}${requests.path[index] ?? ""}`;

export function Requests() {
  const [words, setWords] = useState("");
  const [party, setParty] = useState("");
  const [moment, setMoment] = useState("");
  const [onlyFinds, setOnlyFinds] = useState(false);
  const [from, to] = requestSpan.value;

  const among = useMemo(() => {
    const wanted = words.trim().toLowerCase();
    const found: number[] = [];
    for (let index = from; index < to; index++) {
      if (party && (party.startsWith("#") ? requests.party[index] !== Number(party.slice(1)) : ownerOf(index) !== party)) continue;
      if (moment && momentOf(index) !== moment) continue;
      if (onlyFinds && !requests.finds[index]) continue;
      if (wanted && !`${word(requests.method[index])} ${address(index)}`.toLowerCase().includes(wanted)) continue;
      found.push(index);
    }
    return found;
  }, [from, to, words, party, moment, onlyFinds]);
  const chosen = request.value;
  return (
    <div class="requests">
      <div class="filters" role="group" aria-label={t(W.filter)}>
        <input
          type="search"
          aria-label={t(W.searchWords)}
          placeholder={t(W.searchWords)}
          value={words}
          onInput={(event) => setWords(event.currentTarget.value)}
        />
        <select aria-label={t(W.receivedBy)} value={party} onChange={(event) => setParty(event.currentTarget.value)}>
          <option value="">{t(W.allParties)}</option>
          <option value="operator">{t(W.operator)}</option>
          <option value="vendor">{t(W.vendor)}</option>
          <option value="unknown">{t(W.unknown)}</option>
          {requests.parties.map((one, index) => (
            <option key={index} value={`#${index}`}>
              {t(one.name)}
            </option>
          ))}
        </select>
        <select aria-label={t(W.stage)} value={moment} onChange={(event) => setMoment(event.currentTarget.value)}>
          <option value="">{t(W.allMoments)}</option>
          {payload.moments.map(([key, name]) => (
            <option key={key} value={key}>
              {t(name)}
            </option>
          ))}
        </select>
        <label>
          <input type="checkbox" checked={onlyFinds} onChange={(event) => setOnlyFinds(event.currentTarget.checked)} /> {t(W.onlyFinds)}
        </label>
        <span class="soft count" role="status">
          {among.length} {t(W.shownOf)} {requests.at_ms.length}
        </span>
      </div>
      <Virtual
        id="requests"
        label={t(W.requests)}
        count={among.length}
        each={44}
        selected={chosen === null ? -1 : among.indexOf(chosen)}
        onSelect={(place) => (request.value = among[place] ?? null)}
        empty={t(W.noMatch)}
        row={(place) => <Row index={among[place] ?? 0} />}
      />
      {chosen !== null && <Inspector index={chosen} />}
    </div>
  );
}

function Row({ index }: { readonly index: number }) {
  const party = requests.parties[requests.party[index] as number];
  const moment = payload.moments[requests.moment[index] as number];
  const finds = requests.finds[index] as number;
  return (
    <span class="line">
      <span class="first">
        <span class="mono">{seconds(requests.at_ms[index] as number)}</span>
        <span class={`m-${moment?.[0]}`}>{moment && t(moment[1])}</span>
        <span class="party">{party && t(party.name)}</span>
        {finds > 0 && <b class="finds" title={t(W.onlyFinds)}>{`◆ ${finds}`}</b>}
        <span class="soft">{requests.status[index] || "–"}</span>
      </span>
      <span class="second mono">
        <b>{word(requests.method[index])}</b>{" "}
        <bdi>
          {word(requests.host[index])}
          {requests.path[index]}
        </bdi>
      </span>
    </span>
  );
}

function close(): void {
  request.value = null;
  document.getElementById("requests")?.focus();
}

function Inspector({ index }: { readonly index: number }) {
  void complete.value;
  const found = detail(index);
  return (
    <section
      class="inspector"
      aria-labelledby="request-title"
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        close();
      }}
    >
      <div class="bar">
        <h4 id="request-title">
          {t(W.request)} {index + 1}
        </h4>
        <button type="button" onClick={close}>
          {t(W.close)}
        </button>
      </div>
      <p class="mono address">
        <b>{word(requests.method[index])}</b> <bdi>{address(index)}</bdi>
      </p>
      {found ? <Held index={index} found={found} /> : <p class="soft">{t(W.loading)}</p>}
    </section>
  );
}

function Held({ index, found }: { readonly index: number; readonly found: NonNullable<ReturnType<typeof detail>> }) {
  const { told, headers } = found;
  const party = requests.parties[requests.party[index] as number];
  const moment = payload.moments[requests.moment[index] as number];
  const status = requests.status[index];
  return (
    <>
      <dl class="facts">
        <div>
          <dt>{t(W.time)}</dt>
          <dd>
            {seconds(requests.at_ms[index] as number)}
            {told.ended_ms !== undefined && ` – ${seconds(told.ended_ms)}`}
          </dd>
        </div>
        <div>
          <dt>{t(W.stage)}</dt>
          <dd class={`m-${moment?.[0]}`}>{moment && t(moment[1])}</dd>
        </div>
        <div>
          <dt>{t(W.receivedBy)}</dt>
          <dd>{party && t(party.name)}</dd>
        </div>
        <div>
          <dt>{t(W.status)}</dt>
          <dd>
            {status || told.aborted || t(W.noAnswer)} {told.version} {told.synthetic && <span class="soft">({t(W.sinkhole)})</span>}
          </dd>
        </div>
        <div>
          <dt>{t(W.size)}</dt>
          <dd>
            {requests.size[index]} / {told.answer_size ?? 0} B
          </dd>
        </div>
        <div>
          <dt>id</dt>
          <dd class="mono">
            <bdi>{told.id}</bdi>
          </dd>
        </div>
      </dl>
      {told.href && (
        <p>
          <a href={told.href}>{t(W.wholeFile)}</a>
        </p>
      )}
      {told.left_out && <p class="notice">{t(W.detailLeftOut)}</p>}
      {told.finds && (
        <>
          <h5>
            {t(W.values)} ({told.finds.length + (told.more_finds ?? 0)})
          </h5>
          {told.finds.map((find, place) => (
            <Chain key={place} find={find} />
          ))}
        </>
      )}
      {told.body && (
        <>
          <h5>
            {t(W.body)} {told.body_truncated && <span class="soft">({t(W.truncated)})</span>}
          </h5>
          <Wire segments={told.body} label={t(W.body)} />
        </>
      )}
      {told.messages && (
        <>
          <h5>{t(W.messages)}</h5>
          {told.messages.map((message, place) => (
            <div key={place}>
              <p>
                {seconds(message.at_ms)} {t(message.from_client ? W.fromApp : W.toApp)} {message.size} B
              </p>
              <Wire segments={message.segments} label={`${t(W.messages)} ${place + 1}`} />
            </div>
          ))}
          {told.more_messages ? (
            <p class="soft">
              {told.more_messages} {t(W.more)}
            </p>
          ) : null}
        </>
      )}
      {told.headers && <Headers title={t(W.headers)} lines={told.headers.map((place) => headers[place])} />}
      {told.answer && <Headers title={t(W.answer)} lines={told.answer.map((place) => headers[place])} />}
    </>
  );
}

function Headers({ title, lines }: { readonly title: string; readonly lines: readonly (readonly [string, string] | undefined)[] }) {
  return (
    <>
      <h5>{title}</h5>
      <dl class="headers mono">
        {lines.map((line, place) => (
          <div key={place}>
            <dt>{line?.[0]}</dt>
            <dd>
              <bdi>{line?.[1]}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}
