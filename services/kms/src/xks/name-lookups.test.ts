import type { LookupAddress } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { LOOKUPS_MAX, NameLookups } from './name-lookups.js';

const ADDRESSES: readonly LookupAddress[] = [{ address: '192.0.2.1', family: 4 }];
const OPTIONS = { all: true } as const;

/** A resolver that answers when it is told to. */
function given() {
  const asked: string[] = [];
  const settle = new Map<string, (error?: Error) => void>();
  const lookups = new NameLookups((name) => {
    asked.push(name);
    return new Promise((resolve, reject) => {
      settle.set(name, (error) => {
        if (error === undefined) resolve(ADDRESSES);
        else reject(error);
      });
    });
  });
  const names = Array.from({ length: LOOKUPS_MAX }, (_, index) => `${String(index)}.example.com`);
  return { asked, lookups, names, settle: (name: string, error?: Error) => settle.get(name)?.(error) };
}

describe('lookups of names', () => {
  it('of one name are one, whatever its case; afterwards it is looked up anew', async () => {
    const { asked, lookups, settle } = given();
    const both = ['a.example.com', 'A.Example.com'].map((name) => lookups.addresses(name, OPTIONS));
    expect(asked).toEqual(['a.example.com']);
    settle('a.example.com');
    expect(await Promise.all(both)).toEqual([ADDRESSES, ADDRESSES]);
    const again = lookups.addresses('a.example.com', OPTIONS);
    expect(asked).toHaveLength(2);
    settle('a.example.com');
    expect(await again).toEqual(ADDRESSES);
  });

  it('are few at a time: one name more is not reachable, until one of them has ended, well or not', async () => {
    const { asked, lookups, names, settle } = given();
    const pending = names.map((name) => lookups.addresses(name, OPTIONS));
    await expect(lookups.addresses('more.example.com', OPTIONS)).rejects.toMatchObject({ kind: 'NOT_REACHABLE' });
    expect(asked).toEqual(names);
    const [first = ''] = names;
    const joined = lookups.addresses(first, OPTIONS);
    settle(first, new Error('ENOTFOUND'));
    await expect(pending[0]).rejects.toThrow('ENOTFOUND');
    await expect(joined).rejects.toThrow('ENOTFOUND');
    const more = lookups.addresses('more.example.com', OPTIONS);
    settle('more.example.com');
    expect(await more).toEqual(ADDRESSES);
  });
});
