/**
 * On-demand rotations that an HSM works on for this front end: GetKeyRotationStatus tells since when. In memory,
 * because a rotation that this process does not finish has not happened.
 */
import { keyEntity, type KmsKey } from './key-record.js';

export class OnDemandRotations {
  readonly #startDates = new Map<string, number>();

  /** Civil epoch milliseconds; undefined when none is in progress. */
  startDate(kmsKey: KmsKey): number | undefined {
    return this.#startDates.get(keyEntity(kmsKey.region, kmsKey.keyId));
  }

  /** Runs `action` as the rotation of a key. Of two at once the first one is told; both end by themselves. */
  async during<T>(kmsKey: KmsKey, startDate: number, action: () => Promise<T>): Promise<T> {
    const entity = keyEntity(kmsKey.region, kmsKey.keyId);
    if (this.#startDates.has(entity)) return action();
    this.#startDates.set(entity, startDate);
    try {
      return await action();
    } finally {
      this.#startDates.delete(entity);
    }
  }
}
