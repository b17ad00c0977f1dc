// The payload, and the data blocks that are read when somebody looks at what they hold.
import { signal } from "@preact/signals";
import type { Chunk, Detail, Payload, Tree } from "./contract";

const textOf = (id: string): string | null => document.getElementById(id)?.textContent ?? null;

export const payload: Payload = JSON.parse(textOf("payload") ?? "null");

/** False while the browser still reads the blocks that follow the script. */
export const complete = signal(document.readyState !== "loading");
document.addEventListener("DOMContentLoaded", () => (complete.value = true));

const MOST_KEPT = 60;

/** Remembers the blocks that were read last. */
function kept<T>(prefix: string): (number: number) => T | null {
  const known = new Map<number, T>();
  return (number) => {
    let value = known.get(number);
    if (value === undefined) {
      const text = textOf(prefix + number);
      if (text === null) return null;
      value = JSON.parse(text) as T;
      if (known.size >= MOST_KEPT) known.delete(known.keys().next().value as number);
    }
    known.delete(number);
    known.set(number, value);
    return value;
  };
}

export const tree = kept<Tree>("t");
const chunk = kept<Chunk>("d");

/** What a request holds with its chunk's headers; null while the page is still being read. */
export function detail(index: number): { told: Detail; headers: Chunk["headers"] } | null {
  const block = chunk(Math.floor(index / payload.requests.chunk));
  const told = block?.requests[index % payload.requests.chunk];
  return block && told ? { told, headers: block.headers } : null;
}

const addresses = new Map<number, string>();

/** The address of a picture, or null when there is none (yet); made once, as a long address is slow to take. */
export function address(picture: number): string | null {
  const href = payload.pictures[picture]?.href;
  if (href) return href;
  let made = addresses.get(picture);
  if (made === undefined) {
    const data = textOf(`p${picture}`);
    if (data === null) return null;
    const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
    made = URL.createObjectURL(new Blob([bytes], { type: "image/webp" }));
    addresses.set(picture, made);
  }
  return made;
}

/** The first place whose time is not before `at`. */
export function lowerBound(times: readonly number[], at: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

const { requests } = payload;
export const ownerOf = (index: number): "operator" | "vendor" | "unknown" =>
  requests.parties[requests.party[index] as number]?.owner ?? "unknown";
export const momentOf = (index: number): string => payload.moments[requests.moment[index] as number]?.[0] ?? "";
export const word = (number: number | undefined): string => requests.words[number ?? -1] ?? "";
export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
