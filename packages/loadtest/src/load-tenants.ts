/** The tenants that carry the load: made through the admin door, kept for the next run, each with one key. */
import type { AdminClient } from '@strongroom/client/admin-client.js';
import type { KmsClient, KmsClientOptions } from '@strongroom/client/client.js';
import { createClient } from '@strongroom/client/client.js';
import { must } from '@strongroom/core/assert.js';
import { KmsError } from '@strongroom/core/errors.js';

export interface LoadTenant {
  readonly name: string;
  readonly kms: KmsClient;
  readonly keyId: string;
  close(): void;
}

export const TENANT_PREFIX = 'loadtest-';
const ALIAS = 'alias/loadtest';
const TOKEN_VALID_DAYS = 1;

/** `count` tenants, each with a connection of its own. The caller closes them. */
export async function openLoadTenants(
  admin: AdminClient,
  connection: Omit<KmsClientOptions, 'token' | 'ownConnection'>,
  count: number,
): Promise<LoadTenant[]> {
  const { tenants: existing = [] } = await admin.listTenants({});
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const name = `${TENANT_PREFIX}${String(index + 1)}`;
      const tenant = existing.find((each) => each.name === name) ?? (await admin.createTenant({ name }));
      const principalArn = must(tenant.rootArn, 'a tenant has a root principal');
      const { token } = await admin.createBearerToken({ principalArn, validDays: TOKEN_VALID_DAYS });
      const kms = createClient({ ...connection, token: must(token, 'a new token'), ownConnection: true });
      const keyId = await keyOf(kms);
      return {
        name,
        kms,
        keyId,
        close: () => {
          kms.close();
        },
      };
    }),
  );
}

async function keyOf(kms: KmsClient): Promise<string> {
  try {
    const { keyMetadata } = await kms.describeKey({ keyId: ALIAS });
    if (keyMetadata?.enabled === true) return keyMetadata.keyId;
  } catch (error) {
    if (!(error instanceof KmsError && error.exception === 'NotFoundException')) throw error;
    const made = await kms.createKey({ description: 'load test' });
    const keyId = must(made.keyMetadata?.keyId, 'a new key has an id');
    await kms.createAlias({ aliasName: ALIAS, targetKeyId: keyId });
    return keyId;
  }
  const made = await kms.createKey({ description: 'load test' });
  const keyId = must(made.keyMetadata?.keyId, 'a new key has an id');
  await kms.updateAlias({ aliasName: ALIAS, targetKeyId: keyId });
  return keyId;
}
