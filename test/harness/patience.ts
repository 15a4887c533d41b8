/**
 * The generation of a long RSA key cannot be cut short: on a machine that has other things to do it may outlast a
 * request. The answer then says to try again, and so does this.
 */
import { DoorFailure } from './doors/door.js';

const ATTEMPTS_MAX = 6;

export async function patiently<T>(request: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await request();
    } catch (error) {
      const timedOut = error instanceof DoorFailure && error.exception === 'DependencyTimeoutException';
      if (!timedOut || attempt === ATTEMPTS_MAX) throw error;
    }
  }
}
