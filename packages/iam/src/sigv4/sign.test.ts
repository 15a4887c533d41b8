import { afterAll, describe, expect, it } from 'vitest';
import { deriveSigningKey } from './signing-key.js';
import { signingDate, signRequest } from './sign.js';
import {
  ACCESS_KEY_ID,
  BODY,
  closeSigner,
  NOW,
  REGION,
  replaceHeader,
  SECRET,
  smithySigned,
  verify,
} from '../testing/signers.js';

afterAll(closeSigner);

const scope = { accessKeyId: ACCESS_KEY_ID, region: REGION, service: 'kms' };
const request = {
  method: 'POST',
  target: '/tenant/kms/xks/v1/health',
  headers: { host: 'proxy.example.com', 'content-type': 'application/json' },
  body: BODY,
};

function signed(nowMs = NOW) {
  const key = deriveSigningKey(SECRET, signingDate(nowMs), REGION, 'kms');
  const headers = Object.entries(signRequest(request, scope, key, nowMs));
  return { method: request.method, target: request.target, headers, body: request.body };
}

describe('signed requests', () => {
  it('verify, and do not when anything of them is changed', () => {
    expect(verify(signed())).toBeUndefined();
    expect(verify({ ...signed(), target: '/tenant/kms/xks/v1/keys' })).toBeDefined();
    expect(verify({ ...signed(), body: Buffer.from('{}') })).toBeDefined();
    expect(verify(replaceHeader(signed(), 'host', () => 'other.example.com'))).toBeDefined();
    expect(verify(replaceHeader(signed(), 'content-type', () => 'text/plain'))).toBeDefined();
  });

  it('carry the signature that the AWS SDK would make', async () => {
    const theirs = await smithySigned({ path: request.target });
    const names = new Set(['authorization', 'x-amz-date']);
    const headers = Object.fromEntries(theirs.headers.filter(([name]) => !names.has(name)));
    const key = deriveSigningKey(SECRET, signingDate(NOW), REGION, 'kms');
    // The SDK leaves user-agent unsigned.
    const signable = Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'user-agent'));
    const ours = signRequest({ ...request, headers: signable }, scope, key, NOW);
    expect(ours['authorization']).toBe(Object.fromEntries(theirs.headers)['authorization']);
  });
});
