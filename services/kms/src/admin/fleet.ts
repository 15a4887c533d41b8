/**
 * The fleet as an operator sees it, and the ceremony that begins a domain. The front end only relays: it cannot sign
 * for a KMS operator.
 */
import { toHex } from '@strongroom/core/bytes.js';
import { KmsError } from '@strongroom/core/errors.js';
import type { InitializeFleetRequest__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/InitializeFleetRequest.js';
import { regionOf } from '../doors/call-context.js';
import type { AdminCall, Unary } from './admin-call.js';
import { changeDomain } from './change-domain.js';
import { domainTokenWrites, readCommand, refusals } from './domain-command.js';
import { describeFleet } from './fleet-status.js';
import { rewrapTenants } from './rotate-domain-keys.js';

const READY_TIMEOUT_MS = 10_000;

export function fleetHandlers(unary: Unary) {
  return {
    DescribeFleet: unary(({ services }: AdminCall) => describeFleet(services)),
    InitializeFleet: unary(initializeFleet),
    ChangeDomain: unary(changeDomain),
    RewrapTenants: unary(rewrapTenants),
  };
}

/**
 * CreateDomain goes to one member; its token, once in the store, brings every member in (hsm-client does that for any
 * node that lacks it). If
 * this front end dies in between, the first node holds a domain that nobody else knows: repeating the ceremony answers
 * with that node's refusal, and `zeroize` frees it. Nothing can be lost, as no key exists yet.
 */
async function initializeFleet({ services, commit }: AdminCall, request: InitializeFleetRequest__Output) {
  const runtime = regionOf(services, request.region);
  const { region, pool } = runtime;
  if ((await services.store.reads.latestDomainToken(region)) !== undefined) return describeFleet(services);
  const { decoded, signed } = readCommand(request);
  if (decoded.command !== 'CreateDomain') throw new KmsError('ValidationException', 'command must be a CreateDomain.');
  const first = pool.nodes().find((node) => decoded.members.some((member) => member.nodeId === node.id));
  if (first === undefined)
    throw new KmsError('ValidationException', `No member of the command is a node of ${region}.`);
  const exported = await refusals(pool.appliance(first.id).createDomain(signed));
  await commit({
    name: 'InitializeFleet',
    account: '',
    parameters: { region, domainId: toHex(decoded.domainId), firstNode: first.id },
    ...domainTokenWrites(services, region, exported),
  });
  pool.refresh();
  await refusals(pool.whenReady(services.monotonic.now() + READY_TIMEOUT_MS));
  return describeFleet(services);
}
