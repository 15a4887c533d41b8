/**
 * What the contract suite needs of an engine, and the shape of its cases. It uses no test runner, so that any can run
 * it.
 */
import type { Monotonic } from '@strongroom/core/time.js';
import type { Store } from '../store.js';

export interface StoreHarness {
  /** Opens a store on this harness's one database, which is empty at first. Several may be open at once. */
  open(frontEndId: string): Promise<Store>;
  readonly monotonic: Monotonic;
  /** Releases the database. Every store is closed by then. */
  dispose(): Promise<void>;
}

export interface ContractCase {
  readonly name: string;
  /** Rejects when the store breaks its contract. */
  run(harness: StoreHarness): Promise<void>;
}

/** Opens a store for the time of `use`. */
export async function withStore<T>(
  harness: StoreHarness,
  frontEndId: string,
  use: (store: Store) => Promise<T>,
): Promise<T> {
  const store = await harness.open(frontEndId);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}
