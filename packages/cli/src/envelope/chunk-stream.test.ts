import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TAG_BYTES } from './chunk-cipher.js';
import { openChunks, sealChunks } from './chunk-stream.js';
import { SealedFileError } from './sealed-file-error.js';

const CHUNK_BYTES = 32;
const SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES;
const KEY = randomBytes(32);

function source(bytes: Uint8Array): (target: Uint8Array) => Promise<number> {
  let offset = 0;
  return (target) => {
    const part = bytes.subarray(offset, offset + target.length);
    target.set(part);
    offset += part.length;
    return Promise.resolve(part.length);
  };
}

async function transform(
  direction: typeof sealChunks,
  input: Uint8Array,
): Promise<{ readonly output: Buffer; readonly error?: unknown }> {
  const parts: Uint8Array[] = [];
  const write = (bytes: Uint8Array): Promise<void> => {
    parts.push(new Uint8Array(bytes));
    return Promise.resolve();
  };
  try {
    await direction({ payloadKey: new Uint8Array(KEY), chunkBytes: CHUNK_BYTES, read: source(input), write });
  } catch (error) {
    return { output: Buffer.concat(parts), error };
  }
  return { output: Buffer.concat(parts) };
}

const plaintexts = fc.uint8Array({ maxLength: 5 * CHUNK_BYTES });

async function expectRefused(sealed: Uint8Array): Promise<void> {
  const { error } = await transform(openChunks, sealed);
  expect(error).toBeInstanceOf(SealedFileError);
}

describe('chunk stream', () => {
  it('round-trips every length, also on the borders of chunks', async () => {
    for (const length of [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES]) {
      const plaintext = randomBytes(length);
      const sealed = await transform(sealChunks, plaintext);
      expect(sealed.output.length).toBe(length + TAG_BYTES * Math.max(1, Math.ceil(length / CHUNK_BYTES)));
      expect(await transform(openChunks, sealed.output)).toEqual({ output: plaintext });
    }
  });

  it('refuses a flip of any bit', async () => {
    await fc.assert(
      fc.asyncProperty(plaintexts, fc.nat(), fc.nat(7), async (plaintext, at, bit) => {
        const { output } = await transform(sealChunks, plaintext);
        const index = at % output.length;
        output.writeUInt8(output.readUInt8(index) ^ (1 << bit), index);
        await expectRefused(output);
      }),
      { numRuns: 300 },
    );
  });

  it('refuses every truncation, also at the border of a chunk', async () => {
    const { output } = await transform(sealChunks, randomBytes(4 * CHUNK_BYTES));
    for (let length = 0; length < output.length; length += 1) await expectRefused(output.subarray(0, length));
  });

  it('refuses what is added behind the end', async () => {
    await fc.assert(
      fc.asyncProperty(plaintexts, fc.uint8Array({ minLength: 1, maxLength: 100 }), async (plaintext, extra) => {
        const { output } = await transform(sealChunks, plaintext);
        await expectRefused(Buffer.concat([output, extra]));
      }),
      { numRuns: 200 },
    );
  });

  it('refuses chunks that were reordered, repeated or left out', async () => {
    const { output } = await transform(sealChunks, randomBytes(4 * CHUNK_BYTES));
    const chunks = [0, 1, 2, 3].map((index) =>
      output.subarray(index * SEALED_CHUNK_BYTES, (index + 1) * SEALED_CHUNK_BYTES),
    );
    const rearrangements = fc.array(fc.constantFrom(0, 1, 2, 3), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(rearrangements, async (order) => {
        fc.pre(order.join() !== '0,1,2,3');
        await expectRefused(Buffer.concat(order.map((index) => chunks[index] ?? Buffer.alloc(0))));
      }),
      { numRuns: 300 },
    );
  });

  it('wipes the payload key at the end, also after a failure', async () => {
    for (const input of [randomBytes(10), randomBytes(100)]) {
      const payloadKey = new Uint8Array(KEY);
      const stream = { payloadKey, chunkBytes: CHUNK_BYTES, read: source(input), write: () => Promise.resolve() };
      await openChunks(stream).catch(() => undefined);
      expect(payloadKey.every((byte) => byte === 0)).toBe(true);
    }
  });
});
