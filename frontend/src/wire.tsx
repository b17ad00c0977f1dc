// Bytes of messages with the hit marked, and the decodings that lead to it.
import type { Find, Segment } from "./contract";
import { t, W } from "./words";

const HIT = 1;
const CUT = 2;

export function Wire({ segments, label }: { readonly segments: readonly Segment[]; readonly label: string }) {
  return (
    <pre class="wire" tabIndex={0} role="group" aria-label={label}>
      {segments.map(([text, flags], index) => (
        <span key={index}>
          {flags & CUT ? <span class="soft">…</span> : null}
          {flags & HIT ? <mark>{text}</mark> : text}
        </span>
      ))}
    </pre>
  );
}

const Span = ({ span, size }: { readonly span: readonly [number, number]; readonly size: number }) => (
  <span class="soft">
    {t(W.bytes)} {span[0]}–{span[1]} {t(W.of)} {size}
  </span>
);

export function Chain({ find }: { readonly find: Find }) {
  return (
    <ol class="chain">
      <li>
        <p>
          {find.kind && <b class="kind">{find.kind}</b>} {t(W.asSent)} · {t(find.place)} {find.range && <Span span={find.range} size={find.size} />}
        </p>
        <Wire segments={find.sent} label={t(W.asSent)} />
      </li>
      {find.steps.map((step, index) => (
        <li key={index}>
          <p>
            {step.links.map((link) => t(link)).join(" → ")} <Span span={step.span} size={step.size} />
          </p>
          <Wire segments={step.segments} label={step.links.map((link) => t(link)).join(" → ")} />
        </li>
      ))}
    </ol>
  );
}
