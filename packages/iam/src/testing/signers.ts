/** Requests signed by the signers of real clients, and the whole verification as a door does it. */
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { KmsError } from '@strongroom/core/errors.js';
import { formatAmzDate } from '../sigv4/amz-date.js';
import { parseAuthorization } from '../sigv4/authorization.js';
import { deriveSigningKey } from '../sigv4/signing-key.js';
import { checkScope, type RequestParts, verifySignature } from '../sigv4/verify.js';

const require = createRequire(import.meta.url);

export const ACCESS_KEY_ID = 'AKIAIOSFODNN7EXAMPLE';
export const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
export const NOW = Date.UTC(2026, 0, 31, 23, 58, 30);
export const REGION = 'eu-central-1';
const POLICY = { service: 'kms', regions: new Set([REGION, 'us-east-1']) };

export interface Signed extends RequestParts {
  readonly headers: readonly (readonly [string, string])[];
}

/** The whole verification, as a door does it. */
export function verify(request: Signed, now = NOW, secretOf = (id: string) => (id === ACCESS_KEY_ID ? SECRET : id)) {
  const signed = parseAuthorization(request.headers.flat());
  if (signed instanceof KmsError) return signed;
  const scoped = checkScope(signed, POLICY, now);
  if (scoped instanceof KmsError) return scoped;
  const secret = secretOf(scoped.accessKeyId);
  return verifySignature(scoped, request, deriveSigningKey(secret, scoped.date, scoped.region, scoped.service));
}

export const BODY = Buffer.from('{"KeyId":"alias/orders","Plaintext":"aGVsbG8="}');

/** The SDK's signer runs in a thread of its own: under vitest's export conditions its packages do not load. */
const SIGNER = `
const { parentPort, workerData } = require('node:worker_threads');
const { createHash, createHmac } = require('node:crypto');
const { createRequire } = require('node:module');
const { SignatureV4 } = createRequire(workerData)('@smithy/signature-v4');
class Sha256 {
  constructor(secret) { this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret); }
  update(data) { this.hash.update(data); }
  async digest() { return this.hash.digest(); }
}
parentPort.on('message', ({ options, request, nowMs }) => {
  const signer = new SignatureV4({ ...options, sha256: Sha256, applyChecksum: true });
  signer.sign(request, { signingDate: new Date(nowMs) }).then((signed) => parentPort.postMessage(signed.headers));
});`;
const signerThread = new Worker(SIGNER, { eval: true, execArgv: [], workerData: import.meta.url });

/** To be called when the tests of a file are done. */
export async function closeSigner(): Promise<void> {
  await signerThread.terminate();
}

async function signInThread(options: object, request: object): Promise<Record<string, string>> {
  const answer = once(signerThread, 'message'); // rejects on the thread's 'error'
  signerThread.postMessage({ options, request, nowMs: NOW });
  const [headers] = (await answer) as [Record<string, string>];
  return headers;
}

/** Signs as the AWS SDK for JavaScript v3 does. */
export async function smithySigned(
  options: {
    path?: string;
    query?: Record<string, string>;
    headers?: Record<string, string>;
    sessionToken?: string;
    body?: Uint8Array;
  } = {},
): Promise<Signed> {
  const { body = BODY, path = '/', query = {}, sessionToken } = options;
  const headers = await signInThread(
    {
      credentials: { accessKeyId: ACCESS_KEY_ID, secretAccessKey: SECRET, sessionToken },
      region: REGION,
      service: 'kms',
    },
    {
      method: 'POST',
      protocol: 'http:',
      hostname: '127.0.0.1',
      path,
      query,
      headers: {
        host: '127.0.0.1:4566',
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'TrentService.Encrypt',
        'user-agent': 'aws-sdk-js/3',
        'amz-sdk-request': 'attempt=1; max=3',
        ...options.headers,
      },
      body,
    },
  );
  const queryString = Object.entries(query)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
  return {
    method: 'POST',
    target: queryString === '' ? path : `${path}?${queryString}`,
    headers: Object.entries(headers),
    body,
  };
}

interface Aws4 {
  sign(request: object, credentials: object): { headers: Record<string, string | number>; path: string };
}
const aws4 = require('aws4') as Aws4;

/** Signs as the aws4 package does. */
export function aws4Signed(path = '/'): Signed {
  const signed = aws4.sign(
    {
      service: 'kms',
      region: REGION,
      method: 'POST',
      host: 'kms.example.test',
      path,
      headers: {
        'Content-Type': 'application/x-amz-json-1.1',
        'X-Amz-Target': 'TrentService.Encrypt',
        'X-Amz-Date': formatAmzDate(NOW),
      },
      body: BODY.toString(),
    },
    { accessKeyId: ACCESS_KEY_ID, secretAccessKey: SECRET, sessionToken: 'c2Vzc2lvbg==' },
  );
  const headers = Object.entries(signed.headers).map(([name, value]) => [name, String(value)] as const);
  return { method: 'POST', target: signed.path, headers, body: BODY };
}

export const replaceHeader = (request: Signed, name: string, change: (value: string) => string): Signed => ({
  ...request,
  headers: request.headers.map(([key, value]) => [key, key.toLowerCase() === name ? change(value) : value] as const),
});
