/** Signs a request by AWS Signature Version 4, header form: for the services that this one is a client of. */
import { createHmac, hash } from 'node:crypto';
import { AssertionFailure } from '@strongroom/core/assert.js';
import { formatAmzDate } from './amz-date.js';
import { ALGORITHM, TERMINATOR } from './authorization.js';
import { canonicalRequest, canonicalTarget } from './canonical.js';

/** What is signed, apart from `x-amz-date`, which is added. */
export interface UnsignedRequest {
  readonly method: string;
  /** Path and query as they will be sent. */
  readonly target: string;
  /** By lower-case name; all of them are signed, `host` among them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface SigningScope {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
}

/** `YYYYMMDD`: the day of a signing key. */
export function signingDate(nowMs: number): string {
  return formatAmzDate(nowMs).slice(0, 8);
}

/**
 * The headers with `x-amz-date` and `authorization`.
 * @param signingKey 32 bytes, derived from the secret for the scope and for the day of `nowMs`
 * @param nowMs real time: the other side has a clock of its own
 */
export function signRequest(
  request: UnsignedRequest,
  scope: SigningScope,
  signingKey: Uint8Array,
  nowMs: number,
): Readonly<Record<string, string>> {
  const amzDate = formatAmzDate(nowMs);
  const headers: Record<string, string> = { ...request.headers, 'x-amz-date': amzDate };
  const names = Object.keys(headers).toSorted();
  const signedHeaders = names.join(';');
  const target = canonicalTarget(request.target);
  if (target === undefined || !Object.hasOwn(headers, 'host')) throw new AssertionFailure('not a request to sign');
  const bodySha256 = hash('sha256', request.body, 'hex');
  const known = new Map(Object.entries(headers));
  const canonical = canonicalRequest(request.method, target, known, signedHeaders, names, bodySha256) ?? '';
  const credentialScope = `${amzDate.slice(0, 8)}/${scope.region}/${scope.service}/${TERMINATOR}`;
  const toSign = `${ALGORITHM}\n${amzDate}\n${credentialScope}\n${hash('sha256', canonical, 'hex')}`;
  const signature = createHmac('sha256', signingKey).update(toSign).digest('hex');
  const credential = `${scope.accessKeyId}/${credentialScope}`;
  const claims = `Credential=${credential}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
  return { ...headers, authorization: `${ALGORITHM} ${claims}` };
}
