/** A root module and slot modules in one thread, wired as the host wires them: for tests and simulations. */
import { must } from '@strongroom/core/assert.js';
import { HSM_STATUS, hsmStatusOf, type HsmStatus } from '@strongroom/core/errors.js';
import { parseNodeId, parseTenantId, type TenantId } from '@strongroom/core/ids.js';
import { SystemRng } from '@strongroom/core/rng.js';
import {
  domainCommandSigningInput,
  encodeDomainCommand,
  type DomainCommand,
} from '@strongroom/crypto/domain-command.js';
import type { DomainMember, DomainOperator, DomainRule, OperatorRole } from '@strongroom/crypto/domain-state.js';
import { spkiOfPoint } from '@strongroom/crypto/ec-curve.js';
import type { CryptoEngine } from '@strongroom/crypto/engine.js';
import { generateP384KeyPair, type EcKeyPair } from '@strongroom/crypto/p384-key-pair.js';
import { SECRET_ACCESS } from '@strongroom/crypto/secret-access.js';
import { SecretBytes } from '@strongroom/crypto/secret-bytes.js';
import { createBoundaryRng } from '../boundary-rng.js';
import { RootModule } from '../root-module.js';
import { KEY_PAIR_ENGINES } from './key-pair-engines.js';
import { slotKeysInClear } from '../slot-binding.js';
import { SlotModule, type SlotModuleOptions } from '../slot-module.js';
import type { CommandSignature, PendingDomain } from '../../wire/root-messages.js';
import { packCommands, unpackResults } from '../../wire/slot-batch.js';

const rng = new SystemRng();

export interface TestOperator extends DomainOperator {
  readonly keys: EcKeyPair;
}

export function makeOperator(engine: CryptoEngine, id: string, role: OperatorRole = 'kms-operator'): TestOperator {
  const keys = generateP384KeyPair(engine, rng, 'sign');
  return { id, role, publicKey: spkiOfPoint('P-384', keys.publicPoint), keys };
}

export interface SignedCommand {
  readonly bytes: Uint8Array;
  readonly signatures: readonly CommandSignature[];
}

export function signCommand(
  engine: CryptoEngine,
  command: DomainCommand,
  operators: readonly TestOperator[],
): SignedCommand {
  const bytes = encodeDomainCommand(command);
  const signatures = operators.map(({ id, keys }) => ({
    operatorId: id,
    signature: engine.ecdsaSign('P-384', keys.privateScalar.expose(SECRET_ACCESS), domainCommandSigningInput(bytes)),
  }));
  return { bytes, signatures };
}

export const RULES: readonly DomainRule[] = [
  { command: 'CreateDomain', role: 'kms-operator', minSignatures: 1 },
  { command: 'ModifyMembers', role: 'kms-operator', minSignatures: 1 },
  { command: 'ModifyOperators', role: 'kms-operator', minSignatures: 2 },
  { command: 'RotateDomainKeys', role: 'kms-operator', minSignatures: 1 },
];

/** A root module with an identity and its sealed file in memory. */
export class InlineRoot {
  readonly engine: CryptoEngine;
  readonly nodeId;
  readonly sealKey = rng.bytes(32);
  sealed: Uint8Array;
  root: RootModule;

  constructor(engine: CryptoEngine, name: string) {
    this.engine = engine;
    this.nodeId = must(parseNodeId(name), 'a node id');
    this.root = this.#newRoot();
    this.sealed = this.root.createIdentity(SecretBytes.copyOf(this.sealKey));
  }

  get member(): DomainMember {
    const { signPublicPoint, agreePublicPoint } = this.root.publicIdentity();
    return { nodeId: this.nodeId, signPublic: signPublicPoint, agreePublic: agreePublicPoint };
  }

  /** As the host does when the disk is well. */
  accept(pending: PendingDomain): Uint8Array {
    this.sealed = pending.sealed;
    this.root.commit();
    return pending.token;
  }

  join(token: Uint8Array): void {
    this.accept(this.root.joinDomain(token));
  }

  /** As after kill -9: only the sealed file is left. */
  restart(): boolean {
    this.root = this.#newRoot();
    return this.root.restoreIdentity(SecretBytes.copyOf(this.sealKey), this.sealed);
  }

  #newRoot(): RootModule {
    return new RootModule({ engine: this.engine, rng: createBoundaryRng(this.engine), nodeId: this.nodeId });
  }
}

export interface InlineAnswer {
  readonly status: HsmStatus;
  readonly payload: Uint8Array;
}

/** A slot module under a movable clock. */
export class InlineSlot {
  readonly module: SlotModule;
  readonly clock = { nowMs: 0 };
  #generation = 0;

  constructor(engine: CryptoEngine, options: Partial<Pick<SlotModuleOptions, 'arena' | 'lane' | 'keyPairs'>> = {}) {
    this.module = new SlotModule({
      engine,
      keyPairs: KEY_PAIR_ENGINES[engine.name][options.lane ?? 'fast'],
      rng: createBoundaryRng(engine),
      monotonic: { now: () => this.clock.nowMs },
      ...options,
    });
  }

  /** What root worker and slot worker do together. @throws HsmError TOKEN_INVALID */
  bind(root: RootModule, tenant: TenantId, slotToken: Uint8Array): void {
    const keys = slotKeysInClear(root.openSlotToken(tenant, slotToken));
    this.#generation += 1;
    this.module.bind({ generation: this.#generation, tenant, ...keys });
  }

  run(command: number, payload: Uint8Array, generation = this.#generation): InlineAnswer {
    const batch = packCommands(generation, [{ id: 7, command, remainingMs: 1000, payload }]);
    const [result] = unpackResults(this.module.execute(batch)).items;
    const { id, status, payload: answer } = must(result, 'one command has one result');
    if (id !== 7) throw new Error('the answer is to another command');
    return { status: must(hsmStatusOf(status), 'a status of the table'), payload: answer };
  }

  /** @throws Error when the command is refused */
  succeed(command: number, payload: Uint8Array): Uint8Array {
    const { status, payload: answer } = this.run(command, payload);
    if (HSM_STATUS[status].code !== 0) throw new Error(`refused: ${status}`);
    return answer;
  }
}

export function tenantId(text: string): TenantId {
  return must(parseTenantId(text), 'a tenant');
}

/** A domain of one node, with two operators. */
export function makeDomain(engine: CryptoEngine, name: string): InlineRoot {
  const node = new InlineRoot(engine, name);
  const operators = [makeOperator(engine, 'o1'), makeOperator(engine, 'o2')];
  const command: DomainCommand = {
    command: 'CreateDomain',
    domainId: rng.bytes(16),
    baseVersion: 0,
    name,
    members: [node.member],
    operators,
    rules: RULES,
  };
  const { bytes, signatures } = signCommand(engine, command, operators);
  node.accept(node.root.createDomain(bytes, signatures));
  return node;
}
