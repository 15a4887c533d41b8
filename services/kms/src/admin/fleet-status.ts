/** A Region's domain and HSMs as an operator sees them, in the messages of the admin door. */
import { EMPTY_BYTES, toHex } from '@strongroom/core/bytes.js';
import { readDomainToken } from '@strongroom/crypto/domain-token.js';
import type { DomainState } from '@strongroom/crypto/domain-state.js';
import type { NodeView } from '@strongroom/hsm-client/node-view.js';
import type { RegionRuntime } from '../region/region-runtime.js';
import type { Services } from '../services.js';

export async function describeFleet(services: Services) {
  return {
    regions: await Promise.all([...services.regions.values()].map((runtime) => regionMessage(services, runtime))),
  };
}

export async function regionMessage(services: Services, runtime: RegionRuntime) {
  const stored = await services.store.reads.latestDomainToken(runtime.region);
  const nodes = runtime.pool.nodes();
  const state = stored === undefined ? undefined : readDomainToken(stored.token).state;
  // A node may have a domain of which the store does not know: a front end that died in the first ceremony leaves that.
  const ofNode = nodes.find((node) => (node.status?.domainId.length ?? 0) > 0)?.status?.domainId;
  return {
    region: runtime.region,
    domainId: toHex(state?.domainId ?? ofNode ?? EMPTY_BYTES),
    domainTokenVersion: stored?.version ?? 0,
    nodes: nodes.map(nodeMessage),
    ...(state === undefined ? {} : domainMessage(state)),
  };
}

function domainMessage({ members, operators, rules, domainKeys, rskPublic, peers = [] }: DomainState) {
  return {
    members: members.map(({ nodeId, signPublic, agreePublic }) => ({
      nodeId,
      signPublicPoint: Buffer.from(signPublic),
      agreePublicPoint: Buffer.from(agreePublic),
    })),
    operators: operators.map(({ id, role, publicKey }) => ({
      operatorId: id,
      role,
      publicKey: Buffer.from(publicKey),
    })),
    rules: rules.map(({ command, role, minSignatures }) => ({ command, role, minSignatures })),
    domainKeys: domainKeys.length,
    rskPublicPoint: Buffer.from(rskPublic ?? EMPTY_BYTES),
    peers: peers.map((peer) => ({
      domainId: Buffer.from(peer.domainId),
      region: peer.region,
      rskPublicPoint: Buffer.from(peer.rskPublic),
    })),
  };
}

/** What the appliance says of itself where it was heard; else what the link knows. */
function stateName({ linked, state, status }: NodeView): string {
  if (linked && state === 'linked') return 'operational';
  return linked || status === undefined ? state : status.state.toLowerCase();
}

function nodeMessage(node: NodeView) {
  const { status, load } = node;
  return {
    nodeId: node.id,
    address: node.address,
    state: stateName(node),
    linked: node.linked,
    slotsBound: load?.slotsBound ?? 0,
    slotsMax: load?.slotsMax ?? status?.slotsMax ?? 0,
    engine: status?.engine ?? '',
    firmware: status?.firmware ?? '',
    signPublicPoint: Buffer.from(status?.signPublicPoint ?? EMPTY_BYTES),
    agreePublicPoint: Buffer.from(status?.agreePublicPoint ?? EMPTY_BYTES),
    bootId: node.bootId,
    errorReason: status?.errorReason ?? node.detail,
    domainTokenVersion: status?.domainTokenVersion ?? 0,
  };
}
