/**
 * Whether a node may come, or stay, in rotation: ask what it is, and give it the domain token when it lacks the newest.
 */
import { HsmError } from '@strongroom/core/errors.js';
import type { NodeId } from '@strongroom/core/ids.js';
import type { ApplianceClient } from './appliance-client.js';
import type { ApplianceState, ApplianceStatus } from './appliance-status.js';
import { type DomainTokenSource, joinIsNeeded, type VersionedDomainToken } from './domain-join.js';
import type { NodeState } from './node-view.js';
import type { PoolLog } from './pool-log.js';

export interface Admission {
  readonly status: ApplianceStatus;
  /** Undefined where the node is an operational member of our domain; else what it is instead, and why. */
  readonly refused: { readonly state: NodeState; readonly detail: string } | undefined;
}

export interface AdmissionSources {
  readonly id: NodeId;
  readonly appliance: ApplianceClient;
  readonly domainToken: DomainTokenSource;
  readonly log: PoolLog;
}

const DETAIL_MAX_LENGTH = 256;

/** @throws HsmError when the node cannot be asked, or fails while joining. */
export async function admit(sources: AdmissionSources): Promise<Admission> {
  const status = await sources.appliance.getStatus();
  if (status.nodeId !== sources.id) {
    return refuse(status, 'refused', `node "${status.nodeId.slice(0, 64)}" answers at this address`);
  }
  if (status.state !== 'OPERATIONAL' && status.state !== 'UNINITIALIZED') {
    return refuse(status, stateOf(status.state), status.errorReason.slice(0, DETAIL_MAX_LENGTH) || status.state);
  }
  const ours = await readToken(sources);
  if (ours !== undefined && joinIsNeeded(status, ours)) return await join(sources, status, ours);
  if (status.state === 'OPERATIONAL') return { status, refused: undefined };
  return refuse(status, 'waiting', 'the node is uninitialized and there is no domain token yet');
}

async function join(
  { id, appliance, log }: AdmissionSources,
  before: ApplianceStatus,
  ours: VersionedDomainToken,
): Promise<Admission> {
  let status: ApplianceStatus;
  try {
    status = await appliance.joinDomain(ours.token);
  } catch (error) {
    if (!(error instanceof HsmError) || error.status !== 'TOKEN_INVALID') throw error;
    // Somebody gave it a newer token meanwhile, or it is no member: the next look decides.
    return refuse(before, 'refused', 'the node does not accept the domain token');
  }
  log.info({ node: id, version: ours.version }, 'node joined the domain');
  if (status.state === 'OPERATIONAL') return { status, refused: undefined };
  return refuse(status, stateOf(status.state), 'the node is not operational after joining');
}

/** A store that cannot be read just now is no reason to take a working node out of rotation. */
async function readToken({ id, domainToken, log }: AdmissionSources): Promise<VersionedDomainToken | undefined> {
  try {
    return await domainToken();
  } catch (error) {
    log.warn({ err: error, node: id }, 'the domain token cannot be read');
    return undefined;
  }
}

function refuse(status: ApplianceStatus, state: NodeState, detail: string): Admission {
  return { status, refused: { state, detail } };
}

function stateOf(state: ApplianceState): NodeState {
  return state === 'ERROR' || state === 'TAMPERED' || state === 'ZEROIZED' ? 'out-of-service' : 'waiting';
}
