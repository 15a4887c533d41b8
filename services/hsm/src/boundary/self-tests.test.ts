import { expect, test } from 'vitest';
import type { KeyPairEngine } from '@strongroom/crypto/key-pair/key-pair-engine.js';
import { opensslEngine } from '@strongroom/crypto/openssl-engine.js';
import { generateBackingKeyArguments, SLOT_COMMAND } from '@strongroom/proto/slot-protocol.js';
import { selfTestOutcomes, testedBeforeUse } from './self-tests.js';
import { InlineSlot, makeDomain, tenantId } from './testing/inline-slot.js';
import { KEY_PAIR_ENGINES } from './testing/key-pair-engines.js';

const { fast, slow } = KEY_PAIR_ENGINES.openssl;

/** Counts what the self-tests, and nothing else here, do with it. */
function counting(): { readonly engine: KeyPairEngine; readonly loads: () => number } {
  let loads = 0;
  const engine: KeyPairEngine = {
    ...slow,
    load(spec, secret) {
      loads += 1;
      return slow.load(spec, secret);
    },
  };
  return { engine, loads: () => loads };
}

test('power-on tests key pairs too, and reports them by name', () => {
  const outcomes = selfTestOutcomes(opensslEngine, fast);
  expect(outcomes.every(({ passed }) => passed)).toBe(true);
  expect(outcomes.map(({ name }) => name)).toContain('RSAES_OAEP_SHA_256');
  const failed = selfTestOutcomes(opensslEngine, fast, 'RSAES_OAEP_SHA_256').filter(({ passed }) => !passed);
  expect(failed.map(({ name }) => name)).toEqual(['RSAES_OAEP_SHA_256']);
});

test('a slow thread tests a spec before its first use of it, and once', () => {
  const { engine, loads } = counting();
  const tested = testedBeforeUse(engine, 'openssl');
  const random = (length: number): Uint8Array => new Uint8Array(length).fill(1);
  tested.generate('ECC_NIST_P384', random);
  const afterFirst = loads();
  expect(afterFirst).toBeGreaterThan(0);
  tested.generate('ECC_NIST_P384', random);
  expect(loads()).toBe(afterFirst);
  const secret = tested.generate('ML_KEM_512', random);
  const afterOther = loads();
  expect(afterOther).toBeGreaterThan(afterFirst);
  expect(tested.load('ML_KEM_512', secret)).toBeDefined();
  expect(loads()).toBe(afterOther + 1);
});

test('a failing test is DEVICE_ERROR for its spec, at every use, and no other spec', () => {
  const root = makeDomain(opensslEngine, 'node-1');
  const keyPairs = testedBeforeUse(slow, 'openssl', { failing: 'ML_KEM with ML_KEM_768' });
  const slot = new InlineSlot(opensslEngine, { lane: 'slow', keyPairs });
  const tenant = tenantId('111111111111');
  slot.bind(root.root, tenant, root.root.createSlotToken(tenant));
  const generate = (keySpec: string): string => {
    const kmsKeyId = '1234abcd-12ab-34cd-56ef-1234567890ab';
    const attributes = { kmsKeyId, keySpec, keyUsage: 'ENCAPSULATE_DECAPSULATE', origin: 'AWS_KMS' };
    return slot.run(SLOT_COMMAND.GENERATE_BACKING_KEY, generateBackingKeyArguments.write(attributes)).status;
  };
  expect([generate('ML_KEM_768'), generate('ML_KEM_768')]).toEqual(['DEVICE_ERROR', 'DEVICE_ERROR']);
  expect(generate('ML_KEM_512')).toBe('OK');
});
