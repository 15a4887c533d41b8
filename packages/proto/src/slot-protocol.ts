/**
 * The packed slot protocol: what a front end asks of a slot, and what the slot answers. Payloads travel inside
 * SlotCommand and SlotResult of
 * `strongroom.hsm.v1.Link`; the node's host thread forwards them unread. This module imports neither protobuf nor gRPC,
 * so that slot workers stay small.
 *
 * Everything a reader returns is a view into the payload; whoever keeps it longer than the payload copies it.
 */
import { PackedFormatError, PackedReader, PackedWriter } from '@strongroom/core/packed.js';
import {
  CIPHERTEXT_MAX_BYTES,
  ENCRYPTION_CONTEXT_MAX_BYTES,
  KEY_TOKEN_MAX_BYTES,
  RANDOM_MAX_BYTES,
} from '@strongroom/core/limits.js';
import { EMPTY_BYTES } from '@strongroom/core/bytes.js';

export const SLOT_PROTOCOL_VERSION = 1;

/** Command numbers. Never reused. */
export const SLOT_COMMAND = {
  /** Answered by the root worker: makes the tenant's slot key and exports it as a slot token. */
  CREATE_SLOT_TOKEN: 1,
  GENERATE_BACKING_KEY: 2,
  ENCRYPT: 3,
  DECRYPT: 4,
  RE_ENCRYPT: 5,
  GENERATE_DATA_KEY: 6,
  GENERATE_RANDOM: 7,
  /**
   * Tenant `system` only: makes an access-key secret; the one command that returns a secret in the clear, to be shown
   * once.
   */
  GENERATE_ACCESS_KEY_SECRET: 8,
  /** Tenant `system` only: derives the SigV4 signing key of one day, Region and service from an access-key secret. */
  DERIVE_SIGNING_KEY: 9,
  /** Wipes key material that was deleted, instead of letting it expire. */
  FORGET_MATERIALS: 10,
} as const;
export type SlotCommandNumber = (typeof SLOT_COMMAND)[keyof typeof SLOT_COMMAND];

/**
 * A tenant has a fast thread and, on demand, a slow one (RSA private operations from 3072 bits, key generation,
 * JavaScript elliptic curves, post-quantum). The front end says which by this bit of the command number, since the host
 * thread reads nothing else; the boundary refuses slow work in a fast thread whatever the front end says.
 */
export const SLOW_LANE_BIT = 0x80;
export type Lane = 'fast' | 'slow';
export function laneOf(command: number): Lane {
  return (command & SLOW_LANE_BIT) === 0 ? 'fast' : 'slow';
}

export const MATERIAL_ID_BYTES = 32;
/** Of a length before a byte string. */
const LENGTH_BYTES = 4;

/** Names key material; `ekt` is empty where the slot is believed to hold it. */
export interface MaterialReference {
  readonly materialId: Uint8Array;
  readonly ekt: Uint8Array;
}

function writeMaterial(writer: PackedWriter, material: MaterialReference): void {
  writer.raw(material.materialId).bytes(material.ekt);
}

function readMaterial(reader: PackedReader): MaterialReference {
  return { materialId: reader.raw(MATERIAL_ID_BYTES), ekt: reader.bytes(KEY_TOKEN_MAX_BYTES) };
}

function parse<T>(payload: Uint8Array, read: (reader: PackedReader) => T): T {
  const reader = new PackedReader(payload);
  const value = read(reader);
  reader.end();
  return value;
}

/** The answer, for writers that held a secret: the caller wipes the answer after use, nobody would wipe the writer. */
function finishAndWipe(writer: PackedWriter): Uint8Array {
  const finished = writer.finish();
  writer.wipe();
  return finished;
}

/** GENERATE_BACKING_KEY: attributes that are bound into the EKT. */
export interface GenerateBackingKeyArguments {
  readonly kmsKeyId: string;
  readonly keySpec: string;
  readonly keyUsage: string;
  readonly origin: string;
}
export const generateBackingKeyArguments = {
  write: (value: GenerateBackingKeyArguments): Uint8Array =>
    new PackedWriter(128).text(value.kmsKeyId).text(value.keySpec).text(value.keyUsage).text(value.origin).finish(),
  read: (payload: Uint8Array): GenerateBackingKeyArguments =>
    parse(payload, (r) => ({ kmsKeyId: r.text(64), keySpec: r.text(64), keyUsage: r.text(64), origin: r.text(64) })),
};
/** Answer of GENERATE_BACKING_KEY: the material's id (32 bytes) and its EKT. */
export const generateBackingKeyResult = {
  write: (value: MaterialReference): Uint8Array => {
    const writer = new PackedWriter(512);
    writeMaterial(writer, value);
    return writer.finish();
  },
  read: (payload: Uint8Array): MaterialReference => parse(payload, readMaterial),
};

/** ENCRYPT: canonical encryption context and plaintext. The answer is the CiphertextBlob. */
export interface EncryptArguments {
  readonly material: MaterialReference;
  readonly context: Uint8Array;
  readonly plaintext: Uint8Array;
}
/** Room for a GenerateDataKey or ReEncrypt plaintext as well as the 4096 bytes of Encrypt. */
const PLAINTEXT_SLOT_MAX_BYTES = 4096;
export const encryptArguments = {
  write(value: EncryptArguments): Uint8Array {
    // The exact length: the plaintext is not copied a second time.
    const { material, context, plaintext } = value;
    const writer = new PackedWriter(
      MATERIAL_ID_BYTES + 3 * LENGTH_BYTES + material.ekt.length + context.length + plaintext.length,
      true,
    );
    writeMaterial(writer, material);
    return writer.bytes(context).bytes(plaintext).take();
  },
  read: (payload: Uint8Array): EncryptArguments =>
    parse(payload, (r) => ({
      material: readMaterial(r),
      context: r.bytes(ENCRYPTION_CONTEXT_MAX_BYTES),
      plaintext: r.bytes(PLAINTEXT_SLOT_MAX_BYTES),
    })),
};

/** DECRYPT: canonical encryption context and CiphertextBlob. The answer is the plaintext. */
export interface DecryptArguments {
  readonly material: MaterialReference;
  readonly context: Uint8Array;
  readonly ciphertextBlob: Uint8Array;
}
export const decryptArguments = {
  write(value: DecryptArguments): Uint8Array {
    const writer = new PackedWriter(
      64 + value.material.ekt.length + value.context.length + value.ciphertextBlob.length,
    );
    writeMaterial(writer, value.material);
    return writer.bytes(value.context).bytes(value.ciphertextBlob).finish();
  },
  read: (payload: Uint8Array): DecryptArguments =>
    parse(payload, (r) => ({
      material: readMaterial(r),
      context: r.bytes(ENCRYPTION_CONTEXT_MAX_BYTES),
      ciphertextBlob: r.bytes(CIPHERTEXT_MAX_BYTES),
    })),
};

/** RE_ENCRYPT within one tenant's slot. The answer is the new CiphertextBlob; the plaintext never leaves the slot. */
export interface ReEncryptArguments {
  readonly source: DecryptArguments;
  readonly destination: MaterialReference;
  readonly destinationContext: Uint8Array;
}
export const reEncryptArguments = {
  write(value: ReEncryptArguments): Uint8Array {
    const writer = new PackedWriter(1024 + value.source.ciphertextBlob.length);
    writeMaterial(writer, value.source.material);
    writer.bytes(value.source.context).bytes(value.source.ciphertextBlob);
    writeMaterial(writer, value.destination);
    return writer.bytes(value.destinationContext).finish();
  },
  read: (payload: Uint8Array): ReEncryptArguments =>
    parse(payload, (r) => ({
      source: {
        material: readMaterial(r),
        context: r.bytes(ENCRYPTION_CONTEXT_MAX_BYTES),
        ciphertextBlob: r.bytes(CIPHERTEXT_MAX_BYTES),
      },
      destination: readMaterial(r),
      destinationContext: r.bytes(ENCRYPTION_CONTEXT_MAX_BYTES),
    })),
};

/** GENERATE_DATA_KEY: `numberOfBytes` from the DRBG, encrypted under the material. */
export interface GenerateDataKeyArguments {
  readonly material: MaterialReference;
  readonly context: Uint8Array;
  readonly numberOfBytes: number;
  readonly withPlaintext: boolean;
}
export const generateDataKeyArguments = {
  write(value: GenerateDataKeyArguments): Uint8Array {
    const writer = new PackedWriter(64 + value.material.ekt.length + value.context.length);
    writeMaterial(writer, value.material);
    return writer
      .bytes(value.context)
      .u16(value.numberOfBytes)
      .u8(value.withPlaintext ? 1 : 0)
      .finish();
  },
  read: (payload: Uint8Array): GenerateDataKeyArguments =>
    parse(payload, (r) => ({
      material: readMaterial(r),
      context: r.bytes(ENCRYPTION_CONTEXT_MAX_BYTES),
      numberOfBytes: readNumberOfBytes(r),
      withPlaintext: readFlag(r),
    })),
};
/** Answer of GENERATE_DATA_KEY. `plaintext` is empty where it was not asked for. */
export interface GenerateDataKeyResult {
  readonly ciphertextBlob: Uint8Array;
  readonly plaintext: Uint8Array;
}
export const generateDataKeyResult = {
  write: (value: GenerateDataKeyResult): Uint8Array =>
    finishAndWipe(
      new PackedWriter(16 + value.ciphertextBlob.length + value.plaintext.length)
        .bytes(value.ciphertextBlob)
        .bytes(value.plaintext),
    ),
  read: (payload: Uint8Array): GenerateDataKeyResult =>
    parse(payload, (r) => ({ ciphertextBlob: r.bytes(CIPHERTEXT_MAX_BYTES), plaintext: r.bytes(RANDOM_MAX_BYTES) })),
};

/** GENERATE_RANDOM: 1 to 1024 bytes of DRBG output. The answer is the bytes. */
export const generateRandomArguments = {
  write: (numberOfBytes: number): Uint8Array => new PackedWriter(2).u16(numberOfBytes).finish(),
  read: (payload: Uint8Array): number => parse(payload, readNumberOfBytes),
};

/** GENERATE_ACCESS_KEY_SECRET: the access key id is bound into the EKT in the place of a KMS key id. */
export const generateAccessKeySecretArguments = {
  write: (accessKeyId: string): Uint8Array => new PackedWriter(64).text(accessKeyId).finish(),
  read: (payload: Uint8Array): string => parse(payload, (r) => r.text(128)),
};
/** Answer: the secret (40 characters), and what the store keeps. */
export interface AccessKeySecretResult {
  readonly secret: Uint8Array;
  readonly material: MaterialReference;
}
export const generateAccessKeySecretResult = {
  write(value: AccessKeySecretResult): Uint8Array {
    const writer = new PackedWriter(512).bytes(value.secret);
    writeMaterial(writer, value.material);
    return finishAndWipe(writer);
  },
  read: (payload: Uint8Array): AccessKeySecretResult =>
    parse(payload, (r) => ({ secret: r.bytes(64), material: readMaterial(r) })),
};

/**
 * DERIVE_SIGNING_KEY (SigV4: kSigning of date, Region, service). `accessKeyId` must be the one bound into the EKT. The
 * answer is 32 bytes.
 */
export interface DeriveSigningKeyArguments {
  readonly material: MaterialReference;
  readonly accessKeyId: string;
  /** YYYYMMDD */
  readonly date: string;
  readonly region: string;
  readonly service: string;
}
export const deriveSigningKeyArguments = {
  write(value: DeriveSigningKeyArguments): Uint8Array {
    const writer = new PackedWriter(512);
    writeMaterial(writer, value.material);
    return writer.text(value.accessKeyId).text(value.date).text(value.region).text(value.service).finish();
  },
  read: (payload: Uint8Array): DeriveSigningKeyArguments =>
    parse(payload, (r) => ({
      material: readMaterial(r),
      accessKeyId: r.text(128),
      date: r.text(8),
      region: r.text(64),
      service: r.text(64),
    })),
};

/** Material ids in one FORGET_MATERIALS. */
export const FORGET_MATERIALS_MAX = 1024;
/** FORGET_MATERIALS: ids of 32 bytes. Ids that the slot does not hold are no error. The answer is empty. */
export const forgetMaterialsArguments = {
  write(materialIds: readonly Uint8Array[]): Uint8Array {
    const writer = new PackedWriter(2 + materialIds.length * MATERIAL_ID_BYTES).u16(materialIds.length);
    for (const materialId of materialIds) writer.raw(materialId);
    return writer.finish();
  },
  read: (payload: Uint8Array): readonly Uint8Array[] =>
    parse(payload, (r) => {
      const count = r.u16();
      if (count > FORGET_MATERIALS_MAX) throw new PackedFormatError('too many material ids');
      return Array.from({ length: count }, () => r.raw(MATERIAL_ID_BYTES));
    }),
};

/** CREATE_SLOT_TOKEN takes no arguments; the answer is the slot token. */
export const createSlotTokenArguments = { write: (): Uint8Array => EMPTY_BYTES };

function readNumberOfBytes(reader: PackedReader): number {
  const value = reader.u16();
  if (value < 1 || value > RANDOM_MAX_BYTES) throw new PackedFormatError('number of bytes is out of range');
  return value;
}

function readFlag(reader: PackedReader): boolean {
  const value = reader.u8();
  if (value > 1) throw new PackedFormatError('flag is neither 0 nor 1');
  return value === 1;
}
