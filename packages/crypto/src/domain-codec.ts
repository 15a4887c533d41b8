/**
 * The canonical encoding of domain states and their parts (packed encoding). Readers throw PackedFormatError and return
 * copies.
 */
import { assert } from '@strongroom/core/assert.js';
import { parseNodeId } from '@strongroom/core/ids.js';
import { PackedFormatError, PackedReader, PackedWriter } from '@strongroom/core/packed.js';
import {
  DOMAIN_KEYS_MAX,
  domainKeyName,
  domainStateFault,
  memberName,
  MEMBERS_MAX,
  operatorName,
  OPERATORS_MAX,
  peerName,
  PEERS_MAX,
  ruleName,
  RULES_MAX,
  sortedBy,
} from './domain-state.js';
import type {
  DomainCommandName,
  DomainKeyEntry,
  DomainMember,
  DomainOperator,
  DomainPeer,
  DomainRule,
  DomainState,
  OperatorRole,
} from './domain-state.js';
import { EC_CURVES, hasPointForm, pointOfSpki } from './ec-curve.js';
import { DOMAIN_ID_BYTES, WRAPPING_KEY_ID_BYTES } from './token-attributes.js';

const NAME_MAX_BYTES = 64;
const SPKI_MAX_BYTES = 128;
/** A state without a replication signing key is written as before there was one. */
const STATE_FORMAT = 1;
/** The same, then the public replication signing key and the peers. */
const STATE_FORMAT_REPLICATION = 2;

/** Codes are part of what is signed: never reuse one. */
export const COMMAND_CODES: Readonly<Record<DomainCommandName, number>> = {
  CreateDomain: 1,
  ModifyMembers: 2,
  ModifyOperators: 3,
  ModifyRules: 4,
  RotateDomainKeys: 5,
  ModifyPeers: 6,
};
const ROLE_CODES: Readonly<Record<OperatorRole, number>> = { 'kms-operator': 1, 'service-host': 2 };

function nameOfCode<N extends string>(codes: Readonly<Record<N, number>>, code: number): N {
  for (const name in codes) if (codes[name] === code) return name;
  throw new PackedFormatError('unknown code');
}

export function readCommandName(reader: PackedReader): DomainCommandName {
  return nameOfCode(COMMAND_CODES, reader.u8());
}

/** A name of 1…64 bytes. */
export function readName(reader: PackedReader): string {
  const name = reader.text(NAME_MAX_BYTES);
  if (name.length === 0) throw new PackedFormatError('empty name');
  return name;
}

function writeList<T>(
  writer: PackedWriter,
  list: readonly T[],
  nameOf: (item: T) => string,
  write: (item: T) => void,
): void {
  writer.u16(list.length);
  for (const item of sortedBy(list, nameOf)) write(item);
}

function readList<T>(reader: PackedReader, max: number, nameOf: (item: T) => string, read: () => T): T[] {
  const count = reader.u16();
  if (count > max) throw new PackedFormatError('list too long');
  const list: T[] = [];
  let previous: string | undefined;
  for (let index = 0; index < count; index++) {
    const item = read();
    const name = nameOf(item);
    if (previous !== undefined && !(previous < name)) throw new PackedFormatError('list not in canonical order');
    previous = name;
    list.push(item);
  }
  return list;
}

function readPoint(reader: PackedReader): Uint8Array {
  const point = new Uint8Array(reader.raw(EC_CURVES['P-384'].pointBytes));
  if (!hasPointForm('P-384', point)) throw new PackedFormatError('not a P-384 point');
  return point;
}

export function writeMembers(writer: PackedWriter, members: readonly DomainMember[]): void {
  writeList(writer, members, memberName, (member) => {
    assert(
      hasPointForm('P-384', member.signPublic) && hasPointForm('P-384', member.agreePublic),
      'member keys are P-384',
    );
    writer.text(member.nodeId).raw(member.signPublic).raw(member.agreePublic);
  });
}

export function readMembers(reader: PackedReader): DomainMember[] {
  return readList(reader, MEMBERS_MAX, memberName, () => {
    const nodeId = parseNodeId(reader.text(NAME_MAX_BYTES));
    if (nodeId === undefined) throw new PackedFormatError('not a node id');
    return { nodeId, signPublic: readPoint(reader), agreePublic: readPoint(reader) };
  });
}

export function writeOperators(writer: PackedWriter, operators: readonly DomainOperator[]): void {
  writeList(writer, operators, operatorName, ({ id, role, publicKey }) => {
    writer.text(id).u8(ROLE_CODES[role]).bytes(publicKey);
  });
}

export function readOperators(reader: PackedReader): DomainOperator[] {
  return readList(reader, OPERATORS_MAX, operatorName, () => {
    const id = readName(reader);
    const role = nameOfCode(ROLE_CODES, reader.u8());
    const publicKey = new Uint8Array(reader.bytes(SPKI_MAX_BYTES));
    if (pointOfSpki(publicKey) === undefined) throw new PackedFormatError('not a P-256 or P-384 SubjectPublicKeyInfo');
    return { id, role, publicKey };
  });
}

export function writeRules(writer: PackedWriter, rules: readonly DomainRule[]): void {
  writeList(writer, rules, ruleName, (rule) => {
    writer.u8(COMMAND_CODES[rule.command]).u8(ROLE_CODES[rule.role]).u16(rule.minSignatures);
  });
}

export function readRules(reader: PackedReader): DomainRule[] {
  return readList(reader, RULES_MAX, ruleName, () => ({
    command: readCommandName(reader),
    role: nameOfCode(ROLE_CODES, reader.u8()),
    minSignatures: reader.u16(),
  }));
}

function writeDomainKeys(writer: PackedWriter, entries: readonly DomainKeyEntry[]): void {
  writeList(writer, entries, domainKeyName, (entry) => {
    writer.raw(entry.id).u8(entry.active ? 1 : 0);
  });
}

function readDomainKeys(reader: PackedReader): DomainKeyEntry[] {
  return readList(reader, DOMAIN_KEYS_MAX, domainKeyName, () => {
    const id = new Uint8Array(reader.raw(WRAPPING_KEY_ID_BYTES));
    const flag = reader.u8();
    if (flag > 1) throw new PackedFormatError('not a flag');
    return { id, active: flag === 1 };
  });
}

export function writePeers(writer: PackedWriter, peers: readonly DomainPeer[]): void {
  writeList(writer, peers, peerName, ({ domainId, region, rskPublic }) => {
    assert(domainId.length === DOMAIN_ID_BYTES && hasPointForm('P-384', rskPublic), 'a peer has an id and a point');
    writer.raw(domainId).text(region).raw(rskPublic);
  });
}

export function readPeers(reader: PackedReader): DomainPeer[] {
  return readList(reader, PEERS_MAX, peerName, () => ({
    domainId: new Uint8Array(reader.raw(DOMAIN_ID_BYTES)),
    region: readName(reader),
    rskPublic: readPoint(reader),
  }));
}

/** @throws AssertionFailure for a state that `domainStateFault` objects to: this side made it */
export function encodeDomainState(state: DomainState): Uint8Array {
  const fault = domainStateFault(state);
  assert(fault === undefined, `domain state: ${fault ?? ''}`);
  assert(state.domainId.length === DOMAIN_ID_BYTES, '"domainId" expected 16 bytes');
  const { rskPublic, peers = [] } = state;
  const format = rskPublic === undefined ? STATE_FORMAT : STATE_FORMAT_REPLICATION;
  const writer = new PackedWriter(4096).u8(format).raw(state.domainId).text(state.name).u53(state.version);
  writeMembers(writer, state.members);
  writeOperators(writer, state.operators);
  writeRules(writer, state.rules);
  writeDomainKeys(writer, state.domainKeys);
  if (rskPublic !== undefined) {
    assert(hasPointForm('P-384', rskPublic), 'the replication signing key is P-384');
    writePeers(writer.raw(rskPublic), peers);
  }
  return writer.finish();
}

/** @throws PackedFormatError for anything but the canonical encoding of a valid state */
export function decodeDomainState(bytes: Uint8Array): DomainState {
  const reader = new PackedReader(bytes);
  const format = reader.u8();
  if (format !== STATE_FORMAT && format !== STATE_FORMAT_REPLICATION) {
    throw new PackedFormatError('unknown format of a domain state');
  }
  const state: DomainState = {
    domainId: new Uint8Array(reader.raw(DOMAIN_ID_BYTES)),
    name: readName(reader),
    version: reader.u53(),
    members: readMembers(reader),
    operators: readOperators(reader),
    rules: readRules(reader),
    domainKeys: readDomainKeys(reader),
    ...(format === STATE_FORMAT ? {} : { rskPublic: readPoint(reader), peers: readPeers(reader) }),
  };
  reader.end();
  const fault = domainStateFault(state);
  if (fault !== undefined) throw new PackedFormatError(fault);
  return state;
}
