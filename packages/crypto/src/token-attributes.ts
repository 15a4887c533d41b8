/**
 * What a sealed token says about the secret inside it. The encoding is canonical (fixed order, every field present) and
 * authenticated; it is the only thing an HSM believes about a key.
 */
import { assert } from '@strongroom/core/assert.js';
import { parseTenantId } from '@strongroom/core/ids.js';
import type { TenantId } from '@strongroom/core/ids.js';
import { PackedFormatError, PackedWriter } from '@strongroom/core/packed.js';
import type { PackedReader } from '@strongroom/core/packed.js';
import { requireLength } from './guard.js';
import { MATERIAL_ID_BYTES } from './material-id.js';

export const DOMAIN_ID_BYTES = 16;
export const WRAPPING_KEY_ID_BYTES = 16;

export type TokenKind = 'SLOT_TOKEN' | 'EXPORTED_KEY_TOKEN';

/** A tenant's slot key, wrapped under a domain key. */
export interface SlotTokenAttributes {
  /** 16 bytes. */
  readonly domainId: Uint8Array;
  readonly tenant: TenantId;
  /** 16 bytes: the wrapping key id of the EKTs made under this slot key. */
  readonly slotKeyId: Uint8Array;
  /**
   * 16 bytes. Of a transitional slot token, and of nothing else: the slot key that this one replaces, whose EKTs still
   * open.
   */
  readonly outgoingSlotKeyId?: Uint8Array;
}

export type MaterialKind = 'BACKING_KEY' | 'ACCESS_KEY_SECRET' | 'IMPORT_WRAPPING_KEY' | 'REPLICA_AGREEMENT_KEY';

/** One version of key material, wrapped under a tenant's slot key. */
export interface ExportedKeyTokenAttributes {
  /** 16 bytes. */
  readonly domainId: Uint8Array;
  readonly tenant: TenantId;
  /** The KMS key that owns the material; the access key id for an ACCESS_KEY_SECRET. At most 256 bytes. */
  readonly kmsKeyId: string;
  /** 32 bytes, see material-id.ts. */
  readonly materialId: Uint8Array;
  /**
   * KeySpec, KeyUsage and Origin as the API writes them, such as SYMMETRIC_DEFAULT, ENCRYPT_DECRYPT, AWS_KMS. At most
   * 64 bytes each. Of an IMPORT_WRAPPING_KEY: WrappingKeySpec, the AlgorithmSpec to wrap with, AWS_KMS. Of a
   * REPLICA_AGREEMENT_KEY: what the replica becomes.
   */
  readonly keySpec: string;
  readonly keyUsage: string;
  readonly origin: string;
  readonly materialKind: MaterialKind;
  /** Of an IMPORT_WRAPPING_KEY, and of nothing else. */
  readonly opens?: ImportTarget;
  /** Of a REPLICA_AGREEMENT_KEY, and of nothing else. */
  readonly replicates?: ReplicaSource;
}

/** Where a replica agreement key takes material from, and for how long. */
export interface ReplicaSource {
  /** 16 bytes. */
  readonly domainId: Uint8Array;
  /** Civil epoch milliseconds after which it opens nothing. */
  readonly notAfterMs: number;
}

/** What an import wrapping key opens: material for one KMS key, to become one kind of key, for some time. */
export interface ImportTarget {
  /** KeySpec and KeyUsage of the API, at most 64 bytes each: what one token lets in can have only one use. */
  readonly keySpec: string;
  readonly keyUsage: string;
  /** Civil epoch milliseconds after which it opens nothing. */
  readonly notAfterMs: number;
}

export interface TokenAttributesByKind {
  readonly SLOT_TOKEN: SlotTokenAttributes;
  readonly EXPORTED_KEY_TOKEN: ExportedKeyTokenAttributes;
}

const TENANT_MAX_BYTES = 32;
const KMS_KEY_ID_MAX_BYTES = 256;
const NAME_MAX_BYTES = 64;

const MATERIAL_KIND_CODES: Readonly<Record<MaterialKind, number>> = {
  BACKING_KEY: 1,
  ACCESS_KEY_SECRET: 2,
  IMPORT_WRAPPING_KEY: 3,
  REPLICA_AGREEMENT_KEY: 4,
};
const MATERIAL_KINDS = Object.keys(MATERIAL_KIND_CODES) as MaterialKind[];

function materialKindOf(code: number): MaterialKind {
  const kind = MATERIAL_KINDS.find((each) => MATERIAL_KIND_CODES[each] === code);
  if (kind === undefined) throw new PackedFormatError('unknown kind of material');
  return kind;
}

function readTenant(reader: PackedReader): TenantId {
  const tenant = parseTenantId(reader.text(TENANT_MAX_BYTES));
  if (tenant === undefined) throw new PackedFormatError('not a tenant');
  return tenant;
}

function encodeSlotToken(attributes: SlotTokenAttributes): Uint8Array {
  requireLength(attributes.domainId, DOMAIN_ID_BYTES, 'domainId');
  requireLength(attributes.slotKeyId, WRAPPING_KEY_ID_BYTES, 'slotKeyId');
  const writer = new PackedWriter().raw(attributes.domainId).text(attributes.tenant).raw(attributes.slotKeyId);
  if (attributes.outgoingSlotKeyId !== undefined) {
    requireLength(attributes.outgoingSlotKeyId, WRAPPING_KEY_ID_BYTES, 'outgoingSlotKeyId');
    writer.raw(attributes.outgoingSlotKeyId);
  }
  return writer.finish();
}

function decodeSlotToken(reader: PackedReader): SlotTokenAttributes {
  const attributes = {
    domainId: new Uint8Array(reader.raw(DOMAIN_ID_BYTES)),
    tenant: readTenant(reader),
    slotKeyId: new Uint8Array(reader.raw(WRAPPING_KEY_ID_BYTES)),
  };
  if (reader.remaining === 0) return attributes;
  return { ...attributes, outgoingSlotKeyId: new Uint8Array(reader.raw(WRAPPING_KEY_ID_BYTES)) };
}

function encodeExportedKeyToken(attributes: ExportedKeyTokenAttributes): Uint8Array {
  requireLength(attributes.domainId, DOMAIN_ID_BYTES, 'domainId');
  requireLength(attributes.materialId, MATERIAL_ID_BYTES, 'materialId');
  const { opens, replicates, materialKind } = attributes;
  const isWrappingKey = materialKind === 'IMPORT_WRAPPING_KEY';
  assert((opens !== undefined) === isWrappingKey, 'an import wrapping key has a target, and nothing else has');
  const isAgreementKey = materialKind === 'REPLICA_AGREEMENT_KEY';
  assert((replicates !== undefined) === isAgreementKey, 'a replica agreement key has a source, and nothing else has');
  const writer = new PackedWriter()
    .raw(attributes.domainId)
    .text(attributes.tenant)
    .text(attributes.kmsKeyId)
    .raw(attributes.materialId)
    .text(attributes.keySpec)
    .text(attributes.keyUsage)
    .text(attributes.origin)
    .u8(MATERIAL_KIND_CODES[attributes.materialKind]);
  if (opens !== undefined) writer.text(opens.keySpec).text(opens.keyUsage).u53(opens.notAfterMs);
  if (replicates !== undefined) {
    requireLength(replicates.domainId, DOMAIN_ID_BYTES, 'replicates.domainId');
    writer.raw(replicates.domainId).u53(replicates.notAfterMs);
  }
  return writer.finish();
}

function decodeExportedKeyToken(reader: PackedReader): ExportedKeyTokenAttributes {
  const attributes = {
    domainId: new Uint8Array(reader.raw(DOMAIN_ID_BYTES)),
    tenant: readTenant(reader),
    kmsKeyId: reader.text(KMS_KEY_ID_MAX_BYTES),
    materialId: new Uint8Array(reader.raw(MATERIAL_ID_BYTES)),
    keySpec: reader.text(NAME_MAX_BYTES),
    keyUsage: reader.text(NAME_MAX_BYTES),
    origin: reader.text(NAME_MAX_BYTES),
    materialKind: materialKindOf(reader.u8()),
  };
  if (attributes.materialKind === 'REPLICA_AGREEMENT_KEY') {
    const domainId = new Uint8Array(reader.raw(DOMAIN_ID_BYTES));
    return { ...attributes, replicates: { domainId, notAfterMs: reader.u53() } };
  }
  if (attributes.materialKind !== 'IMPORT_WRAPPING_KEY') return attributes;
  const [keySpec, keyUsage] = [reader.text(NAME_MAX_BYTES), reader.text(NAME_MAX_BYTES)];
  return { ...attributes, opens: { keySpec, keyUsage, notAfterMs: reader.u53() } };
}

/** How each kind is written and read. Readers return copies and throw PackedFormatError. */
export const TOKEN_ATTRIBUTES: {
  readonly [K in TokenKind]: {
    readonly encode: (attributes: TokenAttributesByKind[K]) => Uint8Array;
    readonly decode: (reader: PackedReader) => TokenAttributesByKind[K];
  };
} = {
  SLOT_TOKEN: {
    encode: encodeSlotToken,
    decode: decodeSlotToken,
  },
  EXPORTED_KEY_TOKEN: {
    encode: encodeExportedKeyToken,
    decode: decodeExportedKeyToken,
  },
};
