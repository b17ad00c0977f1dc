// A list of which only the rows in sight are in the document; all rows are equally long.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

interface Props {
  readonly id: string;
  readonly label: string;
  readonly count: number;
  /** px of one row along the list. */
  readonly each: number;
  readonly across?: boolean;
  readonly role?: "listbox" | "tree";
  readonly selected: number;
  readonly onSelect: (index: number) => void;
  readonly row: (index: number) => ComponentChildren;
  readonly rowProps?: (index: number) => JSX.HTMLAttributes<HTMLDivElement>;
  readonly onKey?: (event: KeyboardEvent) => boolean;
  readonly empty: string;
}

const BEYOND = 6;
const PAGE = 10;

export function Virtual(props: Props) {
  const { id, label, count, each, across, selected, onSelect, row, rowProps, onKey, empty, role = "listbox" } = props;
  const box = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(0);
  const [length, setLength] = useState(600);

  useLayoutEffect(() => {
    const node = box.current;
    if (!node) return undefined;
    const measure = () => setLength(across ? node.clientWidth : node.clientHeight);
    measure();
    const watcher = new ResizeObserver(measure);
    watcher.observe(node);
    return () => watcher.disconnect();
  }, [across]);

  // What is chosen elsewhere comes into sight here.
  useEffect(() => {
    const node = box.current;
    if (!node || selected < 0) return;
    const [from, to] = [selected * each, (selected + 1) * each];
    const seen = across ? node.scrollLeft : node.scrollTop;
    const size = across ? node.clientWidth : node.clientHeight;
    if (from >= seen && to <= seen + size) return;
    const target = from < seen ? from : to - size;
    node.scrollTo(across ? { left: target } : { top: target });
  }, [selected, count, each, across]);

  const first = Math.max(0, Math.floor(at / each) - BEYOND);
  const last = Math.min(count, Math.ceil((at + length) / each) + BEYOND);
  const [back, forth] = across ? ["ArrowLeft", "ArrowRight"] : ["ArrowUp", "ArrowDown"];

  const keyed = (event: KeyboardEvent) => {
    if (onKey?.(event) || !count) return;
    const steps: Record<string, number> = {
      [back as string]: selected - 1,
      [forth as string]: selected + 1,
      PageUp: selected - PAGE,
      PageDown: selected + PAGE,
      Home: 0,
      End: count - 1,
    };
    const wanted = steps[event.key];
    if (wanted === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    onSelect(Math.max(0, Math.min(count - 1, wanted)));
  };

  const rows = [];
  for (let index = first; index < last; index++) {
    const chosen = index === selected;
    rows.push(
      <div
        key={index}
        id={`${id}-${index}`}
        role={role === "tree" ? "treeitem" : "option"}
        class={`row${chosen ? " chosen" : ""}`}
        aria-selected={chosen}
        aria-setsize={count}
        aria-posinset={index + 1}
        style={across ? { left: `${index * each}px`, width: `${each}px` } : { top: `${index * each}px`, height: `${each}px` }}
        onClick={() => onSelect(index)}
        {...rowProps?.(index)}
      >
        {row(index)}
      </div>,
    );
  }
  const active = selected >= first && selected < last ? `${id}-${selected}` : undefined;
  return (
    <div
      id={id}
      ref={box}
      class={`virtual ${across ? "across" : "down"}`}
      role={count ? role : "group"}
      tabIndex={0}
      aria-label={label}
      aria-activedescendant={count ? active : undefined}
      aria-orientation={count && role === "listbox" ? (across ? "horizontal" : "vertical") : undefined}
      onKeyDown={keyed}
      onScroll={(event) => setAt(across ? event.currentTarget.scrollLeft : event.currentTarget.scrollTop)}
    >
      {count ? (
        <div role="presentation" class="spacer" style={across ? { width: `${count * each}px` } : { height: `${count * each}px` }}>
          {rows}
        </div>
      ) : (
        <p class="soft empty">{empty}</p>
      )}
    </div>
  );
}
