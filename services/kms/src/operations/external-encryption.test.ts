/** The pipeline, a real proxy, and HSMs that make and open real blobs: what a proxy that lies can bring about. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { fromUtf8, utf8 } from '@strongroom/core/bytes.js';
import { HsmError } from '@strongroom/core/errors.js';
import { SystemRng } from '@strongroom/core/rng.js';
import { decryptBlob, encryptBlob } from '@strongroom/crypto/ciphertext-blob.js';
import { opensslEngine } from '@strongroom/crypto/openssl-engine.js';
import { deriveSigningKey } from '@strongroom/iam/sigv4/signing-key.js';
import {
  decryptArguments,
  deriveSigningKeyArguments,
  encryptArguments,
  generateBackingKeyResult,
  reEncryptArguments,
  SLOT_COMMAND,
  type DecryptArguments,
} from '@strongroom/proto/slot-protocol.js';
import type { SlotRequest } from '@strongroom/hsm-client/slot-request.js';
import { ACCOUNT_A, frontEndFixture } from '../testing/front-end-fixture.js';
import { insertKeyStores, keyStoreRow } from '../testing/key-store-rows.js';
import { PROXY_HOST, startXksProxy, type StartedProxy } from '../testing/start-xks-proxy.js';
import type { ProxyTenant } from '../testing/xks-proxy.js';

const rng = new SystemRng();
const blobOf = ({ ciphertextBlob }: { readonly ciphertextBlob?: Uint8Array }) =>
  must(ciphertextBlob, 'an answer has one');
const textOf = ({ plaintext }: { readonly plaintext?: Uint8Array }) => fromUtf8(must(plaintext, 'an answer has one'));

/** HSMs of one backing key. */
class BlobHsm {
  readonly #tenant: ProxyTenant;
  readonly #backingKey = rng.bytes(32);
  /** Commands that open a blob. */
  opened = 0;

  constructor(tenant: ProxyTenant) {
    this.#tenant = tenant;
  }

  readonly execute = (request: SlotRequest): Promise<Uint8Array> => {
    const payload = request.encode(request.materials);
    const command: number = request.command;
    switch (command) {
      case SLOT_COMMAND.CREATE_SLOT_TOKEN:
        return Promise.resolve(utf8('slot'));
      case SLOT_COMMAND.GENERATE_BACKING_KEY:
        return Promise.resolve(generateBackingKeyResult.write({ materialId: rng.bytes(32), ekt: utf8('an EKT') }));
      case SLOT_COMMAND.DERIVE_SIGNING_KEY: {
        const { date, region, service } = deriveSigningKeyArguments.read(payload);
        return Promise.resolve(deriveSigningKey(this.#tenant.credential.rawSecretAccessKey, date, region, service));
      }
      case SLOT_COMMAND.ENCRYPT: {
        const { material, context, plaintext } = encryptArguments.read(payload);
        return Promise.resolve(this.#seal(material.materialId, context, plaintext));
      }
      case SLOT_COMMAND.DECRYPT:
        return Promise.resolve(this.#open(decryptArguments.read(payload)));
      case SLOT_COMMAND.RE_ENCRYPT: {
        const { source, destination } = reEncryptArguments.read(payload);
        const plaintext = this.#open({ ...source, ciphertextBlob: source.ciphertext });
        return Promise.resolve(this.#seal(destination.material.materialId, destination.context, plaintext));
      }
      default:
        throw new HsmError('FUNCTION_NOT_SUPPORTED');
    }
  };

  #seal(materialId: Uint8Array, context: Uint8Array, plaintext: Uint8Array): Uint8Array {
    return encryptBlob(opensslEngine, rng, this.#backingKey, materialId, context, plaintext);
  }

  #open({ material, context, ciphertextBlob }: DecryptArguments): Uint8Array {
    this.opened += 1;
    const plaintext = decryptBlob(opensslEngine, this.#backingKey, material.materialId, context, ciphertextBlob);
    if (plaintext === undefined) throw new HsmError('ENCRYPTED_DATA_INVALID');
    return plaintext;
  }
}

describe('a ciphertext of an external key', () => {
  let started: StartedProxy;
  beforeAll(async () => {
    started = await startXksProxy();
  });
  afterAll(() => started.proxy.stop());

  async function given() {
    const tenant = started.proxy.addTenant();
    const hsm = new BlobHsm(tenant);
    const fixture = await frontEndFixture({
      xks: { port: started.proxy.port, timeoutMs: 30_000, addresses: 'any', extraCaPem: started.caPem },
    });
    fixture.setHsm(hsm.execute);
    const row = keyStoreRow('cks-1', {
      connection_state: 'CONNECTED',
      xks_uri_endpoint: `https://${PROXY_HOST}`,
      xks_uri_path: tenant.uriPath,
      xks_access_key_id: tenant.credential.accessKeyId,
    });
    await insertKeyStores(fixture, row);
    const call = await fixture.callFor(ACCOUNT_A);
    const inStore = { origin: 'EXTERNAL_KEY_STORE', customKeyStoreId: 'cks-1', xksKeyId: tenant.addKey() } as const;
    const { keyMetadata } = await fixture.pipeline.run('CreateKey', call, inStore);
    return { pipeline: fixture.pipeline, call, tenant, hsm, keyId: must(keyMetadata, 'a new key').keyId };
  }

  it('opens to what was encrypted, by Decrypt and through ReEncrypt', async () => {
    const { pipeline, call, hsm, keyId } = await given();
    const encryptionContext = { of: 'both' };
    const request = { keyId, plaintext: utf8('one'), encryptionContext };
    const ciphertextBlob = blobOf(await pipeline.run('Encrypt', call, request));
    const moved = await pipeline.run('ReEncrypt', call, {
      ciphertextBlob,
      sourceEncryptionContext: encryptionContext,
      destinationKeyId: keyId,
    });
    const opened = await pipeline.run('Decrypt', call, { ciphertextBlob: blobOf(moved) });
    expect(textOf(opened)).toBe('one');
    expect(hsm.opened).toBe(2);
  });

  it('is not another one of the same key and context, whatever the proxy answers: the HSM is not asked', async () => {
    const { pipeline, call, tenant, hsm, keyId } = await given();
    const encryptionContext = { of: 'both' };
    const encrypt = (plaintext: string) =>
      pipeline.run('Encrypt', call, { keyId, plaintext: utf8(plaintext), encryptionContext });
    const first = await encrypt('one');
    const ciphertextBlob = blobOf(await encrypt('two'));
    tenant.mode = 'mixing-up';
    const answers = await Promise.allSettled([
      pipeline.run('Decrypt', call, { ciphertextBlob, encryptionContext }),
      pipeline.run('ReEncrypt', call, {
        ciphertextBlob,
        sourceEncryptionContext: encryptionContext,
        destinationKeyId: keyId,
      }),
    ]);
    const message = expect.stringContaining('KMS cannot interpret the response') as unknown;
    for (const answer of answers) {
      expect(answer).toMatchObject({ reason: { exception: 'KMSInvalidStateException', message } });
    }
    expect(hsm.opened).toBe(0);
    // The one that the proxy kept is still what it was.
    const kept = await pipeline.run('Decrypt', call, { ciphertextBlob: blobOf(first), encryptionContext });
    expect(textOf(kept)).toBe('one');
  });
});
