/**
 * The Authorization header of SigV4, and what else says who signed a request. Nothing here is verified: verify.ts does
 * that.
 */
import { createHash } from 'node:crypto';
import { KmsError } from '@strongroom/core/errors.js';
import { type AccessKeyId, parseAccessKeyId } from '@strongroom/core/ids.js';
import { amzDateOfDateHeader, parseAmzDate } from './amz-date.js';
import { collectHeaders, type HeaderMap, type RawHeaders } from './headers.js';

/** A request's claim to have been signed by `accessKeyId`. */
export interface SignedRequest {
  readonly accessKeyId: AccessKeyId;
  /** The credential scope's parts: `YYYYMMDD`, Region, service. Text of the client; compare it, do not trust it. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  /** `X-Amz-Security-Token`, of temporary credentials. */
  readonly sessionToken: string | undefined;
  /** When the client says it signed: `YYYYMMDDTHHMMSSZ`, and in epoch milliseconds. */
  readonly amzDate: string;
  readonly signedAtMs: number;
  /** As in the header, `host;x-amz-date`, and split. Sorted, unique, lower case. */
  readonly signedHeaders: string;
  readonly signedHeaderNames: readonly string[];
  /** 64 lower-case hex digits. */
  readonly signature: string;
  readonly headers: HeaderMap;
}

export const ALGORITHM = 'AWS4-HMAC-SHA256';
export const TERMINATOR = 'aws4_request';

const AUTHORIZATION_MAX_CHARS = 2048;
const SIGNED_HEADERS_MAX_COUNT = 64;
const SESSION_TOKEN_MAX_CHARS = 8192;
const TOKEN = /^[!-~]+$/;
/**
 * What every signer writes; anything else is taken apart slowly, for the wording of the refusal. The whole is bounded
 * already, and counted repetitions are slow.
 */
const USUAL = new RegExp(
  '^AWS4-HMAC-SHA256 Credential=([A-Z0-9]+)/(\\d{8})/([a-z0-9-]+)/([a-z0-9-]+)/aws4_request, ?' +
    'SignedHeaders=([a-z0-9;_-]+), ?Signature=([0-9a-f]{64})$',
);

/** Reads the claim of a request. An answer of KmsError is to be sent to the client. */
export function parseAuthorization(rawHeaders: RawHeaders): SignedRequest | KmsError {
  const headers = collectHeaders(rawHeaders);
  if (typeof headers === 'string') return incomplete(`The request repeats a header that must come once: ${headers}.`);
  const authorization = headers.get('authorization');
  // Another scheme, such as Bearer, is no attempt at SigV4.
  if (!authorization?.startsWith('AWS4')) return new KmsError('MissingAuthenticationTokenException');
  if (authorization.length > AUTHORIZATION_MAX_CHARS) return incomplete('The Authorization header is too long.');
  const parts = USUAL.exec(authorization);
  const claim = (parts === null ? undefined : claimOf(parts)) ?? takeApart(authorization);
  if (claim instanceof KmsError) return claim;
  const when = signingTime(headers, authorization);
  if (when instanceof KmsError) return when;
  const sessionToken = headers.get('x-amz-security-token');
  if (sessionToken !== undefined && (sessionToken.length > SESSION_TOKEN_MAX_CHARS || !TOKEN.test(sessionToken))) {
    return new KmsError('InvalidClientTokenIdException');
  }
  const signedHeaderNames = claim.signedHeaders.split(';');
  const refusal = checkSignedHeaders(signedHeaderNames, headers, when.header);
  if (refusal !== undefined) return refusal;
  // Every field by name: spreading the claim costs more than all the rest.
  return {
    accessKeyId: claim.accessKeyId,
    date: claim.date,
    region: claim.region,
    service: claim.service,
    sessionToken,
    amzDate: when.amzDate,
    signedAtMs: when.signedAtMs,
    signedHeaders: claim.signedHeaders,
    signedHeaderNames,
    signature: claim.signature,
    headers,
  };
}

type Claim = Pick<SignedRequest, 'accessKeyId' | 'date' | 'region' | 'service' | 'signedHeaders' | 'signature'>;

function claimOf(parts: RegExpExecArray): Claim | undefined {
  const [, id = '', date = '', region = '', service = '', signedHeaders = '', signature = ''] = parts;
  const accessKeyId = parseAccessKeyId(id);
  if (accessKeyId === undefined) return undefined;
  return { accessKeyId, date, region, service, signedHeaders, signature };
}

/** The slow way: any order of the three parameters, and a message for each thing that is wrong. */
function takeApart(authorization: string): Claim | KmsError {
  const space = authorization.indexOf(' ');
  const algorithm = space < 0 ? authorization : authorization.slice(0, space);
  if (algorithm !== ALGORITHM) return incomplete(`Unsupported AWS 'algorithm': '${algorithm}'.`, authorization);
  const parameters = new Map<string, string>();
  for (const part of space < 0 ? [] : authorization.slice(space + 1).split(',')) {
    const [name = '', ...value] = part.trim().split('=');
    if (parameters.has(name) || !['Credential', 'SignedHeaders', 'Signature'].includes(name)) {
      const message = `'${part.trim()}' not a valid key=value pair (missing equal-sign) in Authorization header.`;
      return incomplete(message, authorization);
    }
    parameters.set(name, value.join('='));
  }
  const missing = ['Credential', 'Signature', 'SignedHeaders'].filter((name) => (parameters.get(name) ?? '') === '');
  if (missing.length > 0) {
    return incomplete(
      missing.map((name) => `Authorization header requires '${name}' parameter.`).join(' '),
      authorization,
    );
  }
  const signature = parameters.get('Signature') ?? '';
  if (!/^[0-9a-f]{64}$/.test(signature)) return signatureMismatch();
  const signedHeaders = parameters.get('SignedHeaders') ?? '';
  if (!/^[a-z0-9;_-]{1,1024}$/.test(signedHeaders)) return signatureMismatch();
  const credential = parseCredential(parameters.get('Credential') ?? '', authorization);
  return credential instanceof KmsError ? credential : { ...credential, signedHeaders, signature };
}

function parseCredential(
  credential: string,
  authorization: string,
): Pick<Claim, 'accessKeyId' | 'date' | 'region' | 'service'> | KmsError {
  const [id = '', date = '', region = '', service = '', terminator = '', ...rest] = credential.split('/');
  if (terminator === '' || rest.length > 0) {
    const wanted = 'Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term';
    return incomplete(`${wanted}, got '${credential}'`, authorization);
  }
  const accessKeyId = parseAccessKeyId(id);
  if (accessKeyId === undefined) return new KmsError('UnrecognizedClientException');
  if (terminator !== TERMINATOR) {
    return invalid(`Credential should be scoped with a valid terminator: '${TERMINATOR}', not '${terminator}'.`);
  }
  if (!/^\d{8}$/.test(date)) return invalid(`Date in Credential scope is not of the form YYYYMMDD: '${date}'.`);
  if (!/^[a-z0-9-]{1,32}$/.test(region)) return invalid(`Credential should be scoped to a valid region. `);
  if (!/^[a-z0-9-]{1,64}$/.test(service)) return invalid(`Credential should be scoped to correct service. `);
  return { accessKeyId, date, region, service };
}

interface SigningTime {
  readonly header: 'x-amz-date' | 'date';
  readonly amzDate: string;
  readonly signedAtMs: number;
}

function signingTime(headers: HeaderMap, authorization: string): SigningTime | KmsError {
  const amz = headers.get('x-amz-date');
  const date = headers.get('date');
  if (amz === undefined && date === undefined) {
    return incomplete(
      "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
      authorization,
    );
  }
  const amzDate = amz ?? amzDateOfDateHeader(date ?? '');
  const signedAtMs = amzDate === undefined ? undefined : parseAmzDate(amzDate);
  if (amzDate === undefined || signedAtMs === undefined) {
    return incomplete("Date must be in ISO-8601 'basic format', for example 20260131T235959Z.", authorization);
  }
  return { header: amz === undefined ? 'date' : 'x-amz-date', amzDate, signedAtMs };
}

/**
 * Deny by default: the host, the date and every `x-amz-` header decide something, so each one that is there must be
 * signed.
 */
function checkSignedHeaders(names: readonly string[], headers: HeaderMap, dateHeader: string): KmsError | undefined {
  if (names.length > SIGNED_HEADERS_MAX_COUNT) return invalid('Too many SignedHeaders.');
  for (let index = 1; index < names.length; index += 1) {
    if ((names[index - 1] ?? '') >= (names[index] ?? '')) return invalid("'SignedHeaders' must be sorted and unique.");
  }
  if (!names.includes('host')) {
    return invalid("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  }
  if (!names.includes(dateHeader)) return invalid(`'${dateHeader}' must be a 'SignedHeader' in the AWS Authorization.`);
  for (const name of headers.keys()) {
    if (name.startsWith('x-amz-') && !names.includes(name)) {
      return invalid(`There were headers present in the request which were not signed: ${name}.`);
    }
  }
  return undefined;
}

/** AWS no longer repeats the header itself, only its hash, by which both sides can compare what was sent. */
function incomplete(message: string, authorization?: string): KmsError {
  const hashed =
    authorization === undefined ? '' : createHash('sha256').update(authorization, 'latin1').digest('base64');
  const suffix = ` (Hashed with SHA-256 and encoded with Base64) Authorization=${hashed}`;
  return new KmsError('IncompleteSignatureException', authorization === undefined ? message : `${message}${suffix}`);
}

function invalid(message: string): KmsError {
  return new KmsError('InvalidSignatureException', message);
}

/** AWS's wording for every mismatch; it does not say which part differs. */
export function signatureMismatch(): KmsError {
  return invalid(
    'The request signature we calculated does not match the signature you provided. ' +
      'Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  );
}
