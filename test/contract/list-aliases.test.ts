import { beforeAll, expect, it } from 'vitest';
import { aliasArn, createAlias, createKey, type TestKey } from '../harness/fixtures.js';
import { throughEveryDoor } from '../harness/suite.js';

throughEveryDoor('ListAliases', ({ door, a, b, call, refusal }) => {
  let key: TestKey;
  let names: string[];
  beforeAll(async () => {
    key = await createKey(door, a);
    names = [];
    for (let made = 0; made < 3; made += 1) names.push(await createAlias(door, a, key));
  });

  it('lists the aliases of a key with target and dates', async () => {
    const { aliases, truncated } = await call('ListAliases', { keyId: key.arn });
    expect(truncated).toBe(false);
    expect(aliases.map((alias) => alias.aliasName).sort()).toEqual([...names].sort());
    for (const alias of aliases) {
      expect(alias.aliasArn).toBe(aliasArn(key, alias.aliasName));
      expect(alias.targetKeyId).toBe(key.keyId);
      expect(Math.abs(alias.creationDate - Date.now())).toBeLessThan(600_000);
      expect(alias.lastUpdatedDate).toBeGreaterThanOrEqual(alias.creationDate);
    }
  });

  it('pages through the aliases of the account, and of nobody else', async () => {
    const seen: string[] = [];
    let marker: string | undefined;
    do {
      const answer = await call('ListAliases', marker === undefined ? { limit: 2 } : { limit: 2, marker });
      seen.push(...answer.aliases.map((alias) => alias.aliasName));
      marker = answer.truncated ? answer.nextMarker : undefined;
    } while (marker !== undefined);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining(names));
    const others = await door.call('ListAliases', { limit: 100 }, b);
    expect(others.aliases.some((alias) => names.includes(alias.aliasName))).toBe(false);
  });

  it('rejects a marker of another list → InvalidMarkerException', async () => {
    await createKey(door, a);
    const { nextMarker } = await call('ListKeys', { limit: 1 });
    expect((await refusal('ListAliases', { marker: nextMarker })).exception).toBe('InvalidMarkerException');
  });

  it.each([0, 101])('rejects a limit of %i → ValidationException', async (limit) => {
    expect((await refusal('ListAliases', { limit })).exception).toBe('ValidationException');
  });
});
