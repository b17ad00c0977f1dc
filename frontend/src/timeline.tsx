// The time line: lives with the consent boundary, watches, screens, actions, prompts, requests by receiver.
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Mark } from "./contract";
import { lowerBound, ownerOf, payload, seconds } from "./data";
import { currentScreen, goTo, range, said, setRange, whole, zoom, type Range } from "./state";
import { t, W, type Text } from "./words";

const OWNERS = ["operator", "vendor", "unknown"] as const;
const LANES: readonly { readonly name: Text; readonly y: number; readonly height: number }[] = [
  { name: W.watches, y: 46, height: 12 },
  { name: W.screens, y: 64, height: 14 },
  { name: W.actions, y: 84, height: 18 },
  { name: W.prompts, y: 106, height: 18 },
  { name: W.operator, y: 130, height: 18 },
  { name: W.vendor, y: 152, height: 18 },
  { name: W.unknown, y: 174, height: 18 },
  { name: W.refused, y: 196, height: 12 },
];
const TOP = 24;
const BOTTOM = 212;
const HEIGHT = 232;
const BIN = 4;
const STEPS = [100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 3e4, 6e4, 12e4, 3e5, 6e5, 18e5, 36e5, 72e5, 864e5];
const CLICK_PX = 4;

interface Scale {
  readonly x: (at: number) => number;
  readonly seen: Range;
  readonly left: number;
  readonly right: number;
}

export function Timeline({ fixed }: { readonly fixed?: number }) {
  const box = useRef<HTMLDivElement>(null);
  const [measured, setMeasured] = useState(fixed ?? 900);
  useLayoutEffect(() => {
    const node = box.current;
    if (!node || fixed) return undefined;
    const watcher = new ResizeObserver(() => node.clientWidth && setMeasured(node.clientWidth));
    watcher.observe(node);
    return () => watcher.disconnect();
  }, [fixed]);

  const width = Math.max(280, fixed ?? measured);
  const left = width < 500 ? 58 : 88;
  const right = width - 10;
  const seen = fixed ? whole : zoom.value;
  const x = (at: number): number =>
    left + ((right - left) * (Math.max(seen.start, Math.min(seen.end, at)) - seen.start)) / Math.max(1, seen.end - seen.start);
  const scale: Scale = { x, seen, left, right };
  return (
    <div class="timeline" ref={box}>
      <svg width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} aria-hidden="true">
        <Ground scale={scale} />
        <Axis scale={scale} />
        {LANES.map((lane) => (
          <text key={lane.y} class="lane" x={0} y={lane.y + lane.height - 4}>
            {t(lane.name)}
          </text>
        ))}
        <Watches scale={scale} />
        <Screens scale={scale} />
        <Marks scale={scale} />
        <Requests scale={scale} />
        <Refused scale={scale} />
        {!fixed && <Chosen scale={scale} />}
      </svg>
      {!fixed && <Controls scale={scale} />}
    </div>
  );
}

const overlaps = (start: number, end: number, seen: Range): boolean => end >= seen.start && start <= seen.end;

function Ground({ scale: { x, seen } }: { scale: Scale }) {
  return (
    <>
      {payload.lives.filter((life) => overlaps(life.began_ms, life.ended_ms, seen)).map((life, index) => {
        const from = x(life.began_ms);
        const to = Math.max(from + 1, x(life.ended_ms));
        const choice = life.decided;
        const until = choice ? choice[0] : life.ended_ms;
        return (
          <g key={index}>
            <rect class="life" x={from} y={TOP} width={to - from} height={16} rx={3} />
            <text class="inlife" x={from + 5} y={TOP + 12}>
              {fitting(`${index + 1}. ${t(life.title)}`, to - from - 8)}
            </text>
            {life.launched_ms !== undefined && until > life.launched_ms && (
              <rect class="before" x={x(life.launched_ms)} y={44} width={Math.max(0, x(until) - x(life.launched_ms))} height={BOTTOM - 44} />
            )}
            {life.launched_ms !== undefined && <path class="launch" d={`M${x(life.launched_ms)} 40V${BOTTOM}`} />}
            {choice && overlaps(choice[0], choice[1], seen) && (
              <>
                <rect class="boundary" x={x(choice[0])} y={44} width={Math.max(2, x(choice[1]) - x(choice[0]))} height={BOTTOM - 44} />
                <path class="choice" d={`M${x(choice[0])} 40V${BOTTOM}`}>
                  <title>{t(life.agrees ? W.tapAgree : W.tapRefuse)}</title>
                </path>
              </>
            )}
          </g>
        );
      })}
    </>
  );
}

/** As much of a text as fits into px, roughly: Chinese is as wide as high. */
function fitting(text: string, px: number): string {
  let width = 0;
  for (let index = 0; index < text.length; index++) {
    width += text.charCodeAt(index) > 0x2e80 ? 12 : 6.5;
    if (width > px) return index > 1 ? `${text.slice(0, index - 1)}…` : "";
  }
  return text;
}

function Axis({ scale: { x, seen } }: { scale: Scale }) {
  const most = Math.max(3, (x(seen.end) - x(seen.start)) / 80);
  const step = STEPS.find((one) => (seen.end - seen.start) / one <= most) ?? (seen.end - seen.start) / most;
  const ticks = [];
  for (let at = Math.ceil(seen.start / step) * step; at <= seen.end; at += step) ticks.push(at);
  return (
    <>
      {ticks.map((at) => (
        <g key={at}>
          <path class="grid" d={`M${x(at)} 42V${BOTTOM}`} />
          <text class="tick" x={x(at)} y={HEIGHT - 5} text-anchor="middle">
            {step < 1000 ? (at / 1000).toFixed(1) : Math.round(at / 1000)} s
          </text>
        </g>
      ))}
    </>
  );
}

function Watches({ scale: { x, seen } }: { scale: Scale }) {
  return (
    <>
      {payload.watches.filter((one) => overlaps(one.start_ms, one.end_ms, seen)).map((one) => (
        <rect
          key={one.start_ms}
          class={one.whole ? "watch" : "broken"}
          x={x(one.start_ms)}
          y={46}
          width={Math.max(2, x(one.end_ms) - x(one.start_ms))}
          height={12}
          rx={3}
        >
          <title>{t(one.text)}</title>
        </rect>
      ))}
    </>
  );
}

function Screens({ scale: { x, seen } }: { scale: Scale }) {
  const path = payload.screens
    .filter((one) => overlaps(one.at_ms, one.at_ms, seen))
    .map((one) => `M${x(one.at_ms).toFixed(1)} 64v14`)
    .join("");
  return <path class="seen" d={path} />;
}

function Marks({ scale: { x, seen } }: { scale: Scale }) {
  const shown: Mark[] = [];
  const taken = new Set<string>();
  for (const mark of payload.marks) {
    if (!overlaps(mark.at_ms, mark.at_ms, seen)) continue;
    const place = `${mark.kind}${Math.round(x(mark.at_ms) / 2)}`;
    if (taken.has(place)) continue;
    taken.add(place);
    shown.push(mark);
  }
  return (
    <>
      {shown.map((mark) => {
        const lower = mark.kind === "prompt" || mark.kind === "trouble" || mark.kind === "policy";
        const title = <title>{`${t(mark.text)}, ${seconds(mark.at_ms)}`}</title>;
        return lower ? (
          <path key={mark.event} class={`k-${mark.kind}`} d={`M${x(mark.at_ms)} 107l7 8l-7 8l-7 -8z`}>
            {title}
          </path>
        ) : (
          <circle key={mark.event} class={`k-${mark.kind}`} cx={x(mark.at_ms)} cy={93} r={mark.kind === "decision" ? 8 : 5}>
            {title}
          </circle>
        );
      })}
    </>
  );
}

/** Twenty thousand requests are some hundred columns: one path for each receiver and moment. */
function Requests({ scale: { x, seen, left, right } }: { scale: Scale }) {
  const paths = useMemo(() => {
    const times = payload.requests.at_ms;
    const columns = Math.max(1, Math.floor((right - left) / BIN));
    const kinds = payload.moments.length;
    const counts = new Uint32Array(OWNERS.length * columns * kinds);
    const high = new Uint32Array(OWNERS.length * columns);
    const to = lowerBound(times, seen.end + 0.05);
    for (let index = lowerBound(times, seen.start); index < to; index++) {
      const column = Math.min(columns - 1, Math.floor((x(times[index] as number) - left) / BIN));
      const lane = OWNERS.indexOf(ownerOf(index)) * columns + column;
      const place = lane * kinds + (payload.requests.moment[index] as number);
      counts[place] = (counts[place] as number) + 1;
      high[lane] = (high[lane] as number) + 1;
    }
    const most = Math.max(1, high.reduce((a, b) => Math.max(a, b), 1));
    const made: { readonly kind: string; readonly d: string }[] = [];
    for (let kind = 0; kind < kinds; kind++) {
      let d = "";
      for (let owner = 0; owner < OWNERS.length; owner++) {
        const bottom = 148 + owner * 22;
        for (let column = 0; column < columns; column++) {
          const lane = owner * columns + column;
          const count = counts[lane * kinds + kind] as number;
          if (!count) continue;
          let below = 0;
          for (let other = 0; other < kind; other++) below += counts[lane * kinds + other] as number;
          const unit = (17 * Math.max(0.35, Math.sqrt((high[lane] as number) / most))) / (high[lane] as number);
          d += `M${left + column * BIN} ${(bottom - below * unit).toFixed(1)}h${BIN - 1}v${(-count * unit).toFixed(1)}h${1 - BIN}z`;
        }
      }
      made.push({ kind: payload.moments[kind]?.[0] ?? "", d });
    }
    return made;
  }, [seen.start, seen.end, left, right]);
  return (
    <>
      {paths.map(({ kind, d }) => d && <path key={kind} class={`f-${kind}`} d={d} />)}
    </>
  );
}

function Refused({ scale: { x, seen } }: { scale: Scale }) {
  const d = payload.refused
    .filter((one) => overlaps(one.at_ms, one.at_ms, seen))
    .map((one) => `M${(x(one.at_ms) - 5).toFixed(1)} 207l5 -10l5 10z`)
    .join("");
  return <path class="k-trouble" d={d} />;
}

function Chosen({ scale: { x, seen } }: { scale: Scale }) {
  const chosen = range.value;
  const now = currentScreen.value;
  return (
    <>
      {chosen && overlaps(chosen.start, chosen.end, seen) && (
        <rect class="range" x={x(chosen.start)} y={20} width={Math.max(2, x(chosen.end) - x(chosen.start))} height={BOTTOM - 20} />
      )}
      {now && overlaps(now.at_ms, now.at_ms, seen) && <path class="now" d={`M${x(now.at_ms)} 18V${BOTTOM}`} />}
    </>
  );
}

function Controls({ scale }: { scale: Scale }) {
  const { x, seen, left, right } = scale;
  const pressed = useRef<{ readonly at: number; readonly px: number } | null>(null);
  const time = (event: PointerEvent): number => {
    const px = event.clientX - (event.currentTarget as HTMLElement).getBoundingClientRect().left;
    return seen.start + ((seen.end - seen.start) * Math.max(0, Math.min(px, right - left))) / Math.max(1, right - left);
  };
  const chosen = range.value;
  const step = (seen.end - seen.start) / 100;
  const move = (key: string, value: number, shift: boolean): number | null => {
    const by = shift ? step * 10 : step;
    if (key === "ArrowLeft" || key === "ArrowDown") return value - by;
    if (key === "ArrowRight" || key === "ArrowUp") return value + by;
    if (key === "PageDown") return value - step * 10;
    if (key === "PageUp") return value + step * 10;
    if (key === "Home") return whole.start;
    if (key === "End") return whole.end;
    return null;
  };
  const handle = (end: boolean) => {
    const value = chosen ? (end ? chosen.end : chosen.start) : end ? seen.end : seen.start;
    return (
      <div
        class={`handle ${end ? "end" : "start"}${chosen ? " set" : ""}`}
        role="slider"
        tabIndex={0}
        aria-label={t(end ? W.rangeEnd : W.rangeStart)}
        aria-valuemin={Math.round(whole.start)}
        aria-valuemax={Math.round(whole.end)}
        aria-valuenow={Math.round(value)}
        aria-valuetext={seconds(value)}
        style={{ left: `${x(value)}px` }}
        onKeyDown={(event) => {
          const next = move(event.key, value, event.shiftKey);
          if (next === null) return;
          event.preventDefault();
          const other = chosen ? (end ? chosen.start : chosen.end) : end ? seen.start : seen.end;
          const kept = Math.max(whole.start, Math.min(whole.end, next));
          setRange(end ? { start: Math.min(other, kept), end: kept } : { start: kept, end: Math.max(other, kept) });
        }}
      />
    );
  };
  const now = currentScreen.value?.at_ms ?? whole.start;
  return (
    <>
      <div
        class="plot"
        style={{ left: `${left}px`, width: `${right - left}px` }}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          pressed.current = { at: time(event), px: event.clientX };
        }}
        onPointerMove={(event) => {
          const from = pressed.current;
          if (!from || Math.abs(event.clientX - from.px) < CLICK_PX) return;
          const to = time(event);
          setRange({ start: Math.min(from.at, to), end: Math.max(from.at, to) });
        }}
        onPointerUp={(event) => {
          const from = pressed.current;
          pressed.current = null;
          if (!from) return;
          if (Math.abs(event.clientX - from.px) < CLICK_PX) goTo(from.at);
          else announce();
        }}
        onPointerCancel={() => (pressed.current = null)}
      />
      {handle(false)}
      {handle(true)}
      <div
        class="handle now"
        role="slider"
        tabIndex={0}
        aria-label={t(W.moment)}
        aria-valuemin={Math.round(whole.start)}
        aria-valuemax={Math.round(whole.end)}
        aria-valuenow={Math.round(now)}
        aria-valuetext={`${seconds(now)}, ${t(W.screen)} ${currentScreen.value?.number ?? "–"}`}
        style={{ left: `${x(now)}px` }}
        onKeyDown={(event) => {
          const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
          if (by === undefined) return;
          event.preventDefault();
          const next = payload.screens.filter((one) => (by > 0 ? one.at_ms > now : one.at_ms < now)).at(by > 0 ? 0 : -1);
          if (next) goTo(next.at_ms);
        }}
      />
    </>
  );
}

export function announce(): void {
  const chosen = range.value;
  said.value = chosen
    ? `${t(W.range)} ${seconds(chosen.start)} – ${seconds(chosen.end)}`
    : `${t(W.range)}: ${t(W.whole)}`;
}
