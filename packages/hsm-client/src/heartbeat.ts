/**
 * The pulse of a link. Silence is counted in beats and not read from the clock: after a pause of this process itself
 * one beat is due, not
 * five, and whatever the node sent meanwhile is read before the next one. So a front end that was starved does not
 * suspect its whole fleet.
 */
import type { Monotonic, Timer } from '@strongroom/core/time.js';

export const HEARTBEAT_PERIOD_MS = 100;
/** 500 ms of silence make a node suspect (DESIGN §5). */
export const SILENT_BEATS_MAX = 5;

export class Heartbeat {
  readonly #timer: Timer;
  #silentBeats = 0;

  /** @param onBeat sends a heartbeat. @param onSilence is called once; the pulse has then stopped. */
  constructor(monotonic: Monotonic, onBeat: () => void, onSilence: () => void) {
    this.#timer = monotonic.every(HEARTBEAT_PERIOD_MS, () => {
      if (++this.#silentBeats > SILENT_BEATS_MAX) {
        this.stop();
        onSilence();
      } else {
        onBeat();
      }
    });
  }

  /** The node has sent something, whatever it was. */
  heard(): void {
    this.#silentBeats = 0;
  }

  stop(): void {
    this.#timer.cancel();
  }
}
