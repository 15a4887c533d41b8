/**
 * Keys that many suites use and none changes: of each spec, usage and number one for the whole run. RSA keys take
 * their time.
 */
import type { KeySpec, KeyUsageType } from '@strongroom/proto/gen/kms-types.js';
import { createKey, type TestKey } from './fixtures.js';
import { patiently } from './patience.js';
import type { Given } from './suite.js';

const keyring = new Map<string, Promise<TestKey>>();

/** A key of tenant a. */
export function sharedKey(
  { door, a }: Pick<Given, 'door' | 'a'>,
  keySpec: KeySpec,
  keyUsage: KeyUsageType,
  number = 1,
): Promise<TestKey> {
  const name = [a.accountId, keySpec, keyUsage, number].join(' ');
  const known = keyring.get(name);
  if (known !== undefined) return known;
  const input = { keySpec, keyUsage, description: 'shared by suites' };
  const making = patiently(() => createKey(door, a, input));
  keyring.set(name, making);
  making.catch(() => keyring.delete(name));
  return making;
}
