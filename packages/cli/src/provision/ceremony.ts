/**
 * The ceremony that makes the HSMs of a Region one domain: the administrator signs a CreateDomain command that lists
 * the members' public keys, the operators and the rules, and the front end relays it. Where the domain exists, nodes
 * that are new to it become members by a signed ModifyMembers; where there are none nothing happens, so that every
 * start may call it.
 */
import { X509Certificate } from 'node:crypto';
import type { AdminClient } from '@strongroom/client/admin-client.js';
import { TransportError } from '@strongroom/client/errors.js';
import { must } from '@strongroom/core/assert.js';
import { parseNodeId } from '@strongroom/core/ids.js';
import type { Rng } from '@strongroom/core/rng.js';
import { delay, type Monotonic } from '@strongroom/core/time.js';
import type { DomainCommand } from '@strongroom/crypto/domain-command.js';
import type { DomainCommandName, DomainMember, DomainOperator } from '@strongroom/crypto/domain-state.js';
import type { DomainMember__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/DomainMember.js';
import type { NodeStatus__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/NodeStatus.js';
import type { RegionStatus__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/RegionStatus.js';
import type { IssuedCertificate } from '@strongroom/rpc/pki.js';
import { CliError } from '../cli-error.js';
import { peerDomains } from './peer-domains.js';
import { ADMIN_OPERATOR_ID, signDomainCommand, targetOf } from './sign-domain-command.js';

export interface CeremonyOptions {
  readonly admin: AdminClient;
  /** Signs the command; becomes the domain's `kms-operator`. */
  readonly operator: IssuedCertificate;
  /** Certificates (PEM) of the front ends by name: they become `service-host`s. */
  readonly serviceHosts: ReadonlyMap<string, string>;
  readonly monotonic: Monotonic;
  readonly rng: Rng;
  /** How long to wait for nodes, in all. */
  readonly waitMs: number;
}

/** What the administrator alone may change. */
const COMMANDS: readonly DomainCommandName[] = [
  'CreateDomain',
  'ModifyMembers',
  'ModifyOperators',
  'ModifyRules',
  'RotateDomainKeys',
  'ModifyPeers',
];
const POLL_MS = 50;
/** Once one node works, the others have this long before the installation is called up without them. */
const STRAGGLER_MS = 5000;
const DOMAIN_ID_BYTES = 16;
const DOOR_ATTEMPT_MS = 5000;
const DOOR_POLL_MS = 250;

/**
 * Makes every Region's domain and waits for its nodes to work. Returns what the user should know about nodes that do
 * not.
 */
export async function initializeFleet(options: CeremonyOptions): Promise<string[]> {
  const endMs = options.monotonic.now() + options.waitMs;
  const { regions = [] } = await options.admin.describeFleet({});
  const notices = await Promise.all(
    regions.map(async ({ region = '' }) => {
      await createDomain(region, options, endMs);
      return awaitOperational(region, options, endMs);
    }),
  );
  // Nodes that are not up now are given the new tokens as soon as they are reached.
  await peerDomains(options);
  return notices.flat();
}

async function createDomain(region: string, options: CeremonyOptions, endMs: number): Promise<void> {
  for (;;) {
    const found = await describeRegion(region, options.admin);
    if (domainOf(found) !== '') return;
    const nodes = found.nodes ?? [];
    if (nodes.length > 0 && nodes.every((node) => node.state === 'uninitialized' && hasPublicKeys(node))) {
      await options.admin.initializeFleet(signedCommand(region, nodes, options), {
        deadlineMs: Math.max(POLL_MS, endMs - options.monotonic.now()),
      });
      return;
    }
    if (options.monotonic.now() >= endMs) throw notReady(region, found);
    await delay(options.monotonic, POLL_MS);
  }
}

async function awaitOperational(region: string, options: CeremonyOptions, endMs: number): Promise<string[]> {
  let firstMs: number | undefined;
  for (;;) {
    const found = await describeRegion(region, options.admin);
    const nodes = found.nodes ?? [];
    const missing = nodes.filter((node) => node.linked !== true);
    if (missing.length === 0) return [];
    const nowMs = options.monotonic.now();
    if (missing.length < nodes.length) {
      firstMs ??= nowMs;
      // Together, where more than one is new.
      if (missing.every((node) => isNew(node, found))) {
        await options.admin.changeDomain(newMembersCommand(found, missing, options));
        firstMs = undefined;
        continue;
      }
    }
    if (firstMs !== undefined && nowMs - firstMs > STRAGGLER_MS) return missing.map(strangerNotice);
    if (nowMs >= endMs) throw notReady(region, found);
    await delay(options.monotonic, POLL_MS);
  }
}

function signedCommand(region: string, nodes: readonly NodeStatus__Output[], options: CeremonyOptions): object {
  const operators: DomainOperator[] = [
    { id: ADMIN_OPERATOR_ID, role: 'kms-operator', publicKey: spkiOf(options.operator.certificatePem) },
  ];
  for (const [id, pem] of options.serviceHosts) operators.push({ id, role: 'service-host', publicKey: spkiOf(pem) });
  const command: DomainCommand = {
    command: 'CreateDomain',
    domainId: options.rng.bytes(DOMAIN_ID_BYTES),
    baseVersion: 0,
    name: region,
    members: nodes.map((node) => memberOf(node)),
    operators,
    rules: COMMANDS.map((name) => ({ command: name, role: 'kms-operator', minSignatures: 1 })),
  };
  return { region, ...signDomainCommand(command, options.operator) };
}

/**
 * A node that nobody knows yet. One that bears a member's name and other public keys is no such node: whether it takes
 * the member's place is not for a start to decide.
 */
function isNew(node: NodeStatus__Output, { members = [] }: RegionStatus__Output): boolean {
  return (
    node.state === 'uninitialized' && hasPublicKeys(node) && !members.some((member) => member.nodeId === node.nodeId)
  );
}

function newMembersCommand(
  found: RegionStatus__Output,
  joining: readonly NodeStatus__Output[],
  options: CeremonyOptions,
): object {
  const members = [...(found.members ?? []), ...joining].map((each) => memberOf(each));
  const command: DomainCommand = { command: 'ModifyMembers', ...targetOf(found), members };
  return { region: found.region ?? '', ...signDomainCommand(command, options.operator) };
}

function memberOf(node: NodeStatus__Output | DomainMember__Output): DomainMember {
  return {
    nodeId: must(parseNodeId(node.nodeId ?? ''), 'a front end names its nodes'),
    signPublic: new Uint8Array(must(node.signPublicPoint, 'checked before')),
    agreePublic: new Uint8Array(must(node.agreePublicPoint, 'checked before')),
  };
}

function hasPublicKeys(node: NodeStatus__Output): boolean {
  return (node.signPublicPoint?.length ?? 0) > 0 && (node.agreePublicPoint?.length ?? 0) > 0;
}

async function describeRegion(region: string, admin: AdminClient): Promise<RegionStatus__Output> {
  const { regions = [] } = await admin.describeFleet({});
  return must(
    regions.find((each) => each.region === region),
    'a front end keeps its Regions',
  );
}

function domainOf(status: RegionStatus__Output): string {
  return status.domainId ?? '';
}

function spkiOf(certificatePem: string): Uint8Array {
  return new Uint8Array(new X509Certificate(certificatePem).publicKey.export({ type: 'spki', format: 'der' }));
}

function strangerNotice(node: NodeStatus__Output): string {
  const state = node.state ?? 'unknown';
  const id = node.nodeId ?? '';
  return state === 'uninitialized'
    ? `${id} is not a member of its domain, where its name belongs to a node with other keys: it does no work`
    : `${id} is ${state}`;
}

function notReady(region: string, status: RegionStatus__Output): CliError {
  const states = (status.nodes ?? []).map((node) => `${node.nodeId ?? ''} is ${node.state ?? 'unknown'}`);
  return new CliError(`the HSMs of ${region} do not become ready: ${states.join(', ')}`, {
    hints: ['look into the logs folder of the data folder', 'strongroom status shows each node'],
  });
}

/** Waits until a front end answers. @throws TransportError, the last failure, after `waitMs`. */
export async function awaitAdminDoor(admin: AdminClient, monotonic: Monotonic, waitMs: number): Promise<void> {
  const endMs = monotonic.now() + waitMs;
  for (;;) {
    try {
      await admin.describeFleet({}, { deadlineMs: DOOR_ATTEMPT_MS });
      return;
    } catch (error) {
      if (!(error instanceof TransportError) || monotonic.now() >= endMs) throw error;
    }
    await delay(monotonic, DOOR_POLL_MS);
  }
}
