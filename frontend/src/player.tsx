// The film of the screen, where the recording has one. It shows the moment of the chosen screen; while it plays, the
// screens follow it.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Film } from "./contract";
import { payload, seconds } from "./data";
import { currentScreen, goTo } from "./state";
import { t, W } from "./words";

/** Times of films are this exact. */
const NEAR_MS = 500;

const films: readonly Film[] = payload.films ?? [];
/** Whether `consentinel serve` shows the page, which gives no films where values are masked. */
const served = /^\/runs\/[0-9a-f]{16}\/[0-9a-f]{64}\/report$/.test(location.pathname);

const pieceAt = (at: number): Film | undefined =>
  films.find((one) => one.places && at >= one.began_ms && at <= one.ended_ms) ??
  films.find((one) => one.places && at >= one.began_ms - NEAR_MS && at <= one.ended_ms + NEAR_MS);

export function Player() {
  const screen = currentScreen.value;
  const video = useRef<HTMLVideoElement>(null);
  const [missing, setMissing] = useState<Film | null>(null);
  const at = screen?.at_ms ?? 0;
  const piece = pieceAt(at);
  useEffect(() => {
    const player = video.current;
    if (player && piece && player.paused) player.currentTime = Math.max(0, (at - piece.began_ms) / 1000);
  }, [piece, at]);
  if (!films.length) return null;
  const lost = films.filter((one) => one.problem);
  return (
    <details class="player">
      <summary>{t(W.screenFilm)}</summary>
      <p class="soft">{t(W.filmApart)}</p>
      {!piece && <p>{t(W.notFilmed)}</p>}
      {piece && missing === piece && (
        <p>
          {t(served ? W.filmServed : W.filmMissing)}
          {!served && <span class="mono">{piece.places?.[0]}</span>}
        </p>
      )}
      {piece && missing !== piece && (
        <video
          key={piece.began_ms}
          ref={video}
          width={piece.width}
          height={piece.height}
          aria-label={t(W.screenFilm)}
          controls
          muted
          playsInline
          preload="metadata"
          onLoadedMetadata={(event) => (event.currentTarget.currentTime = Math.max(0, (at - piece.began_ms) / 1000))}
          onTimeUpdate={(event) => {
            const player = event.currentTarget;
            if (!player.paused) goTo(piece.began_ms + 1000 * player.currentTime);
          }}
        >
          {piece.places?.map((place, index) => (
            <source key={place} src={place} onError={() => index + 1 === piece.places?.length && setMissing(piece)} />
          ))}
        </video>
      )}
      {lost.length > 0 && (
        <ul class="taps">
          {lost.map((one) => (
            <li key={one.began_ms}>
              <span class="mono">{seconds(one.began_ms)}</span> <bdi>{one.problem}</bdi>
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}
