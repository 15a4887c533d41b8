/** A domain of one node that replicates with others: for tests. */
import { must } from '@strongroom/core/assert.js';
import { SystemRng } from '@strongroom/core/rng.js';
import type { TenantId } from '@strongroom/core/ids.js';
import type { DomainPeer } from '@strongroom/crypto/domain-state.js';
import { readDomainToken } from '@strongroom/crypto/domain-token.js';
import { opensslEngine as engine } from '@strongroom/crypto/openssl-engine.js';
import { InlineRoot, InlineSlot, makeOperator, RULES, signCommand, tenantId } from './inline-slot.js';

export const T = tenantId('111111111111');
export const OTHER = tenantId('222222222222');
const rng = new SystemRng();

export class ReplicatingDomain {
  readonly region: string;
  readonly node: InlineRoot;
  readonly domainId = rng.bytes(16);
  readonly operator = makeOperator(engine, 'o1');
  token: Uint8Array;
  readonly slotTokens = new Map<string, Uint8Array>();

  constructor(region: string) {
    this.region = region;
    this.node = new InlineRoot(engine, `node-${region}`);
    const command = {
      command: 'CreateDomain',
      domainId: this.domainId,
      baseVersion: 0,
      name: region,
      members: [this.node.member],
      operators: [this.operator, makeOperator(engine, 'o2')],
      rules: [...RULES, { command: 'ModifyPeers', role: 'kms-operator', minSignatures: 1 }],
    } as const;
    const { bytes, signatures } = signCommand(engine, command, [this.operator]);
    this.token = this.node.accept(this.node.root.createDomain(bytes, signatures));
    for (const tenant of [T, OTHER]) this.slotTokens.set(tenant, this.node.root.createSlotToken(tenant));
  }

  get peer(): DomainPeer {
    const { domainId, rskPublic } = readDomainToken(this.token).state;
    return { domainId, region: this.region, rskPublic: must(rskPublic, 'a new domain has a replication signing key') };
  }

  trust(...peers: readonly ReplicatingDomain[]): void {
    const { version } = readDomainToken(this.token).state;
    const list = peers.map(({ peer }) => peer);
    const command = { command: 'ModifyPeers', domainId: this.domainId, baseVersion: version, peers: list } as const;
    const { bytes, signatures } = signCommand(engine, command, [this.operator]);
    this.token = this.node.root.changeDomain(bytes, signatures).token;
    this.node.join(this.token);
  }

  slotToken(tenant: TenantId = T): Uint8Array {
    return must(this.slotTokens.get(tenant), 'a slot token');
  }

  slot(lane: 'fast' | 'slow' = 'slow', tenant: TenantId = T): InlineSlot {
    const slot = new InlineSlot(engine, { lane });
    slot.bind(this.node.root, tenant, this.slotToken(tenant));
    return slot;
  }

  sign(request: { readonly statement: Uint8Array; readonly mac: Uint8Array }, tenant: TenantId = T): Uint8Array {
    return this.node.root.signReplication(tenant, this.slotToken(tenant), request);
  }

  vouch(statement: Uint8Array, signature: Uint8Array, tenant: TenantId = T): Uint8Array {
    return this.node.root.vouchReplication(tenant, this.slotToken(tenant), { statement, signature });
  }
}
