// The film strip, and the chosen screen with its UI tree.
import { useMemo, useState } from "preact/hooks";
import type { BoxPx, Screen, TreeNode } from "./contract";
import { complete, payload, seconds, tree as treeOf } from "./data";
import { Shot, placed, sizeOf } from "./picture";
import { Player } from "./player";
import { chooseScreen, currentScreen, enlarged, marks, nodeIndex, screenIndex, screens } from "./state";
import { Virtual } from "./virtual";
import { t, W } from "./words";

export function Film() {
  const among = screens.value;
  return (
    <section class="film" aria-label={t(W.film)}>
      <Virtual
        id="film"
        label={t(W.film)}
        across
        count={among.length}
        each={92}
        selected={among.indexOf(screenIndex.value)}
        onSelect={(place) => chooseScreen(among[place] ?? 0)}
        empty={t(W.noScreens)}
        row={(place) => {
          const screen = payload.screens[among[place] ?? 0];
          return (
            <>
              <Shot screen={screen} label="" />
              <span class="caption">
                <span class="hidden">{t(W.screen)}</span> {screen?.number} · {seconds(screen?.at_ms ?? 0)}
              </span>
            </>
          );
        }}
      />
    </section>
  );
}

export const nameOf = (screen: Screen | undefined): string =>
  screen ? `${t(W.screen)} ${screen.number}, ${seconds(screen.at_ms)}${screen.stable ? "" : `, ${t(W.unstable)}`}` : "";

export function Viewer() {
  const screen = currentScreen.value;
  const nodes = screen?.tree === undefined ? undefined : treeOf(screen.tree)?.nodes;
  void complete.value;
  const node = nodes?.[nodeIndex.value ?? -1];
  const [width, height] = screen ? sizeOf(screen) : [1, 1];
  const taps = screen ? payload.marks.filter((mark) => mark.screen === screen.number && mark.point) : [];
  const line = Math.max(2, width / 200);

  const point = (event: MouseEvent) => {
    const frame = event.currentTarget as HTMLElement;
    const area = frame.querySelector("img, .blank")?.getBoundingClientRect();
    if (!area || !nodes) return;
    const x = ((event.clientX - area.left) / area.width) * width;
    const y = ((event.clientY - area.top) / area.height) * height;
    const found = deepest(nodes, x, y);
    if (found >= 0) nodeIndex.value = found;
  };

  const box = node && placed(node[5], width, height);
  return (
    <section class="viewer" aria-labelledby="viewer-title">
      <div class="bar">
        <h3 id="viewer-title">{screen ? nameOf(screen) : t(W.noScreens)}</h3>
        {screen && (
          <button type="button" onClick={() => (enlarged.value = { screen: screen.number, label: nameOf(screen) })}>
            {t(W.enlarge)}
          </button>
        )}
      </div>
      {screen && (
        <p class="soft mono activity">
          <bdi>
            {screen.package} {screen.activity}
          </bdi>
        </p>
      )}
      {screen && (
        // The tree beside it is the same thing for the keyboard.
        <div class="frame" onClick={point}>
          <Shot screen={screen} label={nameOf(screen)}>
            {taps.map((tap) => (
              <g class={`finger k-${tap.kind}`} key={tap.event}>
                <title>{t(tap.text)}</title>
                <circle cx={tap.point?.[0]} cy={tap.point?.[1]} r={width / 24} stroke-width={line * 1.5} />
                <circle class="tip" cx={tap.point?.[0]} cy={tap.point?.[1]} r={width / 90} />
              </g>
            ))}
            {box && <rect class="node" x={box[0]} y={box[1]} width={box[2]} height={box[3]} stroke-width={line} />}
          </Shot>
        </div>
      )}
      <Player />
      {taps.length > 0 && (
        <ul class="taps">
          {taps.slice(0, 6).map((tap) => (
            <li key={tap.event}>
              <span class={`dot k-${tap.kind}`} /> <bdi>{t(tap.text)}</bdi> <span class="soft">{seconds(tap.at_ms)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** The smallest visible node at a point; of equal ones the one drawn last. */
function deepest(nodes: readonly TreeNode[], x: number, y: number): number {
  let found = -1;
  let least = Infinity;
  nodes.forEach((node, index) => {
    const [x1, y1, x2, y2] = node[5] as BoxPx;
    const area = (x2 - x1) * (y2 - y1);
    if (!(node[6] & HIDDEN) && x >= x1 && x < x2 && y >= y1 && y < y2 && area <= least) {
      found = index;
      least = area;
    }
  });
  return found;
}

const HIDDEN = 16;
const FLAGS: readonly (readonly [number, string])[] = [
  [1, "clickable"],
  [2, "checkable"],
  [4, "checked"],
  [8, "disabled"],
  [HIDDEN, "invisible"],
  [32, "scrollable"],
  [64, "selected"],
  [128, "focused"],
];

export function TreePane() {
  const screen = currentScreen.value;
  void complete.value;
  const tree = screen?.tree === undefined ? null : treeOf(screen.tree);
  const [folded, setFolded] = useState<{ readonly of: unknown; readonly nodes: ReadonlySet<number> }>({ of: null, nodes: new Set() });
  const [words, setWords] = useState("");
  const closed = folded.of === tree ? folded.nodes : new Set<number>();
  const rows = useMemo(() => (tree ? shownRows(tree.nodes, closed, words) : []), [tree, folded, words]);
  const fold = (index: number, close: boolean) => {
    const nodes = new Set(closed);
    if (close) nodes.add(index);
    else nodes.delete(index);
    setFolded({ of: tree, nodes });
  };
  const place = rows.indexOf(nodeIndex.value ?? -1);
  const chosen = tree?.nodes[nodeIndex.value ?? -1];
  return (
    <section class="tree" aria-labelledby="tree-title">
      <div class="bar">
        <h3 id="tree-title">{t(W.tree)}</h3>
        <input
          type="search"
          aria-label={t(W.treeFilter)}
          placeholder={t(W.treeFilter)}
          value={words}
          onInput={(event) => setWords(event.currentTarget.value)}
        />
      </div>
      <Virtual
        id="tree"
        label={t(W.tree)}
        role="tree"
        count={rows.length}
        each={24}
        selected={place}
        onSelect={(row) => (nodeIndex.value = rows[row] ?? null)}
        empty={tree ? t(W.noMatch) : t(W.noTree)}
        onKey={(event) => {
          const index = nodeIndex.value;
          if (index === null || !tree || (event.key !== "ArrowRight" && event.key !== "ArrowLeft")) return false;
          event.preventDefault();
          const children = hasChildren(tree.nodes, index);
          if (event.key === "ArrowRight") {
            if (children && closed.has(index)) fold(index, false);
            else if (children) nodeIndex.value = index + 1;
          } else if (children && !closed.has(index)) fold(index, true);
          else nodeIndex.value = parentOf(tree.nodes, index);
          return true;
        }}
        rowProps={(row) => {
          const index = rows[row] ?? 0;
          const node = tree?.nodes[index];
          return {
            "aria-level": (node?.[0] ?? 0) + 1,
            "aria-expanded": tree && hasChildren(tree.nodes, index) ? !closed.has(index) : undefined,
          };
        }}
        row={(row) => {
          const index = rows[row] ?? 0;
          const node = tree?.nodes[index];
          if (!tree || !node) return null;
          const children = hasChildren(tree.nodes, index);
          return (
            <span class={`node${node[6] & HIDDEN ? " soft" : ""}`} style={{ paddingInlineStart: `${Math.min(node[0], 24) * 12}px` }}>
              <span
                class="fold"
                aria-hidden="true"
                onClick={(event) => {
                  if (!children) return;
                  event.stopPropagation();
                  fold(index, !closed.has(index));
                }}
              >
                {children ? (closed.has(index) ? "▸" : "▾") : ""}
              </span>
              <b>{node[1].split(".").pop()}</b> {(node[2] || node[3]) && <bdi>“{node[2] || node[3]}”</bdi>}{" "}
              {node[4] && <span class="soft">#{node[4].split("/").pop()}</span>}
            </span>
          );
        }}
      />
      {tree && tree.more > 0 && (
        <p class="soft">
          {tree.more} {t(W.more)}
        </p>
      )}
      {chosen && (
        <dl class="nodefacts" aria-label={t(W.node)}>
          <Line name="class" value={chosen[1]} />
          <Line name="text" value={chosen[2]} />
          <Line name="description" value={chosen[3]} />
          <Line name="id" value={chosen[4]} />
          <Line name="bounds" value={`[${chosen[5].join(", ")}]`} />
          <Line name="state" value={FLAGS.filter(([bit]) => chosen[6] & bit).map(([, name]) => name).join(", ")} />
        </dl>
      )}
    </section>
  );
}

function Line({ name, value }: { readonly name: string; readonly value: string }) {
  if (!value) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd class="mono">
        <bdi>{value}</bdi>
      </dd>
    </div>
  );
}

const hasChildren = (nodes: readonly TreeNode[], index: number): boolean =>
  (nodes[index + 1]?.[0] ?? 0) > (nodes[index]?.[0] ?? 0);

function parentOf(nodes: readonly TreeNode[], index: number): number {
  const depth = nodes[index]?.[0] ?? 0;
  for (let above = index - 1; above >= 0; above--) if ((nodes[above]?.[0] ?? 0) < depth) return above;
  return index;
}

function shownRows(nodes: readonly TreeNode[], closed: ReadonlySet<number>, words: string): number[] {
  const wanted = words.trim().toLowerCase();
  const rows: number[] = [];
  let hiddenBelow = Infinity;
  nodes.forEach((node, index) => {
    if (wanted) {
      if (`${node[1]} ${node[2]} ${node[3]} ${node[4]}`.toLowerCase().includes(wanted)) rows.push(index);
      return;
    }
    if (node[0] > hiddenBelow) return;
    hiddenBelow = closed.has(index) ? node[0] : Infinity;
    rows.push(index);
  });
  return rows;
}

export function Happenings() {
  const among = marks.value;
  return (
    <Virtual
      id="marks"
      label={t(W.happenings)}
      count={among.length}
      each={30}
      selected={-1}
      onSelect={(place) => {
        const mark = among[place];
        const index = payload.screens.findIndex((one) => one.number === mark?.screen);
        if (index >= 0) chooseScreen(index);
      }}
      empty={t(W.noMatch)}
      row={(place) => {
        const mark = among[place];
        return (
          mark && (
            <span class="happening">
              <span class="mono">{seconds(mark.at_ms)}</span> <span class={`dot k-${mark.kind}`} /> <bdi>{t(mark.text)}</bdi>{" "}
              <span class="soft">#{mark.event}</span>
            </span>
          )
        );
      }}
    />
  );
}
