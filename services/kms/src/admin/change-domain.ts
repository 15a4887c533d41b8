/**
 * A change of an existing domain, in two phases (reference: the KMS cryptographic details): one member checks the
 * quorum and returns the next token, which changes nothing yet; once the store has it, every member joins with it.
 */
import { KmsError } from '@strongroom/core/errors.js';
import type { ExportedDomainToken } from '@strongroom/hsm-client/appliance-status.js';
import type { ChangeDomainRequest__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/ChangeDomainRequest.js';
import { regionOf } from '../doors/call-context.js';
import type { RegionRuntime } from '../region/region-runtime.js';
import type { AdminCall } from './admin-call.js';
import { domainTokenWrites, readCommand, refusals, type ReceivedCommand } from './domain-command.js';
import { regionMessage } from './fleet-status.js';
import { haveMembersFollow } from './follow-domain.js';
import { checkRotationStep, requireDomain } from './rotate-domain-keys.js';

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
  const domain = await requireDomain(services, runtime);
  if (domain.version !== decoded.baseVersion) throw changedMeanwhile(runtime.region);
  if (decoded.command === 'RotateDomainKeys') await checkRotationStep(services, runtime, domain, decoded.step);
  const exported = await askMember(runtime, received);
  await keep(call, runtime, decoded.command, exported);
  const nodesBehind = await haveMembersFollow(services, runtime, exported.token);
  return { region: await regionMessage(services, runtime), nodesBehind };
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
