/** TLS between processes: 1.3 only, one place that says how certificates are asked for and checked. */
import { checkServerIdentity, createSecureContext, type SecureContextOptions, type TlsOptions } from 'node:tls';
import type { SecureServerOptions } from 'node:http2';
import { ChannelCredentials, ServerCredentials } from '@grpc/grpc-js';

/** A process's own certificate (chain) and key, PEM. */
export interface TlsIdentity {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

/**
 * What a server asks of its clients. `required`: the handshake fails without a certificate of the trusted authority.
 * `optional`: a client may come without one; one that does not verify counts as none (peer-identity.ts). `none`: never
 * asked.
 */
export type ClientCertificatePolicy = 'required' | 'optional' | 'none';

export interface ServerTlsOptions {
  readonly identity: TlsIdentity;
  /** The authority whose client certificates count, PEM. Needed unless `clientCertificate` is `none`. */
  readonly trustedCaPem?: string;
  readonly clientCertificate: ClientCertificatePolicy;
}

export interface ClientTlsOptions {
  readonly trustedCaPem: string;
  /** The client's certificate, where the server wants one. */
  readonly identity?: TlsIdentity;
}

/** A connection that has not finished its handshake by then is closed. */
const HANDSHAKE_TIMEOUT_MS = 10_000;

/** Options for node:tls, node:https and http2 servers. @throws RangeError when an authority is needed and missing. */
export function tlsServerOptions(options: ServerTlsOptions): TlsOptions {
  return { ...serverSettings(options), ...serverContext(options) };
}

/** Options for node:tls and node:https clients; the caller adds host, port and servername. */
export function tlsClientOptions(options: ClientTlsOptions): SecureContextOptions {
  return {
    ca: options.trustedCaPem,
    minVersion: 'TLSv1.3',
    ...(options.identity === undefined
      ? {}
      : { cert: options.identity.certificatePem, key: options.identity.privateKeyPem }),
  };
}

/** Credentials of a grpc-js server. @throws RangeError when an authority is needed and missing; Error for bad PEM. */
export function grpcServerCredentials(options: ServerTlsOptions): ServerCredentials {
  createSecureContext(serverContext(options)); // bad PEM fails here, not at the first connection
  return new Tls13ServerCredentials(serverSettings(options), serverContext(options));
}

/**
 * Credentials of a grpc-js channel. `certifiedHost` is what the server's certificate must carry, where that is not the
 * channel's own server name (an IP address, which TLS does not allow as a server name). @throws Error for bad PEM.
 */
export function grpcChannelCredentials(options: ClientTlsOptions, certifiedHost?: string): ChannelCredentials {
  const context = createSecureContext(tlsClientOptions(options));
  if (certifiedHost === undefined) return ChannelCredentials.createFromSecureContext(context);
  return ChannelCredentials.createFromSecureContext(context, {
    checkServerIdentity: (_serverName, certificate) => checkServerIdentity(certifiedHost, certificate),
  });
}

function serverSettings(options: ServerTlsOptions): SecureServerOptions {
  return {
    requestCert: options.clientCertificate !== 'none',
    rejectUnauthorized: options.clientCertificate === 'required',
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
  };
}

function serverContext(options: ServerTlsOptions): SecureContextOptions {
  if (options.clientCertificate !== 'none' && options.trustedCaPem === undefined) {
    throw new RangeError('"trustedCaPem" is needed where client certificates are asked for');
  }
  return {
    cert: options.identity.certificatePem,
    key: options.identity.privateKeyPem,
    minVersion: 'TLSv1.3',
    ...(options.trustedCaPem === undefined ? {} : { ca: options.trustedCaPem }),
  };
}

/** grpc-js's createSsl knows neither optional client certificates nor a minimum version. */
class Tls13ServerCredentials extends ServerCredentials {
  override _equals(other: ServerCredentials): boolean {
    return this === other;
  }
}
