/** Every bit of a ciphertext matters: thousands of flips, cuts and splices, none of which opens or harms anything. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { BatchDoor } from '../harness/doors/batch-door.js';
import { bytes, createKey, flipBit, hex, type TestKey } from '../harness/fixtures.js';
import { readReadyFile } from '../harness/ready-file.js';
import { given, refusalOf } from '../harness/suite.js';

const REFUSED = /^(InvalidCiphertext|IncorrectKey|Validation)Exception$/;

describe('Ciphertexts, changed', () => {
  const ready = inject('ready');
  const door = new BatchDoor(ready);
  const { a, call } = given(door);
  const plaintext = bytes(64);
  const encryptionContext = { purpose: 'bad ciphertexts' };
  let key: TestKey;
  let blob: Uint8Array;
  let other: Uint8Array;

  beforeAll(async () => {
    key = await createKey(door, a);
    const input = { keyId: key.keyId, plaintext, encryptionContext };
    blob = (await call('Encrypt', input)).ciphertextBlob;
    other = (await call('Encrypt', input)).ciphertextBlob;
  });
  afterAll(async () => {
    const answer = await call('Decrypt', { ciphertextBlob: blob, encryptionContext });
    expect(hex(answer.plaintext)).toBe(hex(plaintext));
    expect(readReadyFile(inject('readyFile')).pids, 'nothing crashed').toEqual(ready.pids);
    await door.close();
  });

  async function allRefused(changed: readonly Uint8Array[]): Promise<void> {
    for (let at = 0; at < changed.length; at += 200) {
      const refusals = await Promise.all(
        changed
          .slice(at, at + 200)
          .map((ciphertextBlob) => refusalOf(call('Decrypt', { ciphertextBlob, encryptionContext, keyId: key.keyId }))),
      );
      for (const { exception } of refusals) expect(exception).toMatch(REFUSED);
    }
  }

  it('each single bit', async () => {
    await allRefused(Array.from({ length: blob.length * 8 }, (_, bit) => flipBit(blob, bit)));
  });

  it('each length but its own', async () => {
    const cuts = Array.from({ length: blob.length - 1 }, (_, length) => blob.slice(0, length + 1));
    const longer = [1, 2, 16, 1000].map((more) => Uint8Array.of(...blob, ...new Uint8Array(more)));
    await allRefused([...cuts, ...longer]);
  });

  it('each splice of two ciphertexts of one plaintext', async () => {
    const splices = Array.from({ length: blob.length - 1 }, (_, at) =>
      Uint8Array.of(...blob.slice(0, at + 1), ...other.slice(at + 1)),
    );
    const open = new Set([hex(blob), hex(other)]);
    await allRefused(splices.filter((splice) => !open.has(hex(splice))));
  });

  it('two thousand random changes', async () => {
    const change = fc.tuple(fc.nat(blob.length - 1), fc.uint8Array({ minLength: 1, maxLength: 16 }));
    const changed = fc.sample(change, { numRuns: 2000, seed: 20_261_122 }).map(([at, patch]) => {
      const copy = Uint8Array.from(blob);
      copy.set(patch.subarray(0, copy.length - at), at);
      return copy;
    });
    await allRefused(changed.filter((each) => hex(each) !== hex(blob)));
  });
});
