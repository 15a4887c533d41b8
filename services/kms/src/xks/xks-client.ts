/** The four calls of the XKS proxy API v1, signed by SigV4 under the service name `kms-xks-proxy`. */
import { utf8 } from '@strongroom/core/bytes.js';
import type { RealTime } from '@strongroom/core/time.js';
import type { ExternalCiphertext } from '@strongroom/crypto/external-blob.js';
import { signRequest } from '@strongroom/iam/sigv4/sign.js';
import * as messages from './xks-messages.js';
import type { XksTransport } from './xks-transport.js';

export const XKS_SERVICE = 'kms-xks-proxy';

/** One proxy as a store names it. */
export interface XksProxy {
  /** `https://` and a host. */
  readonly uriEndpoint: string;
  /** Ends with `/kms/xks/v1`. */
  readonly uriPath: string;
  readonly accessKeyId: string;
  readonly region: string;
  /** 32 bytes: of this access key, for today. */
  readonly signingKey: (nowMs: number) => Promise<Uint8Array>;
}

/** On whose behalf, for the proxy's own authorization and audit (specification, "requestMetadata"). */
export interface XksRequestMetadata {
  readonly kmsRequestId: string;
  readonly kmsOperation: string;
  /** Absent in health checks. */
  readonly awsPrincipalArn?: string;
  /** In Encrypt and Decrypt. */
  readonly kmsKeyArn?: string;
}

export interface XksCall {
  readonly proxy: XksProxy;
  readonly metadata: XksRequestMetadata;
  /** Monotonic milliseconds. */
  readonly deadlineAt: number;
}

/** Every method throws XksFailure, and a KmsError when no HSM can sign. */
export class XksClient {
  readonly #transport: XksTransport;
  readonly #realTime: RealTime;

  constructor(transport: XksTransport, realTime: RealTime) {
    this.#transport = transport;
    this.#realTime = realTime;
  }

  async health(call: XksCall): Promise<messages.XksHealth> {
    return messages.readHealth(await this.#post(call, '/health', {}));
  }

  async keyMetadata(call: XksCall, xksKeyId: string): Promise<messages.XksKeyMetadata> {
    return messages.readMetadata(await this.#post(call, `/keys/${xksKeyId}/metadata`, {}));
  }

  /** @param aad at most 8192 bytes; `plaintext` at most 4300 */
  async encrypt(call: XksCall, xksKeyId: string, plaintext: Uint8Array, aad: Uint8Array): Promise<ExternalCiphertext> {
    const body = messages.encryptRequest(plaintext, aad);
    return messages.readCiphertext(await this.#post(call, `/keys/${xksKeyId}/encrypt`, body), plaintext.length, aad);
  }

  async decrypt(call: XksCall, xksKeyId: string, ciphertext: ExternalCiphertext, aad: Uint8Array): Promise<Uint8Array> {
    const body = messages.decryptRequest(ciphertext, aad);
    return messages.readPlaintext(await this.#post(call, `/keys/${xksKeyId}/decrypt`, body));
  }

  async #post({ proxy, metadata, deadlineAt }: XksCall, path: string, message: object): Promise<Uint8Array> {
    const host = proxy.uriEndpoint.slice('https://'.length);
    const { port } = this.#transport;
    const nowMs = this.#realTime.now();
    const unsigned = {
      method: 'POST',
      target: proxy.uriPath + path,
      headers: { host: port === 443 ? host : `${host}:${String(port)}`, 'content-type': 'application/json' },
      body: utf8(JSON.stringify({ requestMetadata: metadata, ...message })),
    };
    const { accessKeyId, region } = proxy;
    const scope = { accessKeyId, region, service: XKS_SERVICE };
    const headers = signRequest(unsigned, scope, await proxy.signingKey(nowMs), nowMs);
    const request = { host, path: unsigned.target, headers, body: unsigned.body, deadlineAt };
    const answer = await this.#transport.post(request);
    if (answer.status !== 200) throw messages.readFailure(answer.status, answer.body);
    return answer.body;
  }
}
