/** A domain as one of its members holds it: its state, its keys, and the token that they came in. */
import { equalBytes } from '@strongroom/core/bytes.js';
import type { DomainMember, DomainState } from '@strongroom/crypto/domain-state.js';
import type { SecretBytes } from '@strongroom/crypto/secret-bytes.js';
import type { DomainView } from '../wire/root-messages.js';
import type { Identity } from './identity.js';

export interface HeldDomainKey {
  readonly id: Uint8Array;
  readonly keyBytes: SecretBytes;
}

export interface HeldDomain {
  readonly state: DomainState;
  readonly keys: readonly HeldDomainKey[];
  /** Where the state has a replication signing key. */
  readonly replicationPrivate: SecretBytes | undefined;
  readonly token: Uint8Array;
  /** Where this node made the domain: the digest of that command, so that a repeated call gets the same token. */
  readonly createdBy: Uint8Array | undefined;
}

/** True when the members name this node, under its own public keys. */
export function isThisNode(identity: Identity, members: readonly DomainMember[]): boolean {
  const own = members.find((member) => member.nodeId === identity.nodeId);
  return (
    own !== undefined &&
    equalBytes(own.signPublic, identity.sign.publicPoint) &&
    equalBytes(own.agreePublic, identity.agree.publicPoint)
  );
}

export function viewOf(state: DomainState): DomainView {
  const { domainId, version, operators, rskPublic, peers = [] } = state;
  return { domainId, version, operators, rskPublic, peers };
}

export function disposeKeys(held: HeldDomain | undefined): void {
  for (const { keyBytes } of held?.keys ?? []) keyBytes.dispose();
  held?.replicationPrivate?.dispose();
}
