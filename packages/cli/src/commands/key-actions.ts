/** The actions of `strongroom key`. */
import type { KmsClient } from '@strongroom/client/client.js';
import { toBase64 } from '@strongroom/core/bytes.js';
import { usagesOf } from '@strongroom/crypto/key-usages.js';
import type { CreateKeyRequest, KeyMetadata, KeyUsageType } from '@strongroom/proto/gen/kms-types.js';
import { CliError, EXIT } from '../cli-error.js';
import type { CommandContext } from '../command-context.js';
import { table } from '../table.js';
import { withKms } from './connected.js';
import type { CreateFlags, RegionFlag } from './key-command.js';
import { idOf } from './key-store-actions.js';

/** RSA_4096 takes the HSM seconds, and more when it is busy. */
const PATIENCE = { deadlineMs: 60_000 } as const;
const PAGE = 100;
/** DescribeKey for one page at a time is as much as a listing should ask for at once. */
const KEYS_MAX = 10_000;

export async function createKey(context: CommandContext, flags: CreateFlags): Promise<void> {
  const alias = flags.alias === undefined ? undefined : aliasName(flags.alias);
  const metadata = await withKms(context, flags.region, async (kms) => {
    const { keyMetadata } = await kms.createKey(
      {
        ...keyTypeOf(flags),
        ...(flags.external === true ? { origin: 'EXTERNAL' } : {}),
        ...(await placeOf(kms, flags)),
        ...(flags.multiRegion === true ? { multiRegion: true } : {}),
        ...(flags.description === undefined ? {} : { description: flags.description }),
      },
      PATIENCE,
    );
    const keyId = keyMetadata?.keyId;
    if (alias !== undefined && keyId !== undefined) await kms.createAlias({ aliasName: alias, targetKeyId: keyId });
    return keyMetadata;
  });
  context
    .output()
    .result({ keyMetadata: printable(metadata), ...(alias === undefined ? {} : { alias }) }, () =>
      [metadata?.arn ?? '', ...(alias === undefined ? [] : [alias])].join('\n'),
    );
}

/** A key in an external key store. The service says what is missing or does not fit. */
async function placeOf(kms: KmsClient, { keyStore, xksKey }: CreateFlags): Promise<Partial<CreateKeyRequest>> {
  if (keyStore === undefined && xksKey === undefined) return {};
  return {
    origin: 'EXTERNAL_KEY_STORE',
    ...(keyStore === undefined ? {} : { customKeyStoreId: await idOf(kms, keyStore) }),
    ...(xksKey === undefined ? {} : { xksKeyId: xksKey }),
  };
}

/** Where a spec has one usage, there is nothing to ask. @throws CliError where it has more. */
function keyTypeOf({ spec, usage }: CreateFlags): Pick<CreateKeyRequest, 'keySpec' | 'keyUsage'> {
  const usages = usagesOf(spec ?? 'SYMMETRIC_DEFAULT');
  const keyUsage = usage ?? (usages.length === 1 ? usages[0] : undefined);
  if (keyUsage === undefined) {
    throw new CliError(`a key of ${spec ?? ''} has one usage, and it must be said which`, {
      hints: usages.map((each) => `--usage ${each}`),
      exitCode: EXIT.USAGE,
    });
  }
  // The service knows which usages there are, and which of them fit.
  return { ...(spec === undefined ? {} : { keySpec: spec }), keyUsage: keyUsage as KeyUsageType };
}

export async function listKeys(context: CommandContext, flags: RegionFlag): Promise<void> {
  const keys = await withKms(context, flags.region, async (kms) => {
    const [ids, aliases] = await Promise.all([allKeyIds(kms), allAliases(kms)]);
    const found: { keyId: string; state: string; spec: string; aliases: string[]; description: string }[] = [];
    for (let start = 0; start < ids.length; start += PAGE) {
      const page = await Promise.all(ids.slice(start, start + PAGE).map((keyId) => kms.describeKey({ keyId })));
      for (const { keyMetadata } of page) {
        const keyId = keyMetadata?.keyId ?? '';
        found.push({
          keyId,
          state: keyMetadata?.keyState ?? '',
          spec: keyMetadata?.keySpec ?? '',
          aliases: aliases.get(keyId) ?? [],
          description: keyMetadata?.description ?? '',
        });
      }
    }
    return found;
  });
  context.output().result({ keys }, () =>
    table(
      ['key id', 'state', 'spec', 'aliases', 'description'],
      keys.map((each) => [each.keyId, each.state, each.spec, each.aliases.join(' '), each.description]),
    ),
  );
}

export async function describeKey(context: CommandContext, name: string, flags: RegionFlag): Promise<void> {
  const { keyMetadata } = await withKms(context, flags.region, (kms) => kms.describeKey({ keyId: name }));
  const shown = printable(keyMetadata);
  context.output().result({ keyMetadata: shown }, () =>
    Object.entries(shown)
      .map(([field, value]) => `${field.padEnd(24)}${typeof value === 'string' ? value : JSON.stringify(value)}`)
      .join('\n'),
  );
}

async function allKeyIds(kms: KmsClient): Promise<string[]> {
  const ids: string[] = [];
  let marker: string | undefined;
  do {
    const page = await kms.listKeys({ limit: 1000, ...(marker === undefined ? {} : { marker }) });
    ids.push(...(page.keys ?? []).map((key) => key.keyId ?? ''));
    marker = page.truncated === true ? page.nextMarker : undefined;
  } while (marker !== undefined && ids.length < KEYS_MAX);
  return ids;
}

async function allAliases(kms: KmsClient): Promise<Map<string, string[]>> {
  const byKey = new Map<string, string[]>();
  let marker: string | undefined;
  do {
    const page = await kms.listAliases({ limit: PAGE, ...(marker === undefined ? {} : { marker }) });
    for (const { targetKeyId, aliasName: name } of page.aliases ?? []) {
      if (targetKeyId === undefined || name === undefined) continue;
      byKey.set(targetKeyId, [...(byKey.get(targetKeyId) ?? []), name]);
    }
    marker = page.truncated === true ? page.nextMarker : undefined;
  } while (marker !== undefined && byKey.size < KEYS_MAX);
  return byKey;
}

function aliasName(text: string): string {
  return text.startsWith('alias/') ? text : `alias/${text}`;
}

const TIMES: ReadonlySet<string> = new Set(['creationDate', 'deletionDate', 'validTo']);

/** Times as ISO 8601, bytes as base64. */
function printable(metadata: KeyMetadata | undefined): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(metadata ?? {}) as [string, unknown][]) {
    if (value instanceof Uint8Array) shown[field] = toBase64(value);
    else shown[field] = typeof value === 'number' && TIMES.has(field) ? new Date(value).toISOString() : value;
  }
  return shown;
}
