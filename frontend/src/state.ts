// What the reader has chosen. Everything shown follows from these signals and the payload.
import { computed, signal } from "@preact/signals";
import { lowerBound, payload } from "./data";

export type View = "findings" | "travel" | "search" | "recording";
export type Theme = "auto" | "light" | "dark";
export interface Range {
  readonly start: number;
  readonly end: number;
}

export const language = signal<"zh" | "en">((navigator.language || "zh").startsWith("zh") ? "zh" : "en");
export const theme = signal<Theme>("auto");
export const view = signal<View>("findings");
export const range = signal<Range | null>(null);
export const said = signal("");

const first = Math.min(0, payload.screens[0]?.at_ms ?? 0, payload.requests.at_ms[0] ?? 0);
const last = Math.max(1, payload.head.length_ms, payload.requests.at_ms.at(-1) ?? 0, payload.screens.at(-1)?.at_ms ?? 0);
export const whole: Range = { start: first, end: last };
export const zoom = signal<Range>(whole);

export const screenIndex = signal(0);
export const nodeIndex = signal<number | null>(null);
export const request = signal<number | null>(null);
export const enlarged = signal<{ screen: number; box?: readonly number[]; point?: readonly number[]; label: string } | null>(null);

const inside = (at: number, within: Range | null): boolean => !within || (at >= within.start && at <= within.end);

/** Places in `payload.screens` of those within the range. */
export const screens = computed(() => {
  const found: number[] = [];
  payload.screens.forEach((one, index) => inside(one.at_ms, range.value) && found.push(index));
  return found;
});

/** First and last (exclusive) request within the range: requests are in order of time. */
export const requestSpan = computed((): readonly [number, number] => {
  const times = payload.requests.at_ms;
  const within = range.value;
  return within ? [lowerBound(times, within.start), lowerBound(times, within.end + 0.05)] : [0, times.length];
});

export const marks = computed(() => payload.marks.filter((one) => inside(one.at_ms, range.value)));

/** Findings whose evidence lies within the range; one that points at no time belongs to the whole recording. */
export const cards = computed(() =>
  payload.cards.filter((card) => !range.value || card.times.some((at) => inside(at, range.value))),
);

export const currentScreen = computed(() => payload.screens[screenIndex.value]);

export const chooseScreen = (index: number): void => {
  if (index === screenIndex.value) return;
  screenIndex.value = index;
  nodeIndex.value = null;
};

/** The screen that was seen at a moment: the last one taken until then. */
export const goTo = (at: number): void => {
  const among = screens.value;
  let found = among[0];
  for (const index of among) if ((payload.screens[index]?.at_ms ?? 0) <= at + 1) found = index;
  if (found !== undefined) chooseScreen(found);
};

export const setRange = (chosen: Range | null): void => {
  range.value = chosen && { start: Math.max(whole.start, chosen.start), end: Math.min(whole.end, chosen.end) };
  const among = screens.value;
  if (among.length && !among.includes(screenIndex.value)) chooseScreen(among[0] ?? 0);
};

export const showScreen = (number: number): void => {
  const index = payload.screens.findIndex((one) => one.number === number);
  if (index < 0) return;
  if (!inside(payload.screens[index]?.at_ms ?? 0, range.value)) range.value = null;
  chooseScreen(index);
  view.value = "travel";
};

export const showRequest = (index: number): void => {
  if (!inside(payload.requests.at_ms[index] ?? 0, range.value)) range.value = null;
  request.value = index;
  view.value = "travel";
};
