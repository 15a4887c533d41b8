/** The actions of `strongroom key replicate`, `key promote` and `key delete`. */
import type { KmsClient } from '@strongroom/client/client.js';
import { delay, systemMonotonic } from '@strongroom/core/time.js';
import type { KeyMetadata } from '@strongroom/proto/gen/kms-types.js';
import { CliError } from '../cli-error.js';
import type { CommandContext } from '../command-context.js';
import { withKms } from './connected.js';
import type { DeleteFlags, ToRegionFlags } from './multi-region-command.js';

/** A replication takes a second or two; the service goes on with it whether or not somebody waits. */
const WAIT_MAX_MS = 30_000;
const POLL_MS = 200;

export async function replicateKey(context: CommandContext, name: string, flags: ToRegionFlags): Promise<void> {
  const arn = await withKms(context, flags.region, async (kms) => {
    const { arn: keyId } = await described(kms, name);
    const { replicaKeyMetadata } = await kms.replicateKey({ keyId, replicaRegion: flags.to });
    return replicaKeyMetadata?.arn ?? '';
  });
  const keyState = await withKms(context, flags.to, (kms) => settled(kms, arn, 'Creating'));
  context.output().result({ arn, keyState }, () => `${arn}\nis ${keyState}`);
}

export async function promoteKey(context: CommandContext, name: string, flags: ToRegionFlags): Promise<void> {
  const primary = await withKms(context, flags.region, async (kms) => {
    const { arn } = await described(kms, name);
    await kms.updatePrimaryRegion({ keyId: arn, primaryRegion: flags.to });
    await settled(kms, arn, 'Updating');
    return (await described(kms, arn)).primaryArn;
  });
  context.output().result({ primary }, () => `${primary}\nis the primary`);
}

export async function deleteKey(context: CommandContext, name: string, flags: DeleteFlags): Promise<void> {
  const answer = await withKms(context, flags.region, async (kms) => {
    const { arn: keyId } = await described(kms, name);
    return kms.scheduleKeyDeletion({ keyId, ...(flags.days === undefined ? {} : { pendingWindowInDays: flags.days }) });
  });
  const { keyId: arn = '', keyState = '', deletionDate } = answer;
  const deletionAt = deletionDate === undefined ? undefined : new Date(deletionDate).toISOString();
  context
    .output()
    .result({ arn, keyState, ...(deletionAt === undefined ? {} : { deletionAt }) }, () =>
      deletionAt === undefined
        ? `${arn}\nis ${keyState}: its waiting period begins when its last replica is deleted`
        : `${arn}\nis deleted on ${deletionAt}`,
    );
}

/** The operations on multi-Region keys take no aliases; DescribeKey does. */
async function described(kms: KmsClient, name: string): Promise<{ arn: string; state: string; primaryArn: string }> {
  const { keyMetadata } = await kms.describeKey({ keyId: name });
  const metadata: Partial<KeyMetadata> = keyMetadata ?? {};
  const primaryArn = metadata.multiRegionConfiguration?.primaryKey?.arn ?? '';
  return { arn: metadata.arn ?? '', state: metadata.keyState ?? '', primaryArn };
}

/** The state that follows a passing one. @throws CliError when it lasts. */
async function settled(kms: KmsClient, keyId: string, passing: string): Promise<string> {
  const endMs = systemMonotonic.now() + WAIT_MAX_MS;
  for (;;) {
    const { state } = await described(kms, keyId);
    if (state !== passing) return state;
    if (systemMonotonic.now() >= endMs) {
      throw new CliError(`the key is still ${passing}`, {
        hints: ['the service goes on by itself: strongroom key describe shows the state', 'strongroom status'],
      });
    }
    await delay(systemMonotonic, POLL_MS);
  }
}
