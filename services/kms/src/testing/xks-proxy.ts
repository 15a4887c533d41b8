/**
 * An external key store proxy with an external key manager inside, for tests: HTTPS with an authority of its own, SigV4
 * checked by our verifier, AES-256-GCM by node:crypto. It serves any number of tenants, told apart by the prefix of
 * their path, and each can be made to misbehave.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createSecureContext } from 'node:tls';
import { KmsError } from '@strongroom/core/errors.js';
import { systemRealTime } from '@strongroom/core/time.js';
import { parseAuthorization } from '@strongroom/iam/sigv4/authorization.js';
import { deriveSigningKey } from '@strongroom/iam/sigv4/signing-key.js';
import { checkScope, verifySignature } from '@strongroom/iam/sigv4/verify.js';
import type { IssuedCertificate } from '@strongroom/rpc/pki.js';

export type ProxyMode =
  | 'well'
  | 'silent'
  | 'hang-up'
  | 'not-json'
  | 'malformed'
  | 'endless'
  | 'lying-integrity-value'
  | 'wrong-tag'
  | 'replaying'
  | 'mixing-up'
  | 'unavailable'
  | { readonly error: string; readonly status: number };

export interface ExternalTestKey {
  readonly bytes: Uint8Array;
  keySpec: string;
  keyUsage: string[];
  keyStatus: 'ENABLED' | 'DISABLED';
}

/** One external key store's view of the proxy. */
export class ProxyTenant {
  readonly uriPath: string;
  readonly credential: { accessKeyId: string; rawSecretAccessKey: string };
  readonly keys = new Map<string, ExternalTestKey>();
  mode: ProxyMode = 'well';
  /** Bodies of the requests that were authentic. */
  readonly requests: { readonly path: string; readonly body: Readonly<Record<string, unknown>> }[] = [];
  /** The first answer to Encrypt, and what was encrypted. */
  replayed: string | undefined;
  firstPlaintext: Buffer | undefined;

  constructor() {
    const id = randomBytes(8).toString('hex');
    this.uriPath = `/${id}/kms/xks/v1`;
    this.credential = { accessKeyId: base32(24), rawSecretAccessKey: randomBytes(33).toString('base64') };
  }

  /** Makes an external key. */
  addKey(changes: Partial<ExternalTestKey> = {}): string {
    const id = `ext.${randomBytes(6).toString('hex')}`;
    const well = { keySpec: 'AES_256', keyUsage: ['ENCRYPT', 'DECRYPT'], keyStatus: 'ENABLED' } as const;
    this.keys.set(id, { bytes: randomBytes(32), ...well, keyUsage: [...well.keyUsage], ...changes });
    return id;
  }
}

export interface ProxyOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly certificate: IssuedCertificate;
  /** Shown to clients that ask for `localhost` by name: of an authority that nobody trusts. */
  readonly foreignCertificate: IssuedCertificate;
}

export class XksTestProxy {
  readonly #server: Server;
  readonly #tenants = new Map<string, ProxyTenant>();

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start({ host, port, certificate, foreignCertificate }: ProxyOptions): Promise<XksTestProxy> {
    const contextOf = ({ certificatePem, privateKeyPem }: IssuedCertificate) =>
      createSecureContext({ cert: certificatePem, key: privateKeyPem });
    const foreign = contextOf(foreignCertificate);
    const server = createServer({
      cert: certificate.certificatePem,
      key: certificate.privateKeyPem,
      SNICallback: (_name, callback) => {
        callback(null, foreign);
      },
    });
    const proxy = new XksTestProxy(server);
    server.on('request', (request, response) => {
      proxy.#serve(request, response).catch(() => request.socket.destroy());
    });
    server.on('tlsClientError', () => undefined);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  addTenant(): ProxyTenant {
    const tenant = new ProxyTenant();
    this.#tenants.set(tenant.uriPath, tenant);
    return tenant;
  }

  /** Connections in use end as well. */
  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const target = request.url ?? '';
    const answer = (status: number, value: unknown): void => {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      response.writeHead(status, { 'content-type': 'application/json' }).end(text);
    };
    const tenant = [...this.#tenants.values()].find(({ uriPath }) => target.startsWith(`${uriPath}/`));
    if (tenant === undefined) {
      answer(404, { errorName: 'InvalidUriPathException' });
      return;
    }
    if (!isAuthentic(tenant, request, target, body)) {
      answer(401, { errorName: 'AuthenticationFailedException', errorMessage: 'who are you?' });
      return;
    }
    const parsed = JSON.parse(body.toString('utf8')) as Record<string, unknown>;
    tenant.requests.push({ path: target, body: parsed });
    const path = target.slice(tenant.uriPath.length);
    const { mode } = tenant;
    if (mode === 'silent') return;
    if (mode === 'hang-up') request.socket.destroy();
    else if (mode === 'not-json') answer(200, '<html>');
    else if (mode === 'malformed') answer(200, { ciphertext: 7, plaintext: '?', ekmFleetDetails: [] });
    else if (mode === 'endless') answer(200, 'x'.repeat(1 << 20));
    else if (typeof mode === 'object') answer(mode.status, { errorName: mode.error, errorMessage: 'as asked' });
    else {
      const [status, value] = handle(tenant, path, parsed);
      answer(status, value);
    }
  }
}

function isAuthentic(tenant: ProxyTenant, request: IncomingMessage, target: string, body: Buffer): boolean {
  const signed = parseAuthorization(request.rawHeaders);
  if (signed instanceof KmsError || signed.accessKeyId !== tenant.credential.accessKeyId) return false;
  const policy = { service: 'kms-xks-proxy', regions: new Set([signed.region]) };
  const scoped = checkScope(signed, policy, systemRealTime.now());
  if (scoped instanceof KmsError) return false;
  const { rawSecretAccessKey } = tenant.credential;
  const signingKey = deriveSigningKey(rawSecretAccessKey, signed.date, signed.region, signed.service);
  return verifySignature(scoped, { method: request.method ?? '', target, body }, signingKey) === undefined;
}

type Reply = readonly [status: number, value: unknown];

function handle(tenant: ProxyTenant, path: string, body: Readonly<Record<string, unknown>>): Reply {
  if (path === '/health') {
    const healthStatus = tenant.mode === 'unavailable' ? 'UNAVAILABLE' : 'ACTIVE';
    return [
      200,
      {
        xksProxyFleetSize: 1,
        xksProxyVendor: 'Strongroom tests',
        xksProxyModel: 'proxy 1',
        ekmVendor: 'Strongroom tests',
        ekmFleetDetails: [{ id: 'hsm-1', model: 'in memory', healthStatus }],
      },
    ];
  }
  const [, keyId = '', call = ''] = /^\/keys\/([^/]+)\/(metadata|encrypt|decrypt)$/.exec(path) ?? [];
  const external = tenant.keys.get(keyId);
  if (external === undefined) return [404, { errorName: 'KeyNotFoundException' }];
  const { keySpec, keyUsage, keyStatus } = external;
  if (call === 'metadata') return [200, { keySpec, keyUsage, keyStatus }];
  if (keyStatus === 'DISABLED') return [400, { errorName: 'InvalidStateException' }];
  return call === 'encrypt' ? encrypt(tenant, external, body) : decrypt(tenant, external, body);
}

const METADATA = Buffer.from('v1');

function encrypt(tenant: ProxyTenant, { bytes }: ExternalTestKey, body: Readonly<Record<string, unknown>>): Reply {
  if (tenant.mode === 'replaying' && tenant.replayed !== undefined) return [200, tenant.replayed];
  const [plaintext, aad] = [binary(body['plaintext']), binary(body['additionalAuthenticatedData'])];
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', bytes, iv).setAAD(boundAad(aad, METADATA));
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  const tag = cipher.getAuthTag();
  if (tenant.mode === 'wrong-tag') tag[0] = (tag[0] ?? 0) ^ 1;
  const integrity = createHash('sha256');
  for (const part of [aad, METADATA, iv, ciphertext, tag]) integrity.update(part);
  const value = integrity.digest();
  if (tenant.mode === 'lying-integrity-value') value[0] = (value[0] ?? 0) ^ 1;
  const answer = JSON.stringify({
    ciphertext: ciphertext.toString('base64'),
    initializationVector: iv.toString('base64'),
    authenticationTag: tag.toString('base64'),
    ciphertextMetadata: METADATA.toString('base64'),
    ciphertextDataIntegrityValue: value.toString('base64'),
  });
  tenant.replayed ??= answer;
  tenant.firstPlaintext ??= plaintext;
  return [200, answer];
}

function decrypt(tenant: ProxyTenant, { bytes }: ExternalTestKey, body: Readonly<Record<string, unknown>>): Reply {
  try {
    const aad = boundAad(binary(body['additionalAuthenticatedData']), binary(body['ciphertextMetadata']));
    const decipher = createDecipheriv('aes-256-gcm', bytes, binary(body['initializationVector']))
      .setAAD(aad)
      .setAuthTag(binary(body['authenticationTag']));
    const opened = Buffer.concat([decipher.update(binary(body['ciphertext'])), decipher.final()]);
    const plaintext = tenant.mode === 'mixing-up' ? (tenant.firstPlaintext ?? opened) : opened;
    return [200, { plaintext: plaintext.toString('base64') }];
  } catch {
    return [400, { errorName: 'InvalidCiphertextException' }];
  }
}

/** Specification, "Encrypt": metadata is bound as additional authenticated data, with lengths. */
function boundAad(aad: Buffer, metadata: Buffer): Buffer {
  if (metadata.length === 0) return aad;
  const length = Buffer.alloc(2);
  length.writeUInt16BE(aad.length);
  return Buffer.concat([length, aad, Buffer.of(metadata.length), metadata]);
}

function binary(value: unknown): Buffer {
  return Buffer.from(typeof value === 'string' ? value : '', 'base64');
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}

function base32(length: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return Array.from(randomBytes(length), (byte) => alphabet.charAt(byte & 31)).join('');
}
