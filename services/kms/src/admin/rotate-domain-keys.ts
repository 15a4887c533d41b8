/** The front end's part in a rotation of the domain key: it guards the two commands, and moves the tenants between. */
import { KmsError } from '@strongroom/core/errors.js';
import { must } from '@strongroom/core/assert.js';
import { parseTenantId } from '@strongroom/core/ids.js';
import { readDomainToken } from '@strongroom/crypto/domain-token.js';
import type { RewrapTenantsRequest__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/RewrapTenantsRequest.js';
import type { DomainTokenRow, SlotTokenRow } from '@strongroom/storage/schema.js';
import { regionOf } from '../doors/call-context.js';
import { isRotated, rotateTenant, type RotationPass } from '../domain-keys/rotate-tenant.js';
import type { RegionRuntime } from '../region/region-runtime.js';
import type { Services } from '../services.js';
import type { AdminCall } from './admin-call.js';
import { refusals } from './domain-command.js';
import { haveMembersFollow } from './follow-domain.js';

/** How long one call works, about. */
const PASS_MS = 5000;
const PAGE_ROWS = 500;

/**
 * Works for some seconds on tenants whose slot key is not replaced yet, and answers how far it is. Everything that it
 * has done is in the store; whoever calls next, at any front end, goes on.
 */
export async function rewrapTenants({ services }: AdminCall, request: RewrapTenantsRequest__Output) {
  const runtime = regionOf(services, request.region);
  const domain = await requireDomain(services, runtime);
  await requireFollowers(services, runtime, domain);
  const pass: RotationPass = {
    services,
    runtime,
    domain,
    endMs: services.monotonic.now() + PASS_MS,
    rewrapped: 0,
  };
  let tenants = 0;
  let tenantsDone = 0;
  let failure: unknown;
  for await (const row of slotTokensOf(services, runtime)) {
    tenants += 1;
    if (isRotated(row.token, domain)) tenantsDone += 1;
    else if (services.monotonic.now() < pass.endMs) {
      const tenant = must(parseTenantId(row.tenant), 'slot tokens are of tenants');
      // One tenant's trouble is not to hold up the others.
      try {
        if (await refusals(rotateTenant(pass, tenant))) tenantsDone += 1;
      } catch (error) {
        failure ??= error;
      }
    }
  }
  if (failure !== undefined) throw failure as Error;
  return { tenants, tenantsDone, tokensRewrapped: pass.rewrapped };
}

/**
 * ADD_ACTIVE only when the last rotation has ended, so that every slot key is newer than the domain key that it is
 * wrapped under; DROP_INACTIVE only when nothing is wrapped under the key that goes. Neither condition can end before
 * the command is committed: the domain's version is that which was looked at, and no slot token is committed under an
 * inactive key (region/slot-tokens.ts).
 */
export async function checkRotationStep(
  services: Services,
  runtime: RegionRuntime,
  domain: DomainTokenRow,
  step: 'ADD_ACTIVE' | 'DROP_INACTIVE',
): Promise<void> {
  const keys = readDomainToken(domain.token).state.domainKeys.length;
  if (step === 'ADD_ACTIVE') {
    if (keys === 1) return;
    throw new KmsError(
      'ConflictException',
      'A rotation of the domain key is under way. Finish it first (RewrapTenants, then DROP_INACTIVE).',
    );
  }
  for await (const row of slotTokensOf(services, runtime)) {
    if (isRotated(row.token, domain)) continue;
    throw new KmsError(
      'ConflictException',
      `The slot key of tenant ${row.tenant} is not replaced yet: dropping the domain key would destroy its keys. ` +
        'Call RewrapTenants until every tenant is done.',
    );
  }
}

/** @throws KmsError where a node that works would not know the active domain key. */
async function requireFollowers(services: Services, runtime: RegionRuntime, domain: DomainTokenRow): Promise<void> {
  const behind = () =>
    runtime.pool
      .nodes()
      .filter(({ linked, status }) => linked && (status?.domainTokenVersion ?? 0) < domain.version)
      .map((node) => node.id);
  if (behind().length === 0) return;
  const missing = new Set(await haveMembersFollow(services, runtime, domain.token));
  const stragglers = behind().filter((node) => missing.has(node));
  if (stragglers.length === 0) return;
  throw new KmsError('KeyUnavailableException', `Not every HSM follows the domain yet: ${stragglers.join(', ')}.`);
}

export async function requireDomain(services: Services, { region }: RegionRuntime): Promise<DomainTokenRow> {
  const domain = await services.store.reads.latestDomainToken(region);
  if (domain !== undefined) return domain;
  throw new KmsError('ValidationException', `${region} has no domain yet. Make it with InitializeFleet.`);
}

async function* slotTokensOf({ store }: Services, { region }: RegionRuntime): AsyncIterable<SlotTokenRow> {
  for (let after = ''; ;) {
    const page = await store.reads.slotTokens(region, after, PAGE_ROWS);
    yield* page.rows;
    after = page.rows.at(-1)?.tenant ?? after;
    if (!page.more) return;
  }
}
