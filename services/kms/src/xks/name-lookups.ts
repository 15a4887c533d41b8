/**
 * DNS for names that tenants choose. The system's resolver cannot be stopped: a lookup goes on after the call that
 * wanted it has ended, and holds a thread that all of the process shares. So each name has one at a time, and there are
 * few names at a time.
 */
import { lookup, type LookupAddress, type LookupAllOptions } from 'node:dns';
import { promisify } from 'node:util';
import { XksFailure } from './xks-failure.js';

export const LOOKUPS_MAX = 8;

type Resolve = (name: string, options: LookupAllOptions) => Promise<readonly LookupAddress[]>;

export class NameLookups {
  readonly #resolve: Resolve;
  readonly #inFlight = new Map<string, Promise<readonly LookupAddress[]>>();

  constructor(resolve: Resolve = promisify(lookup)) {
    this.#resolve = resolve;
  }

  /**
   * @param options the same for every lookup: whoever joins one gets its answer.
   * @throws XksFailure NOT_REACHABLE, at once, while too many other names are looked up; and what the resolver says.
   */
  async addresses(name: string, options: LookupAllOptions): Promise<readonly LookupAddress[]> {
    // Host names know no case.
    const host = name.toLowerCase();
    const known = this.#inFlight.get(host);
    if (known !== undefined) return known;
    if (this.#inFlight.size >= LOOKUPS_MAX) {
      throw new XksFailure('NOT_REACHABLE', `too many names are being looked up for ${host} to be another`);
    }
    const found = this.#resolve(host, options).finally(() => this.#inFlight.delete(host));
    this.#inFlight.set(host, found);
    return found;
  }
}
