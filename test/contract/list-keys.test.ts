import { beforeAll, expect, it } from 'vitest';
import { createKey, type TestKey } from '../harness/fixtures.js';
import { throughEveryDoor } from '../harness/suite.js';

throughEveryDoor('ListKeys', ({ door, a, b, call, refusal }) => {
  let made: TestKey[];
  beforeAll(async () => {
    made = await Promise.all([createKey(door, a), createKey(door, a), createKey(door, a)]);
  });

  async function all(limit: number): Promise<{ keyId: string; keyArn: string }[]> {
    const keys: { keyId: string; keyArn: string }[] = [];
    let marker: string | undefined;
    do {
      const answer = await call('ListKeys', marker === undefined ? { limit } : { limit, marker });
      expect(answer.keys.length).toBeLessThanOrEqual(limit);
      keys.push(...answer.keys);
      marker = answer.truncated ? answer.nextMarker : undefined;
    } while (marker !== undefined);
    return keys;
  }

  it('pages through every key once', async () => {
    const keys = await all(2);
    expect(new Set(keys.map((key) => key.keyId)).size).toBe(keys.length);
    expect(keys).toEqual(expect.arrayContaining(made.map((key) => ({ keyId: key.keyId, keyArn: key.arn }))));
    expect((await all(1000)).map((key) => key.keyId).sort()).toEqual(keys.map((key) => key.keyId).sort());
  });

  it('shows no other tenant’s keys', async () => {
    const { keys } = await door.call('ListKeys', { limit: 1000 }, b);
    const ids = new Set(keys.map((key) => key.keyId));
    expect(made.some((key) => ids.has(key.keyId))).toBe(false);
  });

  it('rejects a marker that it did not give → InvalidMarkerException', async () => {
    expect((await refusal('ListKeys', { marker: 'bm9uZQ==' })).exception).toBe('InvalidMarkerException');
  });

  it.each([0, 1001])('rejects a limit of %i → ValidationException', async (limit) => {
    const { exception, message } = await refusal('ListKeys', { limit });
    expect(exception).toBe('ValidationException');
    expect(message).toContain(`Value '${String(limit)}' at 'limit' failed to satisfy constraint`);
  });
});
