/**
 * Brings key material of a multi-Region key from its primary's Region into another one. Both ends are HSMs; what passes
 * here are statements that they sign and material that only they can open (packages/crypto, replication-statement.ts).
 */
import { toHex } from '@strongroom/core/bytes.js';
import type { CancelSignal } from '@strongroom/core/cancellation.js';
import { HsmError, KmsError } from '@strongroom/core/errors.js';
import { tenantOf, type Region } from '@strongroom/core/ids.js';
import { readDomainToken } from '@strongroom/crypto/domain-token.js';
import type { SealedMaterial } from '@strongroom/hsm-client/slot-request.js';
import {
  beginReplicaArguments,
  beginReplicaResult,
  exportReplicaArguments,
  exportReplicaResult,
  installReplicaArguments,
  installReplicaResult,
  REPLICA_MATERIALS_MAX,
  signReplicationArguments,
  SLOT_COMMAND,
  vouchReplicationArguments,
  type AuthenticStatement,
} from '@strongroom/proto/slot-protocol.js';
import type { RegionRuntime, SlotWork } from '../region/region-runtime.js';
import { TokensSuperseded } from '../region/tokens-superseded.js';
import type { Services } from '../services.js';
import type { KmsKey } from './key-record.js';

/** Of civil time: an exchange that takes longer is begun again. */
const EXCHANGE_MAX_MS = 120_000;

export interface Wait {
  /** Monotonic milliseconds. */
  readonly deadlineAt: number;
  readonly signal?: CancelSignal | undefined;
}

/**
 * Has the HSMs of `region` seal material of a primary key for themselves.
 * @returns EKTs by material id (hex).
 * @throws KmsError when a Region is not served here, or its HSMs cannot.
 */
export async function replicateMaterials(
  services: Services,
  primary: KmsKey,
  region: Region,
  materials: readonly SealedMaterial[],
  wait: Wait,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const ekts = new Map<string, Uint8Array>();
  for (let start = 0; start < materials.length; start += REPLICA_MATERIALS_MAX) {
    const chunk = materials.slice(start, start + REPLICA_MATERIALS_MAX);
    const exchange = new Exchange(services, primary, region, wait);
    for (const { materialId, ekt } of await exchanged(exchange, chunk))
      ekts.set(toHex(materialId), new Uint8Array(ekt));
  }
  return ekts;
}

/**
 * The slot token may change in the middle of an exchange: what was made under the one before is then refused under the
 * next one. Begun again, everything is made under that.
 */
async function exchanged(exchange: Exchange, materials: readonly SealedMaterial[]): Promise<readonly SealedMaterial[]> {
  try {
    return await exchange.run(materials);
  } catch (error) {
    // Who is told that tokens were superseded reads the materials anew.
    if (error instanceof TokensSuperseded || !isTokenInvalid(error)) throw error;
    return exchange.run(materials);
  }
}

function isTokenInvalid(error: unknown): boolean {
  return error instanceof KmsError && error.cause instanceof HsmError && error.cause.status === 'TOKEN_INVALID';
}

/** One exchange: ask, answer, install. */
class Exchange {
  readonly #services: Services;
  readonly #primary: KmsKey;
  readonly #source: RegionRuntime;
  readonly #replica: RegionRuntime;
  readonly #wait: Wait;

  constructor(services: Services, primary: KmsKey, region: Region, wait: Wait) {
    this.#services = services;
    this.#primary = primary;
    this.#source = served(services, primary.region);
    this.#replica = served(services, region);
    this.#wait = wait;
  }

  async run(materials: readonly SealedMaterial[]): Promise<readonly SealedMaterial[]> {
    const { keyId: kmsKeyId, keySpec, keyUsage } = this.#primary;
    const { clock } = this.#services;
    const fromDomainId = await this.#domainId(this.#source.region);
    const notAfterMs = clock.now() + EXCHANGE_MAX_MS;
    const { agreementKey, request } = beginReplicaResult.read(
      await this.#slot(this.#replica, SLOT_COMMAND.BEGIN_REPLICA, () =>
        beginReplicaArguments.write({ fromDomainId, kmsKeyId, keySpec, keyUsage, notAfterMs }),
      ),
    );
    const asked = await this.#carry(this.#replica, this.#source, request);
    const { answer, wrapped } = exportReplicaResult.read(
      await this.#slot(this.#source, SLOT_COMMAND.EXPORT_REPLICA, () =>
        exportReplicaArguments.write({ request: asked, nowMs: clock.now(), materials }),
      ),
    );
    const answered = await this.#carry(this.#source, this.#replica, answer);
    const installed = await this.#slot(this.#replica, SLOT_COMMAND.INSTALL_REPLICA, () =>
      installReplicaArguments.write({ agreementKey, answer: answered, nowMs: clock.now(), wrapped }),
    );
    return installReplicaResult.read(installed).materials;
  }

  /** One root signs the statement, the other one vouches for it. */
  async #carry(from: RegionRuntime, to: RegionRuntime, said: AuthenticStatement): Promise<AuthenticStatement> {
    const { statement } = said;
    const signature = await this.#root(from, SLOT_COMMAND.SIGN_REPLICATION, () => signReplicationArguments.write(said));
    const mac = await this.#root(to, SLOT_COMMAND.VOUCH_REPLICATION, () =>
      vouchReplicationArguments.write({ statement, signature }),
    );
    return { statement, mac };
  }

  #slot(runtime: RegionRuntime, command: SlotWork['command'], encode: () => Uint8Array): Promise<Uint8Array> {
    return runtime.run({ ...this.#work(command, encode), lane: 'slow' });
  }

  #root(runtime: RegionRuntime, command: SlotWork['command'], encode: () => Uint8Array): Promise<Uint8Array> {
    return runtime.run({ ...this.#work(command, encode), toRoot: true });
  }

  #work(command: SlotWork['command'], encode: () => Uint8Array): SlotWork {
    const { deadlineAt, signal } = this.#wait;
    // Used once: no slot is believed to hold what travels here.
    return { tenant: tenantOf(this.#primary.accountId), command, materials: [], encode, deadlineAt, signal };
  }

  /** Which domain the source is, by the store: a wrong answer ends in a refusal of its HSMs, and in nothing else. */
  async #domainId(region: Region): Promise<Uint8Array> {
    const row = await this.#services.store.reads.latestDomainToken(region);
    if (row === undefined) throw new KmsError('KeyUnavailableException');
    return readDomainToken(row.token).state.domainId;
  }
}

function served({ regions }: Services, region: Region): RegionRuntime {
  const runtime = regions.get(region);
  if (runtime !== undefined) return runtime;
  throw new KmsError('KeyUnavailableException', `The Region ${region} is not served by this front end.`);
}
