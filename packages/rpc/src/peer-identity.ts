/**
 * Who is at the other end of a gRPC call, by client certificate. grpc-js builds the peer certificate anew at each call
 * (15 µs), so that it is read once per connection. It is remembered by the connection itself, never by its address and
 * port: a port is free for another local process the moment its connection ends.
 */
import type { PeerCertificate } from 'node:tls';
import type { RealTime } from '@strongroom/core/time.js';
import { spkiFingerprint } from './spki.js';

/** A certificate that the TLS handshake verified: chain, dates, purpose, and possession of the key. */
export interface PeerIdentity {
  /** Lower-case hex SHA-256 of the SubjectPublicKeyInfo. */
  readonly spkiSha256: string;
  readonly commonName: string;
  /** When the certificate ends, in real epoch milliseconds. */
  readonly notAfterMs: number;
}

/** The part of a grpc-js server call that says who calls. */
export interface PeerCall {
  getAuthContext(): { sslPeerCertificate?: PeerCertificate };
}

export class PeerIdentities {
  readonly #realTime: RealTime;
  readonly #byConnection = new WeakMap<object, { readonly identity: PeerIdentity | undefined }>();

  constructor(realTime: RealTime) {
    this.#realTime = realTime;
  }

  /**
   * The verified client certificate of this call. Undefined when there is none, when it did not verify, or when it has
   * expired since the connection was made.
   */
  of(call: PeerCall): PeerIdentity | undefined {
    const connection = connectionOf(call);
    let known = connection === undefined ? undefined : this.#byConnection.get(connection);
    if (known === undefined) {
      known = { identity: readPeerIdentity(call) };
      if (connection !== undefined) this.#byConnection.set(connection, known);
    }
    const { identity } = known;
    return identity !== undefined && this.#realTime.now() < identity.notAfterMs ? identity : undefined;
  }
}

/** Reads the certificate without the cache. @throws RangeError when the certificate cannot be parsed. */
export function readPeerIdentity(call: PeerCall): PeerIdentity | undefined {
  // grpc-js returns a certificate only when node:tls authorized it.
  const certificate = call.getAuthContext().sslPeerCertificate;
  if (certificate === undefined) return undefined;
  const commonName: unknown = certificate.subject.CN;
  return {
    spkiSha256: spkiFingerprint(certificate.raw),
    commonName: typeof commonName === 'string' ? commonName : '',
    notAfterMs: Date.parse(certificate.valid_to),
  };
}

/** More interceptors than anyone stacks. */
const CALL_DEPTH_MAX = 16;

/**
 * The HTTP/2 session under a grpc-js call, which has no public name. Undefined when grpc-js is built otherwise: then
 * identities are read at each call, which is slower and just as right.
 */
function connectionOf(call: object): object | undefined {
  let inner: unknown = property(call, 'call');
  for (let depth = 0; depth < CALL_DEPTH_MAX; depth += 1) {
    const session = property(property(inner, 'stream'), 'session');
    if (typeof session === 'object' && session !== null) return session;
    inner = property(inner, 'nextCall');
  }
  return undefined;
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
