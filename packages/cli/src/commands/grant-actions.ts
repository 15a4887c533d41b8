/** The actions of `strongroom grant`. */
import type { KmsClient } from '@strongroom/client/client.js';
import type {
  CreateGrantRequest,
  GrantConstraints,
  GrantListEntry,
  ListGrantsResponse,
} from '@strongroom/proto/gen/kms-types.js';
import { CliError, EXIT } from '../cli-error.js';
import type { CommandContext } from '../command-context.js';
import { table } from '../table.js';
import { withKms } from './connected.js';
import type { CreateGrantFlags, EndGrantFlags, ListGrantsFlags, RegionFlag } from './grant-command.js';

export async function createGrant(context: CommandContext, key: string, flags: CreateGrantFlags): Promise<void> {
  const grant = await withKms(context, flags.region, async (kms) =>
    kms.createGrant({
      keyId: await keyNamed(kms, key),
      granteePrincipal: flags.grantee,
      // The service knows the names and says which it does not take.
      operations: flags.operation as CreateGrantRequest['operations'],
      ...(flags.retiring === undefined ? {} : { retiringPrincipal: flags.retiring }),
      ...(flags.name === undefined ? {} : { name: flags.name }),
      ...constraintsOf(flags),
    }),
  );
  context.output().result(grant, () => `${grant.grantId ?? ''}\ntoken ${grant.grantToken ?? ''}`);
}

export async function listGrants(
  context: CommandContext,
  key: string | undefined,
  flags: ListGrantsFlags,
): Promise<void> {
  if ((key === undefined) === (flags.retiring === undefined)) {
    throw new CliError('name a key, or --retiring', { exitCode: EXIT.USAGE });
  }
  const grants = await withKms(context, flags.region, async (kms) => {
    if (key === undefined) {
      return everyPage((marker) => kms.listRetirableGrants({ retiringPrincipal: flags.retiring ?? '', ...marker }));
    }
    const keyId = await keyNamed(kms, key);
    const grantee = flags.grantee === undefined ? {} : { granteePrincipal: flags.grantee };
    return everyPage((marker) => kms.listGrants({ keyId, ...grantee, ...marker }));
  });
  context.output().result(grants, () => grantsText(grants));
}

export async function retireGrant(
  context: CommandContext,
  { key, grantId }: { readonly key: string | undefined; readonly grantId: string | undefined },
  { grantToken, region }: EndGrantFlags,
): Promise<void> {
  const request = requestToRetire(key, grantId, grantToken);
  await withKms(context, region, (kms) => kms.retireGrant(request));
  context.output().result({ retired: request }, () => 'retired');
}

export async function revokeGrant(
  context: CommandContext,
  key: string,
  grantId: string,
  flags: RegionFlag,
): Promise<void> {
  await withKms(context, flags.region, async (kms) => kms.revokeGrant({ keyId: await keyNamed(kms, key), grantId }));
  context.output().result({ revoked: grantId }, () => `revoked ${grantId}`);
}

function requestToRetire(key: string | undefined, grantId: string | undefined, token: string | undefined) {
  if (token !== undefined && key === undefined) return { grantToken: token };
  if (token === undefined && key !== undefined && grantId !== undefined) return { keyId: key, grantId };
  throw new CliError('name key and grant id, or --grant-token', { exitCode: EXIT.USAGE });
}

/** The operations on grants take no aliases; DescribeKey does. */
async function keyNamed(kms: KmsClient, name: string): Promise<string> {
  if (!name.includes('alias/')) return name;
  return (await kms.describeKey({ keyId: name })).keyMetadata?.arn ?? name;
}

function constraintsOf({ contextEquals, contextSubset }: CreateGrantFlags): { constraints?: GrantConstraints } {
  if (contextEquals === undefined && contextSubset === undefined) return {};
  return {
    constraints: {
      ...(contextEquals === undefined ? {} : { encryptionContextEquals: contextEquals }),
      ...(contextSubset === undefined ? {} : { encryptionContextSubset: contextSubset }),
    },
  };
}

async function everyPage(
  read: (marker: { marker?: string }) => Promise<ListGrantsResponse>,
): Promise<GrantListEntry[]> {
  const grants: GrantListEntry[] = [];
  for (let marker: { marker?: string } = {}; ;) {
    const page = await read(marker);
    grants.push(...(page.grants ?? []));
    if (page.truncated !== true || page.nextMarker === undefined) return grants;
    marker = { marker: page.nextMarker };
  }
}

function grantsText(grants: readonly GrantListEntry[]): string {
  if (grants.length === 0) return 'no grants';
  const rows = grants.map((grant) => [
    grant.grantId ?? '',
    grant.granteePrincipal ?? grant.granteeServicePrincipal ?? '',
    (grant.operations ?? []).join(', '),
    grant.name ?? '-',
    grant.constraints === undefined ? '-' : 'yes',
  ]);
  return table(['grant', 'grantee', 'operations', 'name', 'constraints'], rows);
}
