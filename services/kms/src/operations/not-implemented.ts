/**
 * The ratchet: operations that this version answers with UnsupportedOperationException. The registry must have every
 * other operation, else it does not compile; an operation that gets its file leaves this list.
 */
export const NOT_IMPLEMENTED = ['ReplicateKey', 'UpdatePrimaryRegion'] as const;

export type NotImplemented = (typeof NOT_IMPLEMENTED)[number];
