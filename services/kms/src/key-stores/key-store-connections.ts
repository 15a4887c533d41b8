/**
 * Brings custom key stores to the state that was asked for. What is asked for is in the store (CONNECTING,
 * DISCONNECTING), so that a front end that dies in between leaves it to the next: nothing is remembered here but when a
 * connected store was last looked at.
 */
import type { Region } from '@strongroom/core/ids.js';
import { EMPTY_BYTES } from '@strongroom/core/bytes.js';
import type { Monotonic, Timer } from '@strongroom/core/time.js';
import type {
  ConnectionErrorCodeType,
  ConnectionStateType,
  CustomKeyStoreType,
} from '@strongroom/proto/gen/kms-types.js';
import type { CustomKeyStoreRow } from '@strongroom/storage/schema.js';
import type { Store } from '@strongroom/storage/store.js';
import type { Logger } from '@strongroom/telemetry/log.js';
import type { KeyStoreBackend } from './key-store-backend.js';
import { compileKeyStore, updateKeyStore, type CustomKeyStore } from './key-store-record.js';

const PERIOD_MS = 1000;
const CHECK_EVERY_MS = 10_000;
const PAGE = 100;
/** Stores that are attended to at the same time. */
const LANES = 8;

export interface ConnectionParts {
  readonly store: Store;
  readonly monotonic: Monotonic;
  readonly log: Logger;
  readonly regions: { keys(): Iterable<Region> };
  readonly backends: readonly KeyStoreBackend[];
}

export class KeyStoreConnections {
  readonly #parts: ConnectionParts;
  readonly #backends: ReadonlyMap<CustomKeyStoreType, KeyStoreBackend>;
  /** What connected stores were like when they were last looked at, and when to look again. */
  readonly #checks = new Map<string, { readonly dueAt: number; readonly errorCode: string | undefined }>();
  #timer: Timer | undefined;
  #running: Promise<void> | undefined;
  #again = false;
  #stopped = false;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    this.#backends = new Map(parts.backends.map((backend) => [backend.type, backend]));
  }

  start(): void {
    this.#timer = this.#parts.monotonic.every(
      PERIOD_MS,
      () => {
        if (this.#running === undefined) this.wake();
      },
      { ref: false },
    );
  }

  /** Something has been asked for. */
  wake(): void {
    void this.run();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await this.#running;
  }

  /** Resolves when everything that was asked for by now has been tried. */
  run(): Promise<void> {
    this.#again = true;
    this.#running ??= this.#runUntilDone().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #runUntilDone(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false;
      for (const region of this.#parts.regions.keys()) {
        for (const state of ['DISCONNECTING', 'CONNECTING', 'CONNECTED'] as const) await this.#attend(region, state);
      }
    }
  }

  async #attend(region: Region, state: ConnectionStateType): Promise<void> {
    let after = '';
    for (let more = true; more && !this.#stopped;) {
      try {
        const page = await this.#parts.store.reads.customKeyStoresInState(region, state, after, PAGE);
        const waiting = page.rows.values();
        const lane = async (): Promise<void> => {
          for (const row of waiting) await this.#step(row);
        };
        await Promise.all(Array.from({ length: LANES }, lane));
        after = page.rows.at(-1)?.store_id ?? '';
        more = page.more;
      } catch (error) {
        this.#parts.log.error({ err: error, region }, 'looking for custom key stores failed');
        return;
      }
    }
  }

  /** What fails here is tried again in the next pass. */
  async #step(row: CustomKeyStoreRow): Promise<void> {
    const store = compileKeyStore(row);
    const backend = this.#backends.get(store.type);
    if (backend === undefined || this.#stopped) return;
    try {
      if (store.state === 'CONNECTED') {
        await this.#check(store, backend);
        return;
      }
      if (store.state === 'DISCONNECTING') {
        await backend.disconnect(store);
        await this.#settle(store, 'DISCONNECTED', undefined);
        return;
      }
      const errorCode = await backend.connect(store);
      await this.#settle(store, errorCode === undefined ? 'CONNECTED' : 'FAILED', errorCode);
    } catch (error) {
      const { region, storeId } = store;
      this.#parts.log.warn(
        { err: error, region, storeId, state: store.state },
        'attending to a custom key store failed',
      );
    }
  }

  /**
   * A conflict means that somebody else asked for something else, or another front end was first. No event: CloudTrail
   * has the request, and none of what came of it.
   */
  async #settle(
    store: CustomKeyStore,
    state: ConnectionStateType,
    errorCode: ConnectionErrorCodeType | undefined,
  ): Promise<void> {
    const { region, storeId, accountId } = store;
    const change = updateKeyStore(store, { connection_state: state, connection_error_code: errorCode ?? null });
    const outcome = await this.#parts.store.commit({ event: EMPTY_BYTES, ...change });
    if (outcome.kind === 'conflict') return;
    this.#checks.delete(`${region}/${storeId}`);
    this.#parts.log.info({ region, storeId, accountId, state, errorCode }, 'custom key store');
  }

  async #check(store: CustomKeyStore, backend: KeyStoreBackend): Promise<void> {
    const { log, monotonic } = this.#parts;
    const name = `${store.region}/${store.storeId}`;
    const last = this.#checks.get(name);
    if (last !== undefined && monotonic.now() < last.dueAt) return;
    const errorCode = await backend.check(store);
    this.#checks.set(name, { dueAt: monotonic.now() + CHECK_EVERY_MS, errorCode });
    if (errorCode === last?.errorCode) return;
    const { region, storeId, accountId } = store;
    if (errorCode === undefined) log.info({ region, storeId, accountId }, 'custom key store is well');
    else log.warn({ region, storeId, accountId, errorCode }, 'custom key store is not well');
  }
}
