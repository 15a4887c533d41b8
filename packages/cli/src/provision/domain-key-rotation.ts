/**
 * A rotation of a Region's domain key, as its operator leads it: a new key becomes active, every tenant is moved to it,
 * the old one is dropped. Whoever was interrupted begins again here: how far it is stands in the store.
 */
import type { AdminClient } from '@strongroom/client/admin-client.js';
import { must } from '@strongroom/core/assert.js';
import type { DomainCommand } from '@strongroom/crypto/domain-command.js';
import type { RegionStatus__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/RegionStatus.js';
import type { TlsIdentity } from '@strongroom/rpc/tls.js';
import { CliError } from '../cli-error.js';
import { signDomainCommand, targetOf } from './sign-domain-command.js';

export interface RotationOptions {
  readonly admin: AdminClient;
  /** Signs both commands. */
  readonly operator: TlsIdentity;
  readonly onProgress: (tenantsDone: number, tenants: number) => void;
}

export interface DomainKeyRotation {
  readonly region: string;
  /** A rotation that was begun earlier was finished. */
  readonly resumed: boolean;
  readonly domainTokenVersion: number;
  readonly tenants: number;
  /** In this run. */
  readonly tokensRewrapped: number;
  /** Members that have not dropped the old key yet: they do when the front end reaches them. */
  readonly nodesBehind: readonly string[];
}

/** A call works for some five seconds; a slow machine may take longer. */
const CALL_TIMEOUT_MS = 60_000;

/** @throws KmsCallError, TransportError; CliError where there is no such Region, or it has no domain */
export async function rotateDomainKey(region: string, options: RotationOptions): Promise<DomainKeyRotation> {
  const before = await describe(region, options.admin);
  if ((before.domainId ?? '') === '') {
    throw new CliError(`${region} has no domain yet`, { hints: ['strongroom fleet init makes it'] });
  }
  const resumed = (before.domainKeys ?? 0) > 1;
  if (!resumed) await change(before, 'ADD_ACTIVE', options);
  const { tenants, tokensRewrapped } = await rewrapAll(region, options);
  const changed = await change(await describe(region, options.admin), 'DROP_INACTIVE', options);
  return {
    region,
    resumed,
    domainTokenVersion: changed.region?.domainTokenVersion ?? 0,
    tenants,
    tokensRewrapped,
    nodesBehind: changed.nodesBehind ?? [],
  };
}

async function rewrapAll(
  region: string,
  { admin, onProgress }: RotationOptions,
): Promise<{ tenants: number; tokensRewrapped: number }> {
  let rewrapped = 0;
  for (;;) {
    const answer = await admin.rewrapTenants({ region }, { deadlineMs: CALL_TIMEOUT_MS });
    const { tenants = 0, tenantsDone = 0, tokensRewrapped = 0 } = answer;
    rewrapped += tokensRewrapped;
    onProgress(tenantsDone, tenants);
    if (tenantsDone >= tenants) return { tenants, tokensRewrapped: rewrapped };
  }
}

function change(
  found: RegionStatus__Output,
  step: 'ADD_ACTIVE' | 'DROP_INACTIVE',
  { admin, operator }: RotationOptions,
): ReturnType<AdminClient['changeDomain']> {
  const command: DomainCommand = { command: 'RotateDomainKeys', ...targetOf(found), step };
  const request = { region: found.region ?? '', ...signDomainCommand(command, operator) };
  return admin.changeDomain(request, { deadlineMs: CALL_TIMEOUT_MS });
}

async function describe(region: string, admin: AdminClient): Promise<RegionStatus__Output> {
  const { regions = [] } = await admin.describeFleet({});
  const found = regions.find((each) => each.region === region);
  if (found !== undefined) return found;
  const served = regions.map((each) => must(each.region, 'a Region has a name')).join(', ');
  throw new CliError(`the Region ${region} is not served here`, { hints: [`served: ${served}`] });
}
