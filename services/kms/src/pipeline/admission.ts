/**
 * How much of the front end one tenant may occupy. Requests beyond the bound are refused at once, before they cost a
 * key lookup: a queue that grows only moves the failure to where it hurts everybody.
 */
import { KmsError } from '@strongroom/core/errors.js';

export interface AdmissionLimits {
  /** Requests of one tenant at once. */
  readonly tenantInFlightMax: number;
  /** Requests of all tenants at once. */
  readonly totalInFlightMax: number;
}

export const DEFAULT_ADMISSION: AdmissionLimits = { tenantInFlightMax: 4096, totalInFlightMax: 16_384 };

export class Admission {
  readonly #limits: AdmissionLimits;
  readonly #inFlight = new Map<string, number>();
  #total = 0;

  constructor(limits: AdmissionLimits) {
    this.#limits = limits;
  }

  get total(): number {
    return this.#total;
  }

  /** Every enter that returns is paired with one {@link leave}. @throws KmsError ThrottlingException. */
  enter(tenant: string): void {
    const inFlight = this.#inFlight.get(tenant) ?? 0;
    if (inFlight >= this.#limits.tenantInFlightMax || this.#total >= this.#limits.totalInFlightMax) {
      throw new KmsError('ThrottlingException');
    }
    this.#inFlight.set(tenant, inFlight + 1);
    this.#total += 1;
  }

  leave(tenant: string): void {
    const inFlight = this.#inFlight.get(tenant) ?? 0;
    if (inFlight <= 1) this.#inFlight.delete(tenant);
    else this.#inFlight.set(tenant, inFlight - 1);
    this.#total -= 1;
  }
}
