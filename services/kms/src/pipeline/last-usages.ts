/**
 * When each key was last used. A use is noted in memory, which costs an Encrypt next to nothing, and written behind the
 * answers: kill -9 loses what was noted since the last flush, a few seconds. The audit trail loses nothing.
 */
import { EMPTY_BYTES } from '@strongroom/core/bytes.js';
import type { Clock, Monotonic, Timer } from '@strongroom/core/time.js';
import { ENUMERATIONS } from '@strongroom/proto/gen/kms-model.js';
import type { KeyLastUsageRow } from '@strongroom/storage/schema.js';
import { StoreBusyError, StoreUnavailableError, type Store } from '@strongroom/storage/store.js';
import type { Logger } from '@strongroom/telemetry/log.js';
import type { KmsKey } from '../keys/key-record.js';
import { eventIdOf } from './event-id.js';

const TRACKED: ReadonlySet<string> = new Set(ENUMERATIONS.KeyLastUsageTrackingOperation);
/** Different keys used between two flushes; beyond it a use is not noted, and the next flush says so. */
const NOTES_MAX = 100_000;
const FLUSH_PERIOD_MS = 3000;
/** Since when this installation has known the last uses, civil epoch milliseconds. */
const TRACKED_SINCE_SETTING = 'key_last_usages_since';
/** Rows in one group commit, so that no answer waits longer than a few milliseconds behind them. */
const WAVE_ROWS = 128;

interface Use {
  readonly region: string;
  readonly keyId: string;
  readonly accountId: string;
  readonly operation: string;
  readonly usedAt: number;
  readonly requestId: string;
  readonly part: number;
}

export class LastUsages {
  readonly #store: Store;
  /** By key ARN: noted, and not yet written. */
  readonly #notes = new Map<string, Use>();
  #dropped = 0;
  /** API reference, GetKeyLastUsage: TrackingStartDate of the keys that are older. Civil epoch milliseconds. */
  readonly trackedSince: number;

  constructor(store: Store, trackedSince: number) {
    this.#store = store;
    this.trackedSince = trackedSince;
  }

  /** The first front end that ever tracks uses writes down when that was. */
  static async open(store: Store, clock: Clock): Promise<LastUsages> {
    const stored = await store.reads.setting(TRACKED_SINCE_SETTING);
    if (stored !== undefined) return new LastUsages(store, Number(stored));
    const since = clock.now();
    const row = { name: TRACKED_SINCE_SETTING, value: String(since) };
    const writes = [{ kind: 'insert', table: 'settings', row }] as const;
    const outcome = await store.commit({ event: EMPTY_BYTES, writes, entities: [] });
    // Another one was first in this moment.
    return outcome.kind === 'committed' ? new LastUsages(store, since) : LastUsages.open(store, clock);
  }

  /** Flushes now and then, one flush at a time. */
  flushRegularly(monotonic: Monotonic, log: Logger): Timer {
    let running = false;
    const flush = async (): Promise<void> => {
      running = true;
      try {
        const dropped = await this.flush();
        if (dropped > 0) log.warn({ dropped }, 'last uses of keys were not noted: too many keys at once');
      } catch (error) {
        log.error({ err: error }, 'writing the last uses of keys failed');
      } finally {
        running = false;
      }
    };
    return monotonic.every(
      FLUSH_PERIOD_MS,
      () => {
        if (!running) void flush();
      },
      { ref: false },
    );
  }

  /**
   * Successful operations that AWS does not track are ignored.
   * @param usedAt civil epoch milliseconds.
   * @param part of the request's event.
   */
  note(operation: string, requestId: string, keys: readonly KmsKey[], usedAt: number, part = 0): void {
    if (keys.length === 0 || !TRACKED.has(operation)) return;
    for (const { arn, region, keyId, accountId } of keys) {
      if (this.#notes.size < NOTES_MAX || this.#notes.has(arn)) {
        this.#notes.set(arn, { region, keyId, accountId, operation, usedAt, requestId, part });
      } else {
        this.#dropped += 1;
      }
    }
  }

  /** The last use that this front end knows of. */
  async of(kmsKey: KmsKey): Promise<KeyLastUsageRow | undefined> {
    const noted = this.#notes.get(kmsKey.arn);
    return noted === undefined ? this.#store.reads.keyLastUsage(kmsKey.region, kmsKey.keyId) : rowOf(noted);
  }

  /**
   * Writes what is noted. What cannot be written now stays noted.
   * @returns how many uses were not even noted, because too many keys were in use.
   */
  async flush(): Promise<number> {
    const notes = [...this.#notes];
    for (let start = 0; start < notes.length; start += WAVE_ROWS) {
      await Promise.all(notes.slice(start, start + WAVE_ROWS).map(([arn, use]) => this.#write(arn, use)));
    }
    const dropped = this.#dropped;
    this.#dropped = 0;
    return dropped;
  }

  /** A unit of its own, without event or entities: it outdates nothing, and fails alone when its key is gone. */
  async #write(arn: string, use: Use): Promise<void> {
    const row = rowOf(use);
    try {
      const written = await this.#store.reads.keyLastUsage(use.region, use.keyId);
      // Another front end may have written a later use.
      if (written === undefined || written.used_at <= row.used_at) {
        const writes = [{ kind: 'upsert', table: 'key_last_usages', row }] as const;
        await this.#store.commit({ event: EMPTY_BYTES, writes, entities: [] });
      }
    } catch (error) {
      if (error instanceof StoreBusyError || error instanceof StoreUnavailableError) return;
      throw error;
    }
    if (this.#notes.get(arn) === use) this.#notes.delete(arn);
  }
}

function rowOf({ region, keyId, accountId, operation, usedAt, requestId, part }: Use): KeyLastUsageRow {
  return {
    region,
    key_id: keyId,
    operation,
    used_at: usedAt,
    event_id: eventIdOf(requestId, accountId, part),
    request_id: requestId,
  };
}
