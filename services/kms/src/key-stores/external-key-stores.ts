/** External key stores: KMS as the client of external key store proxies. */
import { must } from '@strongroom/core/assert.js';
import { SYSTEM_TENANT, type Region } from '@strongroom/core/ids.js';
import { uuid, type Rng } from '@strongroom/core/rng.js';
import type { Monotonic } from '@strongroom/core/time.js';
import { signingDate } from '@strongroom/iam/sigv4/sign.js';
import type { ConnectionErrorCodeType } from '@strongroom/proto/gen/kms-types.js';
import { deriveSigningKeyArguments, SLOT_COMMAND } from '@strongroom/proto/slot-protocol.js';
import type { RegionRuntime } from '../region/region-runtime.js';
import { XKS_SERVICE, type XksCall, type XksClient, type XksProxy } from '../xks/xks-client.js';
import { connectionErrorCode, XksFailure } from '../xks/xks-failure.js';
import type { KeyStoreBackend } from './key-store-backend.js';
import type { CustomKeyStore, XksConfiguration } from './key-store-record.js';

const DERIVE_TIMEOUT_MS = 5000;
/** One signing key a day and store; midnight makes a second one. */
const SIGNING_KEYS_MAX = 4096;
/** Far above what a call takes. */
const CHECK_TIMEOUT_MS = 60_000;

export class ExternalKeyStores implements KeyStoreBackend {
  readonly type = 'EXTERNAL_KEY_STORE';
  readonly client: XksClient;
  readonly #regions: ReadonlyMap<Region, RegionRuntime>;
  readonly #monotonic: Monotonic;
  readonly #rng: Rng;
  readonly #signingKeys = new Map<string, Promise<Uint8Array>>();

  constructor(
    client: XksClient,
    sources: {
      readonly regions: ReadonlyMap<Region, RegionRuntime>;
      readonly monotonic: Monotonic;
      readonly rng: Rng;
    },
  ) {
    this.client = client;
    this.#regions = sources.regions;
    this.#monotonic = sources.monotonic;
    this.#rng = sources.rng;
  }

  connect(store: CustomKeyStore): Promise<ConnectionErrorCodeType | undefined> {
    return this.#health(store, 'ConnectCustomKeyStore');
  }

  disconnect(): Promise<void> {
    // Kept connections end by themselves within seconds; keys of the store are unavailable already.
    return Promise.resolve();
  }

  check(store: CustomKeyStore): Promise<ConnectionErrorCodeType | undefined> {
    return this.#health(store, 'KmsHealthCheck');
  }

  /** The proxy of a configuration, ready to be called. */
  proxy(region: Region, xks: XksConfiguration): XksProxy {
    const { uriEndpoint, uriPath, accessKeyId } = xks;
    return {
      uriEndpoint,
      uriPath,
      accessKeyId,
      region,
      signingKey: (nowMs) => this.#signingKey(region, xks, signingDate(nowMs)),
    };
  }

  async #health(store: CustomKeyStore, kmsOperation: string): Promise<ConnectionErrorCodeType | undefined> {
    const call: XksCall = {
      proxy: this.proxy(store.region, must(store.xks, 'an external key store has a proxy')),
      metadata: { kmsRequestId: uuid(this.#rng), kmsOperation },
      deadlineAt: this.#monotonic.now() + CHECK_TIMEOUT_MS,
    };
    try {
      await this.client.health(call);
      return undefined;
    } catch (error) {
      if (error instanceof XksFailure) return connectionErrorCode(error);
      throw error;
    }
  }

  /** The secret stays in the HSM; what is kept here signs requests of one day to one proxy. */
  #signingKey(region: Region, { accessKeyId, secret }: XksConfiguration, date: string): Promise<Uint8Array> {
    const name = `${date}/${region}/${Buffer.from(secret.materialId).toString('hex')}`;
    const known = this.#signingKeys.get(name);
    if (known !== undefined) return known;
    const runtime = must(this.#regions.get(region), 'the store is of a Region that is served');
    const deriving = runtime.run({
      tenant: SYSTEM_TENANT,
      command: SLOT_COMMAND.DERIVE_SIGNING_KEY,
      materials: [secret],
      encode: ([given]) => {
        const material = must(given, 'one material was given');
        return deriveSigningKeyArguments.write({ material, accessKeyId, date, region, service: XKS_SERVICE });
      },
      deadlineAt: this.#monotonic.now() + DERIVE_TIMEOUT_MS,
    });
    const oldest = this.#signingKeys.size < SIGNING_KEYS_MAX ? undefined : this.#signingKeys.keys().next().value;
    if (oldest !== undefined) this.#signingKeys.delete(oldest);
    this.#signingKeys.set(name, deriving);
    // A failure is not remembered: the next call tries again.
    deriving.catch(() => this.#signingKeys.delete(name));
    return deriving;
  }
}
