import { describe, expect, it } from 'vitest';
import type { KmsKey } from '../keys/key-record.js';
import { checkKeyState } from './key-state.js';

describe('checkKeyState', () => {
  const key = (state: KmsKey['state'], materialExpiresAt?: number): KmsKey =>
    ({ arn: 'arn:key', state, materialExpiresAt }) as KmsKey;

  it('imported material is of no use from its ValidTo on, before any job has deleted it', () => {
    checkKeyState('cryptographic', key('Enabled', 1000), 999);
    for (const state of ['Enabled', 'Disabled'] as const) {
      expect(() => {
        checkKeyState('cryptographic', key(state, 1000), 1000);
      }).toThrow('arn:key is pending import.');
    }
    checkKeyState('import', key('Enabled', 1000), 1000);
    checkKeyState('cancel-deletion', key('PendingDeletion', 1000), 1000);
    checkKeyState('cryptographic', key('Enabled'), 1000);
  });
});
