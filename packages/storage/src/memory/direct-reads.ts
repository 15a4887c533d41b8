import type { StoreReads } from '../store.js';

/** The reads without their promises. */
export type DirectReads = {
  readonly [Name in keyof StoreReads]: (...args: Parameters<StoreReads[Name]>) => Awaited<ReturnType<StoreReads[Name]>>;
};
export type Part<Names extends keyof StoreReads> = Pick<DirectReads, Names>;
