/** The numbers of the commands, and the threads that they go to. */

export const SLOT_PROTOCOL_VERSION = 1;

/** Command numbers, below SLOW_LANE_BIT. Never reused. */
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
  /** Answered by the root worker: makes a transitional slot token of one under an outgoing domain key. */
  ROTATE_SLOT_KEY: 11,
  /** Answered by the root worker: makes the slot token of the new slot key alone, under the active domain key. */
  RETIRE_SLOT_KEY: 12,
  /** Seals EKTs of the tenant anew, under the slot key that its slot seals with now. */
  REWRAP: 13,
  /** The replica's slot: an ephemeral key, and the signed request for material of one multi-Region key. Slow. */
  BEGIN_REPLICA: 16,
  /** The source's slot: material, wrapped for the replica's ephemeral key. Slow. */
  EXPORT_REPLICA: 17,
  /** The replica's slot: unwraps it and seals it under its own slot key. Slow. */
  INSTALL_REPLICA: 18,
  /** Answered by the root worker: signs a statement of one of its slots for another domain. */
  SIGN_REPLICATION: 19,
  /** Answered by the root worker: vouches to a slot that a statement is from a peer domain. */
  VOUCH_REPLICATION: 20,
  /** Tenant `system` only: seals the secret access key of an external key store proxy. */
  SEAL_XKS_SECRET: 23,
  SIGN: 32,
  VERIFY: 33,
  GENERATE_MAC: 34,
  VERIFY_MAC: 35,
  DERIVE_SHARED_SECRET: 36,
  ENCAPSULATE: 37,
  DECAPSULATE: 38,
  GET_PUBLIC_KEY: 39,
  GENERATE_DATA_KEY_PAIR: 40,
  RSA_ENCRYPT: 41,
  RSA_DECRYPT: 42,
  GENERATE_IMPORT_WRAPPING_KEY: 43,
  IMPORT_KEY_MATERIAL: 44,
} as const;
export type SlotCommandNumber = (typeof SLOT_COMMAND)[keyof typeof SLOT_COMMAND];

/**
 * Commands that export tokens under the tenant's slot key. They always travel with the slot token, so that it is that
 * token's slot key which they seal under.
 */
export const SEALING_COMMANDS: ReadonlySet<SlotCommandNumber> = new Set<SlotCommandNumber>([
  SLOT_COMMAND.GENERATE_BACKING_KEY,
  SLOT_COMMAND.GENERATE_ACCESS_KEY_SECRET,
  SLOT_COMMAND.REWRAP,
  SLOT_COMMAND.GENERATE_IMPORT_WRAPPING_KEY,
  SLOT_COMMAND.IMPORT_KEY_MATERIAL,
  SLOT_COMMAND.BEGIN_REPLICA,
  SLOT_COMMAND.INSTALL_REPLICA,
  SLOT_COMMAND.SEAL_XKS_SECRET,
]);

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
