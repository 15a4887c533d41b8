/**
 * The packed slot protocol: what a front end asks of a slot, and what the slot answers. Payloads travel inside
 * SlotCommand and SlotResult of `strongroom.hsm.v1.Link`; the node's host thread forwards them unread. These modules
 * import neither protobuf nor gRPC, so that slot workers stay small.
 *
 * Everything a reader returns is a view into the payload; whoever keeps it longer than the payload copies it.
 */
export * from './slot-protocol/commands.js';
export { MATERIAL_ID_BYTES, type MaterialReference } from './slot-protocol/material.js';
export * from './slot-protocol/backing-keys.js';
export * from './slot-protocol/encryption.js';
export * from './slot-protocol/data-keys.js';
export * from './slot-protocol/signatures.js';
export * from './slot-protocol/key-agreement.js';
export * from './slot-protocol/access-keys.js';
export * from './slot-protocol/import.js';
export * from './slot-protocol/slot-keys.js';
export * from './slot-protocol/replication.js';
