import { AssertionFailure } from '@strongroom/core/assert.js';
import { describe, expect, it } from 'vitest';
import { plainWrites } from './plain-write.js';

describe('plainWrites', () => {
  it('refuses text with a NUL, which the engine would read only in part', () => {
    const row = (name: string) => ({ account_id: '111122223333', name, created_at: 1 });
    expect(plainWrites([{ kind: 'insert', table: 'accounts', row: row('whole') }]).writes).toHaveLength(1);
    expect(() => plainWrites([{ kind: 'insert', table: 'accounts', row: row('cut\0off') }])).toThrow(AssertionFailure);
  });
});
