import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { Operators } from './operators.js';

const publicKey = (value: number): Uint8Array => new Uint8Array(91).fill(value);
const fingerprint = (value: number): string => createHash('sha256').update(publicKey(value)).digest('hex');

test('roles are those of the domain of now', () => {
  const operators = new Operators();
  expect(operators.known).toBe(false);
  expect(operators.isOperator(fingerprint(1))).toBe(false);
  const view = { domainId: new Uint8Array(16), version: 1 };
  operators.replace({
    ...view,
    operators: [
      { id: 'admin', role: 'kms-operator', publicKey: publicKey(1) },
      { id: 'host', role: 'service-host', publicKey: publicKey(2) },
    ],
  });
  expect(operators.isOperator(fingerprint(1))).toBe(true);
  expect(operators.isServiceHost(fingerprint(1))).toBe(false);
  expect(operators.isServiceHost(fingerprint(2))).toBe(true);
  operators.replace({ ...view, operators: [{ id: 'admin', role: 'kms-operator', publicKey: publicKey(1) }] });
  expect(operators.isOperator(fingerprint(2))).toBe(false);
  operators.forget();
  expect(operators.known).toBe(false);
});
