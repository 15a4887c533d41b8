/**
 * The ceremony that lets multi-Region keys replicate: the administrator of several domains names each to the others by
 * a signed ModifyPeers. Rules of before there was this command get it first, by a signed ModifyRules, which also gives
 * the domain its replication signing key. Where all is so already nothing happens. What other peers an operator has
 * named stays.
 */
import type { AdminClient } from '@strongroom/client/admin-client.js';
import { equalBytes, EMPTY_BYTES, fromHex, toHex } from '@strongroom/core/bytes.js';
import type { DomainCommand } from '@strongroom/crypto/domain-command.js';
import { COMMAND_CODES } from '@strongroom/crypto/domain-codec.js';
import type { DomainCommandName, DomainPeer, DomainRule, OperatorRole } from '@strongroom/crypto/domain-state.js';
import type { RegionStatus__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/RegionStatus.js';
import type { IssuedCertificate } from '@strongroom/rpc/pki.js';
import { signDomainCommand, targetOf } from './sign-domain-command.js';

const MODIFY_PEERS = 'ModifyPeers';

export interface PeerCeremonyOptions {
  readonly admin: AdminClient;
  readonly operator: IssuedCertificate;
}

export async function peerDomains(options: PeerCeremonyOptions): Promise<void> {
  const described = await domains(options);
  if (described.length < 2) return;
  for (const found of described) {
    if ((found.rules ?? []).some((rule) => rule.command === MODIFY_PEERS)) continue;
    const rules = [...knownRules(found), { command: MODIFY_PEERS, role: 'kms-operator', minSignatures: 1 } as const];
    await change(found, { command: 'ModifyRules', ...targetOf(found), rules }, options);
  }
  const all = await domains(options);
  for (const found of all) {
    const peers = wantedPeers(found, all);
    if (samePeers(peers, presentPeers(found))) continue;
    await change(found, { command: MODIFY_PEERS, ...targetOf(found), peers }, options);
  }
}

async function domains({ admin }: PeerCeremonyOptions): Promise<RegionStatus__Output[]> {
  const { regions = [] } = await admin.describeFleet({});
  // Version 0: the store does not know the domain, so that nobody can change it now.
  return regions.filter((each) => (each.domainId ?? '') !== '' && (each.domainTokenVersion ?? 0) > 0);
}

async function change(
  found: RegionStatus__Output,
  command: DomainCommand,
  options: PeerCeremonyOptions,
): Promise<void> {
  await options.admin.changeDomain({ region: found.region ?? '', ...signDomainCommand(command, options.operator) });
}

function knownRules({ rules = [] }: RegionStatus__Output): DomainRule[] {
  return rules.flatMap(({ command = '', role = '', minSignatures = 0 }) =>
    isCommand(command) && isRole(role) ? [{ command, role, minSignatures }] : [],
  );
}

function isCommand(name: string): name is DomainCommandName {
  return Object.hasOwn(COMMAND_CODES, name);
}

function isRole(name: string): name is OperatorRole {
  return name === 'kms-operator' || name === 'service-host';
}

function presentPeers({ peers = [] }: RegionStatus__Output): DomainPeer[] {
  return peers.map(({ domainId = EMPTY_BYTES, region = '', rskPublicPoint = EMPTY_BYTES }) => ({
    domainId: new Uint8Array(domainId),
    region,
    rskPublic: new Uint8Array(rskPublicPoint),
  }));
}

/** Those of before, but for what the fleet knows better, and the fleet's other domains. */
function wantedPeers(found: RegionStatus__Output, all: readonly RegionStatus__Output[]): DomainPeer[] {
  const others = all
    .filter((each) => each !== found)
    .map(({ domainId = '', region = '', rskPublicPoint = EMPTY_BYTES }) => ({
      domainId: fromHex(domainId),
      region,
      rskPublic: new Uint8Array(rskPublicPoint),
    }));
  const replaced = (peer: DomainPeer): boolean =>
    others.some((other) => other.region === peer.region || equalBytes(other.domainId, peer.domainId));
  return [...presentPeers(found).filter((peer) => !replaced(peer)), ...others];
}

function samePeers(left: readonly DomainPeer[], right: readonly DomainPeer[]): boolean {
  const texts = (peers: readonly DomainPeer[]): string =>
    peers
      .map(({ domainId, region, rskPublic }) => `${toHex(domainId)} ${region} ${toHex(rskPublic)}`)
      .sort()
      .join();
  return texts(left) === texts(right);
}
