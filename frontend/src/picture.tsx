// A screen's picture with what is marked on it.
import type { ComponentChildren } from "preact";
import type { BoxPx, Screen } from "./contract";
import { address, complete, payload } from "./data";
import { t, W } from "./words";

interface Props {
  readonly screen: Screen | undefined;
  readonly label: string;
  readonly box?: readonly number[] | undefined;
  readonly point?: readonly number[] | undefined;
  readonly children?: ComponentChildren;
}

/** x, y, width and height of a box within a picture; null when it has no area there. */
export function placed(box: readonly number[], width: number, height: number): BoxPx | null {
  const [x1, y1, x2, y2] = box as BoxPx;
  const left = Math.max(0, Math.min(x1, x2));
  const top = Math.max(0, Math.min(y1, y2));
  const right = Math.min(width, Math.max(x1, x2));
  const bottom = Math.min(height, Math.max(y1, y2));
  return right > left && bottom > top ? [left, top, right - left, bottom - top] : null;
}

export function sizeOf(screen: Screen): readonly [number, number] {
  const picture = screen.picture === undefined ? undefined : payload.pictures[screen.picture];
  return picture ? [picture.width, picture.height] : [Math.max(1, screen.width), Math.max(1, screen.height)];
}

export function Shot({ screen, label, box, point, children }: Props) {
  if (!screen) return <p class="soft shot none">{t(W.noPicture)}</p>;
  const [width, height] = sizeOf(screen);
  // Drawn again when the blocks behind the script have been read.
  void complete.value;
  const source = screen.picture === undefined ? null : address(screen.picture);
  const line = Math.max(2, width / 180);
  // Outlined from outside, so that what is marked stays readable.
  const around = box && placed(box, width, height);
  const marked = around && placed([around[0] - line * 2, around[1] - line * 2, around[0] + around[2] + line * 2, around[1] + around[3] + line * 2], width, height);
  return (
    <div class={`shot${screen.stable ? "" : " unstable"}`}>
      {source ? (
        <img src={source} width={width} height={height} alt={label} decoding="async" />
      ) : (
        <div class="blank" style={{ aspectRatio: `${width} / ${height}` }}>
          {t(screen.picture !== undefined ? W.loading : payload.left_out.pictures ? W.leftOutPicture : W.noPicture)}
        </div>
      )}
      <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
        {marked && (
          <>
            <path
              class="shade"
              fill-rule="evenodd"
              d={`M0 0H${width}V${height}H0ZM${marked[0]} ${marked[1]}h${marked[2]}v${marked[3]}h${-marked[2]}Z`}
            />
            <rect class="halo" x={marked[0]} y={marked[1]} width={marked[2]} height={marked[3]} stroke-width={line * 2} />
            <rect class="marked" x={marked[0]} y={marked[1]} width={marked[2]} height={marked[3]} stroke-width={line} />
          </>
        )}
        {children}
        {point && (
          <g class="finger">
            <circle cx={point[0]} cy={point[1]} r={width / 24} stroke-width={line} />
            <circle class="tip" cx={point[0]} cy={point[1]} r={width / 90} />
          </g>
        )}
      </svg>
    </div>
  );
}

/** A small place from a picture of its own, as sharp as it was recorded; nothing where there is none. */
export function Magnified({ screen, box, label }: { readonly screen: number; readonly box?: readonly number[] | undefined; readonly label: string }) {
  void complete.value;
  const found = box && payload.closeups.find((one) => one.screen === screen && one.box.every((side, index) => side === box[index]));
  const source = found ? address(found.picture) : null;
  if (!found || !source) return null;
  const [left, top, right, bottom] = found.region;
  const [x1, y1, x2, y2] = found.box;
  return (
    <span class="magnified">
      <img src={source} alt={label} width={right - left} height={bottom - top} decoding="async" />
      <svg viewBox={`${left} ${top} ${right - left} ${bottom - top}`} aria-hidden="true">
        <rect class="marked" x={x1} y={y1} width={x2 - x1} height={y2 - y1} stroke-width={(right - left) / 150} />
      </svg>
    </span>
  );
}
