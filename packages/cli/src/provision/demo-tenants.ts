/**
 * Two tenants to try things with. Their credentials are made once and kept in the data folder, 0600: the service itself
 * keeps no secret that could be shown again. A crash between making and keeping leaves an unused credential and no
 * harm.
 */
import type { AdminClient } from '@strongroom/client/admin-client.js';
import { must } from '@strongroom/core/assert.js';
import { CliError } from '../cli-error.js';
import { millisecondsOf } from '../timestamps.js';
import { parseJson, readSmallFile, writeFileAtomic } from '../files.js';
import type { ReadyTenant } from '../ready-file.js';

export const DEMO_TENANTS = [
  { accountId: '111122223333', name: 'demo-a' },
  { accountId: '444455556666', name: 'demo-b' },
] as const;

/** The longest that the service gives: `strongroom clock advance 365d` should not end the demonstration. */
const TOKEN_VALID_DAYS = 3650;
const RENEW_BEFORE_MS = 30 * 86_400_000;

interface KeptTenant extends ReadyTenant {
  readonly tokenExpiresAtMs: number;
}

/** Makes what is missing and returns the credentials of all. */
export async function ensureDemoTenants(admin: AdminClient, credentialsFile: string): Promise<ReadyTenant[]> {
  const kept = new Map(readKept(credentialsFile).map((tenant) => [tenant.accountId, tenant]));
  const { tenants: existing = [] } = await admin.listTenants({});
  const nowMs = millisecondsOf((await admin.getClock({})).now);
  const tenants: KeptTenant[] = [];
  for (const demo of DEMO_TENANTS) {
    const found = existing.find((tenant) => tenant.accountId === demo.accountId) ?? (await admin.createTenant(demo));
    const arn = must(found.rootArn, 'a tenant has a root principal');
    const tenant = await credentialsOf(admin, { ...demo, arn }, kept.get(demo.accountId), nowMs);
    tenants.push(tenant);
    // Kept one by one: a crash loses at most the credentials that it interrupts.
    if (tenant !== kept.get(demo.accountId)) keep(credentialsFile, [...kept.values(), tenant], tenants);
  }
  return tenants.map(({ accountId, name, arn, accessKeyId, secretAccessKey, token }) => ({
    accountId,
    name,
    arn,
    accessKeyId,
    secretAccessKey,
    token,
  }));
}

async function credentialsOf(
  admin: AdminClient,
  who: { readonly accountId: string; readonly name: string; readonly arn: string },
  kept: KeptTenant | undefined,
  nowMs: number,
): Promise<KeptTenant> {
  const { accessKeys = [] } = await admin.listAccessKeys({ principalArn: who.arn });
  const known = kept !== undefined && accessKeys.some((each) => each.accessKeyId === kept.accessKeyId);
  if (known && kept.tokenExpiresAtMs - nowMs > RENEW_BEFORE_MS) return kept;
  const accessKey = known ? kept : await admin.createAccessKey({ principalArn: who.arn });
  const bearer = await admin.createBearerToken({ principalArn: who.arn, validDays: TOKEN_VALID_DAYS });
  return {
    ...who,
    accessKeyId: must(accessKey.accessKeyId, 'an access key has an id'),
    secretAccessKey: must(accessKey.secretAccessKey, 'a new access key comes with its secret'),
    token: must(bearer.token, 'a new token comes with its secret'),
    tokenExpiresAtMs: millisecondsOf(bearer.expiresAt),
  };
}

function keep(file: string, before: readonly KeptTenant[], now: readonly KeptTenant[]): void {
  const merged = new Map([...before, ...now].map((tenant) => [tenant.accountId, tenant]));
  writeFileAtomic(file, `${JSON.stringify({ tenants: [...merged.values()] }, null, 2)}\n`);
}

function readKept(file: string): KeptTenant[] {
  const text = readSmallFile(file);
  if (text === undefined) return [];
  const value = parseJson(text) as { tenants?: KeptTenant[] } | null | undefined;
  if (Array.isArray(value?.tenants)) return value.tenants;
  // It may hold the only copy of the secrets: never written over.
  throw new CliError(`${file} is damaged`, { hints: ['move it away: new credentials are made at the next start'] });
}
