/** What the model of the lifecycle knows of keys and their materials. */
import type { ErrorName } from '@strongroom/core/errors.js';

export const KINDS = {
  symmetric: { keySpec: 'SYMMETRIC_DEFAULT', keyUsage: 'ENCRYPT_DECRYPT', origin: 'AWS_KMS' },
  external: { keySpec: 'SYMMETRIC_DEFAULT', keyUsage: 'ENCRYPT_DECRYPT', origin: 'EXTERNAL' },
  hmac: { keySpec: 'HMAC_256', keyUsage: 'GENERATE_VERIFY_MAC', origin: 'AWS_KMS' },
  externalHmac: { keySpec: 'HMAC_256', keyUsage: 'GENERATE_VERIFY_MAC', origin: 'EXTERNAL' },
  rsa: { keySpec: 'RSA_2048', keyUsage: 'ENCRYPT_DECRYPT', origin: 'AWS_KMS' },
  signing: { keySpec: 'ECC_NIST_P256', keyUsage: 'SIGN_VERIFY', origin: 'AWS_KMS' },
} as const;
export type Kind = keyof typeof KINDS;

export type State = 'Enabled' | 'Disabled' | 'PendingDeletion' | 'PendingImport';
/** The exception that must come; undefined when the operation succeeds and the model has taken its effect. */
export type Verdict = ErrorName | undefined;

export interface ModelMaterial {
  /** KeyMaterialId; empty until the service has told it. */
  id: string;
  state: 'CURRENT' | 'NON_CURRENT' | 'PENDING_ROTATION';
  present: boolean;
  validTo: number | undefined;
  /** What was imported. */
  readonly bytes: Uint8Array | undefined;
  rotation: { readonly type: 'AUTOMATIC' | 'ON_DEMAND'; readonly at: number } | undefined;
}

export interface ImportParameters {
  readonly publicKey: Uint8Array;
  readonly importToken: Uint8Array;
  readonly issuedAt: number;
}

export interface ModelKey {
  readonly keyId: string;
  readonly arn: string;
  readonly kind: Kind;
  state: State;
  deletionAt: number | undefined;
  /** The present period of automatic rotation. */
  period: { readonly beganAt: number; readonly days: number } | undefined;
  onDemandRotations: number;
  materials: ModelMaterial[];
  /** The last answer of GetParametersForImport. */
  parameters: ImportParameters | undefined;
}

export interface Import {
  readonly bytes: Uint8Array;
  readonly importType: 'NEW_KEY_MATERIAL' | 'EXISTING_KEY_MATERIAL' | undefined;
  readonly validTo: number | undefined;
  /** What is wrong with what was wrapped. */
  readonly flaw: 'wrapping' | 'length' | undefined;
}
