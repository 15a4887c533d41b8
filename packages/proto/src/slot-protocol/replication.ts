/**
 * Replication of a multi-Region key between two domains. Statements and signatures are those of
 * packages/crypto/src/replication-statement.ts; MACs have 32 bytes and are of one slot key and one direction.
 */
import { KEY_TOKEN_MAX_BYTES } from '@strongroom/core/limits.js';
import { apiName, material, MATERIAL_ID_BYTES } from './material.js';
import { bytes, fixed, list, record, text, u53, type ValueOf } from './record.js';

/** Materials of one key in one exchange: RSA keys of the longest kind have one, symmetric keys have short ones. */
export const REPLICA_MATERIALS_MAX = 16;

const DOMAIN_ID_BYTES = 16;
const MAC_BYTES = 32;
const GCM_IV_BYTES = 12;
const statement = bytes(1024);
const mac = fixed(MAC_BYTES);

/** A statement of a slot, authenticated for its root, or one that the root vouches for to its slot. */
export const authenticStatement = record({ statement, mac });
export type AuthenticStatement = ValueOf<typeof authenticStatement>;

/** BEGIN_REPLICA. `notAfterMs`: civil time after which nothing can be installed any more. */
export const beginReplicaArguments = record({
  fromDomainId: fixed(DOMAIN_ID_BYTES),
  kmsKeyId: text(64),
  keySpec: apiName,
  keyUsage: apiName,
  notAfterMs: u53,
});
export type BeginReplicaArguments = ValueOf<typeof beginReplicaArguments>;
/** Answer: the ephemeral private key as an EKT that only INSTALL_REPLICA takes, and the request. */
export const beginReplicaResult = record({ agreementKey: material, request: authenticStatement });
export type BeginReplicaResult = ValueOf<typeof beginReplicaResult>;

/** AES-256-GCM under the key that the two slots agree on. */
export const wrappedMaterial = record({
  materialId: fixed(MATERIAL_ID_BYTES),
  iv: fixed(GCM_IV_BYTES),
  body: bytes(KEY_TOKEN_MAX_BYTES),
});
export type WrappedMaterial = ValueOf<typeof wrappedMaterial>;
export const wrappedMaterials = record({ wrapped: list(wrappedMaterial, REPLICA_MATERIALS_MAX) });

/** EXPORT_REPLICA: `materials` always with their EKTs, which are used once and not kept. */
export const exportReplicaArguments = record({
  request: authenticStatement,
  nowMs: u53,
  materials: list(material, REPLICA_MATERIALS_MAX),
});
export type ExportReplicaArguments = ValueOf<typeof exportReplicaArguments>;
export const exportReplicaResult = record({ answer: authenticStatement, wrapped: wrappedMaterials });
export type ExportReplicaResult = ValueOf<typeof exportReplicaResult>;

export const installReplicaArguments = record({
  agreementKey: material,
  answer: authenticStatement,
  nowMs: u53,
  wrapped: wrappedMaterials,
});
export type InstallReplicaArguments = ValueOf<typeof installReplicaArguments>;
/** Answer: the materials with EKTs of this slot, in the order in which they came. */
export const installReplicaResult = record({ materials: list(material, REPLICA_MATERIALS_MAX) });

/** SIGN_REPLICATION: a statement with the MAC of a slot. The answer is the signature, DER. */
export const signReplicationArguments = authenticStatement;

/** VOUCH_REPLICATION: a peer's statement and signature. The answer is the MAC for the slot. */
export const vouchReplicationArguments = record({ statement, signature: bytes(128) });
export type VouchReplicationArguments = ValueOf<typeof vouchReplicationArguments>;
