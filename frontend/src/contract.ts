// Written by `python -m reports.page.typescript` from reports/page/contract.py; do not edit.

export type BoxPx = readonly [number, number, number, number];

export type Segment = readonly [string, number];

export type TreeNode = readonly [number, string, string, string, string, BoxPx, number];

export type Verdict = "violation" | "inconclusive" | "review" | "pass" | "not_observed" | "not_applicable";

export type Owner = "operator" | "vendor" | "unknown";

export type MarkKind = "tap" | "decision" | "prompt" | "policy" | "trouble";

export type Moment = "not_launched" | "before_consent" | "at_boundary" | "after_agree" | "after_refuse" | "";

export interface Said {
  zh: string;
  en: string;
}

export interface Fact {
  name: Said;
  value: string;
}

export interface Head {
  app: string;
  verdict: Verdict;
  headline: Said;
  counts: readonly (readonly [Verdict, number])[];
  rejected: number;
  judged: readonly (readonly [Verdict, number])[];
  facts: readonly Fact[];
  about: readonly Fact[];
  notices: readonly Said[];
  values_shown: boolean;
  length_ms: number;
}

export interface Step {
  links: readonly Said[];
  segments: readonly Segment[];
  span: readonly [number, number];
  size: number;
}

export interface Find {
  kind: string;
  place: Said;
  range?: readonly [number, number];
  size: number;
  sent: readonly Segment[];
  steps: readonly Step[];
}

export interface Exhibit {
  label: Said;
  caption: Said;
  at_ms?: number;
  screen?: number;
  box?: BoxPx;
  point?: readonly [number, number];
  request?: number;
  address?: string;
  receiver?: Said;
  find?: Find;
  quote?: string;
}

export interface Threshold {
  id: string;
  value: string;
  basis: Said;
  source: string;
}

export interface Review {
  state: "" | "open" | "confirmed" | "rejected";
  account: readonly Said[];
  history: readonly Said[];
}

export interface Again {
  mark: "confirmed" | "not_confirmed" | "not_retried";
  text: Said;
}

export interface Card {
  number: number;
  rule: string;
  title: Said;
  instrument: string;
  instrument_title: Said;
  ref: string;
  law_zh: string;
  law_en: string;
  verdict: Verdict;
  informative: boolean;
  message: Said;
  reason?: Said;
  thresholds: readonly Threshold[];
  measures: readonly (readonly [string, string])[];
  detector: string;
  fingerprint: string;
  exhibits: readonly Exhibit[];
  more_exhibits: number;
  steps: readonly Said[];
  times: readonly number[];
  again?: Again;
  review?: Review;
}

export interface Life {
  title: Said;
  began_ms: number;
  ended_ms: number;
  launched_ms?: number;
  decided?: readonly [number, number];
  agrees: boolean;
}

export interface Mark {
  at_ms: number;
  kind: MarkKind;
  text: Said;
  event: number;
  screen?: number;
  point?: readonly [number, number];
  box?: BoxPx;
}

export interface Watch {
  start_ms: number;
  end_ms: number;
  whole: boolean;
  text: Said;
}

export interface Screen {
  number: number;
  at_ms: number;
  stable: boolean;
  package: string;
  activity: string;
  width: number;
  height: number;
  picture?: number;
  tree?: number;
}

export interface Picture {
  width: number;
  height: number;
  href?: string;
}

export interface Closeup {
  screen: number;
  box: BoxPx;
  region: BoxPx;
  picture: number;
}

export interface Tree {
  nodes: readonly TreeNode[];
  more: number;
}

export interface Party {
  owner: Owner;
  name: Said;
}

export interface Requests {
  chunk: number;
  parties: readonly Party[];
  words: readonly string[];
  at_ms: readonly number[];
  moment: readonly number[];
  party: readonly number[];
  method: readonly number[];
  scheme: readonly number[];
  host: readonly number[];
  path: readonly string[];
  status: readonly number[];
  size: readonly number[];
  finds: readonly number[];
}

export interface MessageTold {
  at_ms: number;
  from_client: boolean;
  size: number;
  segments: readonly Segment[];
}

export interface Detail {
  id: string;
  ended_ms?: number;
  aborted?: string;
  version?: string;
  headers?: readonly number[];
  answer?: readonly number[];
  answer_size?: number;
  synthetic?: boolean;
  body?: readonly Segment[];
  body_truncated?: boolean;
  messages?: readonly MessageTold[];
  more_messages?: number;
  finds?: readonly Find[];
  more_finds?: number;
  left_out?: boolean;
  href?: string;
}

export interface Chunk {
  headers: readonly (readonly [string, string])[];
  requests: readonly Detail[];
}

export interface Refused {
  at_ms: number;
  host: string;
  reason: string;
}

export interface SearchNode {
  node: number;
  screen: number;
  depth: number;
}

export interface SearchEdge {
  source: number;
  target?: number;
  label: string;
  on_path: boolean;
}

export interface Search {
  at_ms: number;
  result: Said;
  facts: readonly Fact[];
  nodes: readonly SearchNode[];
  edges: readonly SearchEdge[];
  more_edges: number;
}

export interface Film {
  began_ms: number;
  ended_ms: number;
  width: number;
  height: number;
  places?: readonly string[];
  problem?: string;
}

export interface LeftOut {
  pictures: number;
  trees: number;
  contents: number;
  requests: number;
  marks: number;
}

export interface Payload {
  format: number;
  head: Head;
  verdicts: Readonly<Record<string, Said>>;
  moments: readonly (readonly [Moment, Said])[];
  cards: readonly Card[];
  lives: readonly Life[];
  marks: readonly Mark[];
  watches: readonly Watch[];
  screens: readonly Screen[];
  pictures: readonly Picture[];
  closeups: readonly Closeup[];
  requests: Requests;
  refused: readonly Refused[];
  searches: readonly Search[];
  left_out: LeftOut;
  films?: readonly Film[];
}
