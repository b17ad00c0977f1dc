// The search for the policy as a graph: screens by depth, taps between them, the way that was found.
import type { Search, SearchEdge, SearchNode } from "./contract";
import { payload, seconds } from "./data";
import { Shot } from "./picture";
import { showScreen } from "./state";
import { t, W } from "./words";

const WIDE = 96;
const HIGH = 190;
const ACROSS = 210;
const DOWN = 214;

export function Searches() {
  return (
    <>
      {payload.searches.map((search, index) => (
        <Graph key={index} search={search} number={index + 1} />
      ))}
    </>
  );
}

interface Placed {
  readonly node: SearchNode;
  readonly x: number;
  readonly y: number;
}

/** A column for each depth; what the way goes through comes first. */
function layout(search: Search): ReadonlyMap<number, Placed> {
  const onWay = new Set(search.edges.flatMap((edge) => (edge.on_path ? [edge.source, edge.target] : [])));
  const rows = new Map<number, number>();
  const placed = new Map<number, Placed>();
  for (const node of search.nodes.toSorted((a, b) => Number(onWay.has(b.node)) - Number(onWay.has(a.node)) || a.node - b.node)) {
    const row = rows.get(node.depth) ?? 0;
    rows.set(node.depth, row + 1);
    placed.set(node.node, { node, x: 20 + node.depth * ACROSS, y: 16 + row * DOWN });
  }
  return placed;
}

function Graph({ search, number }: { readonly search: Search; readonly number: number }) {
  const placed = layout(search);
  const all = [...placed.values()];
  const width = Math.max(300, ...all.map((one) => one.x + WIDE + 60));
  const height = Math.max(200, ...all.map((one) => one.y + HIGH + 30));
  const way = search.edges.filter((edge) => edge.on_path);
  const nowhere = (node: number) => search.edges.filter((edge) => edge.source === node && edge.target === undefined).length;
  return (
    <section aria-labelledby={`search-${number}`}>
      <h2 id={`search-${number}`}>
        {t(W.search)} {number}{t(W.colon)}{t(search.result)}
      </h2>
      <dl class="facts">
        <div>
          <dt>{t(W.time)}</dt>
          <dd>{seconds(search.at_ms)}</dd>
        </div>
        {search.facts.map((fact) => (
          <div key={fact.name.en}>
            <dt>{t(fact.name)}</dt>
            <dd>{fact.value}</dd>
          </div>
        ))}
      </dl>
      {way.length > 0 && (
        <>
          <h3>{t(W.way)}</h3>
          <ol class="way">
            {way.map((edge, index) => (
              <li key={index}>
                <bdi>“{edge.label}”</bdi> {screenOf(placed, edge)}
              </li>
            ))}
          </ol>
        </>
      )}
      {search.nodes.length > 0 && (
        <>
          <h3>{t(W.graph)}</h3>
          <div class="graph scroll" tabIndex={0} role="group" aria-label={t(W.graph)}>
            <div class="canvas" style={{ width: `${width}px`, height: `${height}px` }}>
              <svg width={width} height={height} aria-hidden="true">
                {search.edges
                  .toSorted((a, b) => Number(a.on_path) - Number(b.on_path))
                  .map((edge, index) => (
                    <Edge key={index} edge={edge} placed={placed} />
                  ))}
              </svg>
              {all.map(({ node, x, y }) => {
                const screen = payload.screens.find((one) => one.number === node.screen);
                const lost = nowhere(node.node);
                return (
                  <button
                    type="button"
                    key={node.node}
                    class="station"
                    style={{ left: `${x}px`, top: `${y}px`, width: `${WIDE}px` }}
                    onClick={() => showScreen(node.screen)}
                  >
                    <span class="crop">
                      <Shot screen={screen} label="" />
                    </span>
                    <span class="caption">
                      {t(W.screen)} {node.screen}
                      {lost > 0 && (
                        <span class="soft">
                          {" "}
                          · {lost} <span aria-hidden="true">∅</span>
                          <span class="hidden">{t(W.taps)}</span>
                        </span>
                      )}
                    </span>
                  </button>
                );
              })}
            </div>
          </div>
          {search.more_edges > 0 && (
            <p class="soft">
              {search.more_edges} {t(W.more)}
            </p>
          )}
        </>
      )}
    </section>
  );
}

function screenOf(placed: ReadonlyMap<number, Placed>, edge: SearchEdge) {
  const target = edge.target === undefined ? undefined : placed.get(edge.target);
  return (
    target && (
      <>
        →{" "}
        <button type="button" class="link" onClick={() => showScreen(target.node.screen)}>
          {t(W.screen)} {target.node.screen}
        </button>
      </>
    )
  );
}

function Edge({ edge, placed }: { readonly edge: SearchEdge; readonly placed: ReadonlyMap<number, Placed> }) {
  const from = placed.get(edge.source);
  const to = edge.target === undefined ? undefined : placed.get(edge.target);
  if (!from || !to || from === to) return null;
  const [x1, y1] = [from.x + WIDE, from.y + HIGH / 2];
  const forward = to.x > from.x;
  const [x2, y2] = [forward ? to.x : to.x + WIDE, to.y + HIGH / 2];
  const bend = forward ? Math.max(30, (x2 - x1) / 2) : 60;
  return (
    <g class={edge.on_path ? "edge onway" : "edge"}>
      <path d={`M${x1} ${y1}C${x1 + bend} ${y1} ${x2 + (forward ? -bend : bend)} ${y2} ${x2} ${y2}`}>
        <title>{edge.label}</title>
      </path>
      <circle cx={x2} cy={y2} r={4} />
      {forward && (
        <text x={(x1 + x2) / 2} y={(y1 + y2) / 2 - 6} text-anchor="middle">
          {edge.label.length > 10 ? `${edge.label.slice(0, 9)}…` : edge.label}
        </text>
      )}
    </g>
  );
}
