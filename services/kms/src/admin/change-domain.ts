/**
 * A change of an existing domain, in two phases (reference: the KMS cryptographic details): one member checks the
 * quorum and returns the next token, which changes nothing yet; once the store has it, every member joins with it.
 */
import { KmsError } from '@strongroom/core/errors.js';
import type { NodeId } from '@strongroom/core/ids.js';
import { delay } from '@strongroom/core/time.js';
import { readDomainToken } from '@strongroom/crypto/domain-token.js';
import type { ExportedDomainToken } from '@strongroom/hsm-client/appliance-status.js';
import type { ChangeDomainRequest__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/ChangeDomainRequest.js';
import { regionOf } from '../doors/call-context.js';
import type { RegionRuntime } from '../region/region-runtime.js';
import type { Services } from '../services.js';
import type { AdminCall } from './admin-call.js';
import { domainTokenWrites, readCommand, refusals, type ReceivedCommand } from './domain-command.js';
import { regionMessage } from './fleet-status.js';

/** Public-key work and one durable write at each node. */
const FOLLOW_TIMEOUT_MS = 5000;

/**
 * A front end that dies between the node's answer and the commit leaves everything as it was, and one that dies later
 * leaves the new token in the store, which every node is given when it next comes into rotation.
 */
export async function changeDomain(call: AdminCall, request: ChangeDomainRequest__Output) {
  const { services } = call;
  const runtime = regionOf(services, request.region);
  const received = readCommand(request);
  const { decoded } = received;
  if (decoded.command === 'CreateDomain') {
    throw new KmsError('ValidationException', 'The command is a CreateDomain: that is what InitializeFleet takes.');
  }
  if (decoded.command === 'RotateDomainKeys') {
    throw new KmsError('UnsupportedOperationException', 'RotateDomainKeys is not supported by this version.');
  }
  await requireCurrent(services, runtime, decoded.baseVersion);
  const exported = await askMember(runtime, received);
  await keep(call, runtime, decoded.command, exported);
  const nodesBehind = await haveMembersFollow(services, runtime, exported.token);
  return { region: await regionMessage(services, runtime), nodesBehind };
}

async function requireCurrent(services: Services, { region }: RegionRuntime, baseVersion: number): Promise<void> {
  const latest = await services.store.reads.latestDomainToken(region);
  if (latest === undefined) {
    throw new KmsError('ValidationException', `${region} has no domain yet. Make it with InitializeFleet.`);
  }
  if (latest.version !== baseVersion) throw changedMeanwhile(region);
}

function changedMeanwhile(region: string): KmsError {
  return new KmsError(
    'ConflictException',
    `The domain of ${region} has changed since the command was made. Look at it again (DescribeFleet) and sign anew.`,
  );
}

/** Any member that works can do it; the one that follows the newest token refuses the least. */
async function askMember(runtime: RegionRuntime, { signed }: ReceivedCommand): Promise<ExportedDomainToken> {
  const versionOf = (node: { readonly status: { readonly domainTokenVersion: number } | undefined }): number =>
    node.status?.domainTokenVersion ?? 0;
  const [member] = runtime.pool
    .nodes()
    .filter((node) => node.linked)
    .sort((a, b) => versionOf(b) - versionOf(a));
  if (member === undefined) throw new KmsError('KeyUnavailableException', `No HSM of ${runtime.region} is linked.`);
  return refusals(runtime.pool.appliance(member.id).changeDomain(signed));
}

/** @throws KmsError ConflictException: somebody else was first. */
async function keep(
  { services, commit }: AdminCall,
  { region }: RegionRuntime,
  command: string,
  exported: ExportedDomainToken,
): Promise<void> {
  try {
    await commit({
      name: 'ChangeDomain',
      account: '',
      parameters: { region, command, version: exported.version },
      ...domainTokenWrites(services, region, exported),
    });
  } catch (error) {
    throw error instanceof KmsError && error.exception === 'AlreadyExistsException' ? changedMeanwhile(region) : error;
  }
}

/**
 * Has every member join with the token. Returns who has not within the time. A member that is not configured here
 * cannot be asked, and counts among them.
 */
export async function haveMembersFollow(
  services: Services,
  { pool }: RegionRuntime,
  token: Uint8Array,
): Promise<NodeId[]> {
  const { members } = readDomainToken(token).state;
  const configured = new Set(pool.nodes().map((node) => node.id));
  const followed = new Set<NodeId>();
  const joins = members
    .filter((member) => configured.has(member.nodeId))
    .map(async ({ nodeId }) => {
      await pool.appliance(nodeId).joinDomain(token);
      followed.add(nodeId);
    });
  const patience = new AbortController();
  await Promise.race([Promise.allSettled(joins), delay(services.monotonic, FOLLOW_TIMEOUT_MS, patience.signal)]);
  patience.abort();
  pool.refresh();
  return members.map((member) => member.nodeId).filter((nodeId) => !followed.has(nodeId));
}
