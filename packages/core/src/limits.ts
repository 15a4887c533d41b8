/** Limits that more than one package must agree on. Units come last. Sources: KMS API reference; DESIGN for our own. */

/** Encrypt and ReEncrypt: plaintext under a symmetric key (API reference, Encrypt). */
export const PLAINTEXT_MAX_BYTES = 4096;
/** CiphertextBlob of any operation (API model, CiphertextType). */
export const CIPHERTEXT_MAX_BYTES = 6144;
/** DER SubjectPublicKeyInfo, ours and a peer's (API model, PublicKeyType). */
export const PUBLIC_KEY_MAX_BYTES = 8192;
/** PKCS#8 of a data key pair: RSA_4096 is the longest, with some 2,380 bytes. It must fit PLAINTEXT_MAX_BYTES. */
export const PRIVATE_KEY_MAX_BYTES = 4096;
/** Signatures and MACs (API model, CiphertextType); those of ML_DSA_87 are the longest, with 4,627 bytes. */
export const SIGNATURE_MAX_BYTES = 6144;
/** GenerateRandom, GenerateDataKey (API model, NumberOfBytesType). */
export const RANDOM_MAX_BYTES = 1024;
/** A key policy document (resource quota). */
export const KEY_POLICY_MAX_BYTES = 32_768;
/** Our bound of an encryption context in its canonical encoding; AWS allows 8 KiB in serialized form. */
export const ENCRYPTION_CONTEXT_MAX_BYTES = 8192;
/** One request on any door, before parsing. ImportKeyMaterial and attestation documents are the largest fields. */
export const REQUEST_MAX_BYTES = 512 * 1024;
/** One frame on the link between a front end and a node. */
export const LINK_FRAME_MAX_BYTES = 256 * 1024;
/** One packed slot command. */
export const SLOT_PAYLOAD_MAX_BYTES = 64 * 1024;
/** An exported key token or slot token. */
export const KEY_TOKEN_MAX_BYTES = 8192;
/** An exported domain token: members × envelopes. */
export const DOMAIN_TOKEN_MAX_BYTES = 1024 * 1024;
