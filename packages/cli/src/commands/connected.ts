/** Opens a client for the length of one command. */
import type { AdminClient } from '@strongroom/client/admin-client.js';
import type { KmsClient } from '@strongroom/client/client.js';
import type { CommandContext } from '../command-context.js';
import { adminConnection, kmsConnection } from '../connection.js';

export async function withKms<T>(
  context: CommandContext,
  region: string | undefined,
  action: (kms: KmsClient) => Promise<T>,
): Promise<T> {
  const connection = kmsConnection(context.connection(), region);
  const { createClient } = await import('@strongroom/client/client.js');
  const kms = createClient(connection);
  try {
    return await action(kms);
  } finally {
    kms.close();
  }
}

export async function withAdmin<T>(context: CommandContext, action: (admin: AdminClient) => Promise<T>): Promise<T> {
  const connection = adminConnection(context.connection());
  const { createAdminClient } = await import('@strongroom/client/admin-client.js');
  const admin = createAdminClient(connection);
  try {
    return await action(admin);
  } finally {
    admin.close();
  }
}
