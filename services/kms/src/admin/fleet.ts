/**
 * The fleet as an operator sees it, and the ceremony that begins a domain. The front end only relays: it cannot sign
 * for a KMS operator.
 */
import { EMPTY_BYTES, toHex } from '@strongroom/core/bytes.js';
import { HsmError, KmsError } from '@strongroom/core/errors.js';
import { decodeDomainCommand } from '@strongroom/crypto/domain-command.js';
import type { InitializeFleetRequest__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/InitializeFleetRequest.js';
import type { NodeView } from '@strongroom/hsm-client/node-view.js';
import { regionOf } from '../doors/call-context.js';
import type { RegionRuntime } from '../region/region-runtime.js';
import type { Services } from '../services.js';
import type { AdminCall, Unary } from './admin-call.js';

const READY_TIMEOUT_MS = 10_000;

export function fleetHandlers(unary: Unary) {
  return {
    DescribeFleet: unary(({ services }: AdminCall) => describeFleet(services)),
    InitializeFleet: unary(initializeFleet),
  };
}

async function describeFleet(services: Services) {
  return {
    regions: await Promise.all([...services.regions.values()].map((runtime) => regionMessage(services, runtime))),
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
  const command = request.command ?? EMPTY_BYTES;
  const decoded = decode(command);
  if (decoded.command !== 'CreateDomain') throw new KmsError('ValidationException', 'command must be a CreateDomain.');
  const first = pool.nodes().find((node) => decoded.members.some((member) => member.nodeId === node.id));
  if (first === undefined)
    throw new KmsError('ValidationException', `No member of the command is a node of ${region}.`);
  const signatures = (request.signatures ?? []).map((entry) => ({
    operatorId: entry.operatorId ?? '',
    signature: entry.signature ?? EMPTY_BYTES,
  }));
  const exported = await refusals(pool.appliance(first.id).createDomain({ command, signatures }));
  await commit({
    name: 'InitializeFleet',
    account: '',
    parameters: { region, domainId: toHex(decoded.domainId), firstNode: first.id },
    writes: [
      {
        kind: 'insert',
        table: 'domain_tokens',
        row: {
          region,
          version: exported.version,
          token: new Uint8Array(exported.token),
          created_at: services.clock.now(),
        },
      },
    ],
    entities: [`domain-token:${region}`],
  });
  pool.refresh();
  await refusals(pool.whenReady(services.monotonic.now() + READY_TIMEOUT_MS));
  return describeFleet(services);
}

function decode(command: Uint8Array): ReturnType<typeof decodeDomainCommand> {
  try {
    return decodeDomainCommand(command);
  } catch (error) {
    if (error instanceof HsmError) throw new KmsError('ValidationException', 'command is not a domain command.');
    throw error;
  }
}

/** A node's refusal in an operator's words; unlike users, operators are told the cause. */
async function refusals<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof HsmError) throw new KmsError('KeyUnavailableException', `The HSM refuses: ${error.message}`);
    throw error;
  }
}

async function regionMessage(services: Services, runtime: RegionRuntime) {
  const token = await services.store.reads.latestDomainToken(runtime.region);
  const nodes = runtime.pool.nodes();
  const domainId = nodes.find((node) => (node.status?.domainId.length ?? 0) > 0)?.status?.domainId;
  return {
    region: runtime.region,
    domainId: domainId === undefined ? '' : toHex(domainId),
    domainTokenVersion: token?.version ?? 0,
    nodes: nodes.map(nodeMessage),
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
  };
}
