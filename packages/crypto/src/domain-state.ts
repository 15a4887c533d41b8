/**
 * What the members of a domain agree on (reference: the KMS cryptographic details, "Domain state"). One state has one
 * encoding: lists are sorted by their names and hold no name twice, so the encoding can be signed. A state that could
 * lock the domain is refused: no active domain key, a rule that its operators can never satisfy, or one public key
 * under two names.
 */
import { assert } from '@strongroom/core/assert.js';
import { toHex } from '@strongroom/core/bytes.js';
import type { NodeId } from '@strongroom/core/ids.js';

export type OperatorRole = 'kms-operator' | 'service-host';

export type DomainCommandName =
  'CreateDomain' | 'ModifyMembers' | 'ModifyOperators' | 'ModifyRules' | 'RotateDomainKeys' | 'ModifyPeers';

export interface DomainMember {
  readonly nodeId: NodeId;
  /**
   * P-384 points, 97 bytes each: the one that verifies what the member signs, and the one that keys are agreed with.
   */
  readonly signPublic: Uint8Array;
  readonly agreePublic: Uint8Array;
}

export interface DomainOperator {
  /** Unique in the domain, 1…64 bytes. */
  readonly id: string;
  readonly role: OperatorRole;
  /** SubjectPublicKeyInfo, DER, P-256 or P-384. */
  readonly publicKey: Uint8Array;
}

/** All rules of a command must be satisfied; a command without any rule is refused. */
export interface DomainRule {
  readonly command: DomainCommandName;
  readonly role: OperatorRole;
  /** At least 1. */
  readonly minSignatures: number;
}

export interface DomainKeyEntry {
  /** 16 bytes: the wrapping key id of slot tokens made under it. */
  readonly id: Uint8Array;
  /** Exactly one is active; the others only unwrap. */
  readonly active: boolean;
}

/** Another domain whose replication statements this one believes: its operators named it. */
export interface DomainPeer {
  /** 16 bytes. */
  readonly domainId: Uint8Array;
  /** The Region of that domain, 1…64 bytes. */
  readonly region: string;
  /** Its replication signing key: P-384 point, 97 bytes. */
  readonly rskPublic: Uint8Array;
}

export interface DomainState {
  /** 16 bytes. */
  readonly domainId: Uint8Array;
  /** 1…64 bytes; the Region's name as a rule. */
  readonly name: string;
  /** Grows by one with every change. */
  readonly version: number;
  readonly members: readonly DomainMember[];
  readonly operators: readonly DomainOperator[];
  readonly rules: readonly DomainRule[];
  readonly domainKeys: readonly DomainKeyEntry[];
  /** P-384 point of the replication signing key. Absent in domains of before there was one, until their next change. */
  readonly rskPublic?: Uint8Array | undefined;
  /** Empty without a replication signing key. */
  readonly peers?: readonly DomainPeer[] | undefined;
}

export const MEMBERS_MAX = 256;
export const OPERATORS_MAX = 256;
export const RULES_MAX = 64;
export const DOMAIN_KEYS_MAX = 16;
export const PEERS_MAX = 64;

/** The order of every list of a domain state, and what must be unique in it. */
export const memberName = (member: DomainMember): string => member.nodeId;
export const operatorName = (operator: DomainOperator): string => operator.id;
export const ruleName = (rule: DomainRule): string => `${rule.command} ${rule.role}`;
export const domainKeyName = (entry: DomainKeyEntry): string => toHex(entry.id);
export const peerName = (peer: DomainPeer): string => toHex(peer.domainId);

export function sortedBy<T>(list: readonly T[], nameOf: (item: T) => string): T[] {
  return [...list].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

function allDistinct(values: readonly string[]): boolean {
  return new Set(values).size === values.length;
}

/** What is wrong with the list of operators, or undefined. */
export function operatorsFault(operators: readonly DomainOperator[]): string | undefined {
  if (operators.length === 0 || operators.length > OPERATORS_MAX) return 'number of operators';
  if (!allDistinct(operators.map(operatorName))) return 'operator named twice';
  // One person must not count as two.
  if (!allDistinct(operators.map((operator) => toHex(operator.publicKey)))) return 'operators share a public key';
  return undefined;
}

/** What is wrong with the list of members, or undefined. */
export function membersFault(members: readonly DomainMember[]): string | undefined {
  if (members.length === 0 || members.length > MEMBERS_MAX) return 'number of members';
  if (!allDistinct(members.map(memberName))) return 'member named twice';
  const publicKeys = members.flatMap((member) => [toHex(member.signPublic), toHex(member.agreePublic)]);
  return allDistinct(publicKeys) ? undefined : 'members share a public key';
}

/** What is wrong with rules for these operators, or undefined. */
export function rulesFault(rules: readonly DomainRule[], operators: readonly DomainOperator[]): string | undefined {
  if (rules.length === 0 || rules.length > RULES_MAX) return 'number of rules';
  if (!allDistinct(rules.map(ruleName))) return 'rule given twice';
  for (const rule of rules) {
    if (!Number.isInteger(rule.minSignatures) || rule.minSignatures < 1) return 'rule without a signature';
    const able = operators.filter((operator) => operator.role === rule.role).length;
    if (rule.minSignatures > able) return 'rule that its operators cannot satisfy';
  }
  return undefined;
}

function domainKeysFault(entries: readonly DomainKeyEntry[]): string | undefined {
  if (entries.length === 0 || entries.length > DOMAIN_KEYS_MAX) return 'number of domain keys';
  if (!allDistinct(entries.map(domainKeyName))) return 'domain key named twice';
  return entries.filter((entry) => entry.active).length === 1 ? undefined : 'not exactly one active domain key';
}

/** What is wrong with the list of peers of a domain, or undefined. */
export function peersFault({ peers = [], rskPublic, domainId }: DomainState): string | undefined {
  if (peers.length > PEERS_MAX) return 'number of peers';
  if (peers.length > 0 && rskPublic === undefined) return 'peers without a replication signing key';
  if (!allDistinct([toHex(domainId), ...peers.map(peerName)])) return 'peer named twice';
  if (!allDistinct(peers.map((peer) => peer.region))) return 'peers share a Region';
  const publicKeys = [...(rskPublic === undefined ? [] : [rskPublic]), ...peers.map((peer) => peer.rskPublic)];
  return allDistinct(publicKeys.map(toHex)) ? undefined : 'peers share a public key';
}

/** What is wrong with a state as a whole, or undefined. */
export function domainStateFault(state: DomainState): string | undefined {
  if (!Number.isSafeInteger(state.version) || state.version < 1) return 'version';
  return (
    membersFault(state.members) ??
    operatorsFault(state.operators) ??
    rulesFault(state.rules, state.operators) ??
    domainKeysFault(state.domainKeys) ??
    peersFault(state)
  );
}

/** The entry of the active domain key of a valid state. */
export function activeDomainKey(state: DomainState): DomainKeyEntry {
  const active = state.domainKeys.find((entry) => entry.active);
  assert(active !== undefined, 'a domain state has an active domain key');
  return active;
}
