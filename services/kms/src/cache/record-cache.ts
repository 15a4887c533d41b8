/**
 * Rows compiled once and kept in memory until the change feed outdates them. A record that was handed out stays
 * readable, but is marked
 * `superseded`: whoever decided something on it decides again before an answer leaves (the re-authorization fence).
 */

/** A compiled row. Only the cache that made it writes `superseded`. */
export interface CachedRecord {
  superseded: boolean;
}

interface Load<R> {
  promise: Promise<R | undefined>;
  /** Set when the entity changes while its rows are being read: what was read may be the old state. */
  outdated: boolean;
}

export class RecordCache<R extends CachedRecord> {
  readonly #read: (id: string) => Promise<R | undefined>;
  readonly #recordsMax: number;
  readonly #records = new Map<string, R>();
  readonly #loads = new Map<string, Load<R>>();

  /** @param recordsMax when one more is loaded, the record that came first leaves. */
  constructor(read: (id: string) => Promise<R | undefined>, recordsMax: number) {
    this.#read = read;
    this.#recordsMax = recordsMax;
  }

  /** The record if it is in memory; costs one map lookup. */
  peek(id: string): R | undefined {
    return this.#records.get(id);
  }

  /** The record, from memory or the store. Undefined when there is none; absence is not cached. */
  async get(id: string): Promise<R | undefined> {
    return this.#records.get(id) ?? (await this.#shareLoad(id));
  }

  /** Marks the record superseded and forgets it; a load in flight will read again. */
  invalidate(id: string): void {
    const record = this.#records.get(id);
    if (record !== undefined) {
      record.superseded = true;
      this.#records.delete(id);
    }
    const load = this.#loads.get(id);
    if (load !== undefined) load.outdated = true;
  }

  #shareLoad(id: string): Promise<R | undefined> {
    const running = this.#loads.get(id);
    if (running !== undefined) return running.promise;
    const load: Load<R> = { promise: Promise.resolve(undefined), outdated: false };
    this.#loads.set(id, load);
    load.promise = this.#readUntilCurrent(id, load).finally(() => this.#loads.delete(id));
    return load.promise;
  }

  async #readUntilCurrent(id: string, load: Load<R>): Promise<R | undefined> {
    for (;;) {
      load.outdated = false;
      const record = await this.#read(id);
      if (isOutdated(load)) continue;
      if (record !== undefined) this.#keep(id, record);
      return record;
    }
  }

  #keep(id: string, record: R): void {
    if (this.#records.size >= this.#recordsMax) {
      const oldest = this.#records.keys().next();
      // Changes to what leaves are no longer seen here: whoever still decides on it must look again.
      if (oldest.done !== true) this.invalidate(oldest.value);
    }
    this.#records.set(id, record);
  }
}

/** A function, because the flag changes while the read waits, which the type checker cannot see. */
function isOutdated(load: { readonly outdated: boolean }): boolean {
  return load.outdated;
}
