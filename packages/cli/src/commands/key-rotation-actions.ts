/** The actions of `strongroom key rotate` and `strongroom key rotation`. */
import type { KmsClient } from '@strongroom/client/client.js';
import type {
  GetKeyRotationStatusResponse as RotationStatus,
  RotationsListEntry,
} from '@strongroom/proto/gen/kms-types.js';
import type { CommandContext } from '../command-context.js';
import { table } from '../table.js';
import { withKms } from './connected.js';
import type { RegionFlag, RotationFlags } from './key-command.js';

/** More than a key can have: a rotation every 90 days for a century, and 25 on demand. */
const MATERIALS_MAX = 1000;

interface Material {
  readonly materialId: string;
  readonly state: string;
  /** Absent for the first material. */
  readonly rotatedAt?: string;
  readonly by?: string;
  /** Of imported material that expires. */
  readonly expiresAt?: string;
}

interface RotationState {
  readonly arn: string;
  readonly enabled: boolean;
  readonly periodDays?: number;
  readonly nextRotationAt?: string;
  readonly materials: readonly Material[];
}

export async function rotateKey(context: CommandContext, name: string, flags: RegionFlag): Promise<void> {
  const rotated = await withKms(context, flags.region, async (kms) => {
    const { arn } = await described(kms, name);
    await kms.rotateKeyOnDemand({ keyId: arn });
    return described(kms, arn);
  });
  context.output().result(rotated, () => `${rotated.arn}\nnow uses material ${rotated.currentKeyMaterialId}`);
}

export async function keyRotation(context: CommandContext, name: string, flags: RotationFlags): Promise<void> {
  const state = await withKms(context, flags.region, async (kms) => {
    const { arn } = await described(kms, name);
    if (flags.disable === true) await kms.disableKeyRotation({ keyId: arn });
    if (flags.enable === true || flags.period !== undefined) {
      const period = flags.period === undefined ? {} : { rotationPeriodInDays: flags.period };
      await kms.enableKeyRotation({ keyId: arn, ...period });
    }
    return rotationState(kms, arn);
  });
  context.output().result(state, () => rotationText(state));
}

/** The operations on rotation take no aliases; DescribeKey does. */
async function described(kms: KmsClient, name: string): Promise<{ arn: string; currentKeyMaterialId: string }> {
  const { keyMetadata } = await kms.describeKey({ keyId: name });
  return { arn: keyMetadata?.arn ?? '', currentKeyMaterialId: keyMetadata?.currentKeyMaterialId ?? '' };
}

async function rotationState(kms: KmsClient, arn: string): Promise<RotationState> {
  const [status, list] = await Promise.all([
    // A key that waits for imported material has no status, and a list that is wanted all the more.
    kms.getKeyRotationStatus({ keyId: arn }).catch((error: unknown): RotationStatus => {
      if (error instanceof Error && error.name === 'UnsupportedOperationException') return {};
      throw error;
    }),
    kms.listKeyRotations({ keyId: arn, includeKeyMaterial: 'ALL_KEY_MATERIAL', limit: MATERIALS_MAX }),
  ]);
  return {
    arn,
    enabled: status.keyRotationEnabled ?? false,
    ...(status.rotationPeriodInDays === undefined ? {} : { periodDays: status.rotationPeriodInDays }),
    ...(status.nextRotationDate === undefined ? {} : { nextRotationAt: iso(status.nextRotationDate) }),
    materials: (list.rotations ?? []).map(material),
  };
}

function material(entry: RotationsListEntry): Material {
  return {
    materialId: entry.keyMaterialId ?? '',
    state: entry.keyMaterialState ?? '',
    ...(entry.rotationDate === undefined ? {} : { rotatedAt: iso(entry.rotationDate) }),
    ...(entry.rotationType === undefined ? {} : { by: entry.rotationType }),
    ...(entry.validTo === undefined ? {} : { expiresAt: iso(entry.validTo) }),
  };
}

function rotationText({ arn, enabled, periodDays, nextRotationAt, materials }: RotationState): string {
  const automatic = enabled
    ? `rotates automatically every ${String(periodDays ?? 0)} days, next on ${nextRotationAt ?? ''}`
    : 'does not rotate automatically';
  // Only imported material expires: for the others the column would be empty.
  const expires = materials.some((each) => each.expiresAt !== undefined);
  const rows = materials.map(({ materialId, state, rotatedAt = '-', by = '-', expiresAt = '-' }) => [
    materialId,
    state,
    rotatedAt,
    by,
    ...(expires ? [expiresAt] : []),
  ]);
  const head = ['material', 'state', 'rotated', 'by', ...(expires ? ['expires'] : [])];
  return `${arn}\n${automatic}\n\n${table(head, rows)}`;
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
