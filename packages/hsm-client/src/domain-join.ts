/** When a node must be given the domain token. */
import { equalBytes } from '@strongroom/core/bytes.js';
import { readDomainToken } from '@strongroom/crypto/domain-token.js';
import type { ApplianceStatus } from './appliance-status.js';

export interface VersionedDomainToken {
  readonly token: Uint8Array;
  readonly version: number;
}

export interface DomainTokenSource {
  (): Promise<VersionedDomainToken | undefined>;
  /** Of the token that was read last; 0 before the first. */
  readonly version: () => number;
}

/** An uninitialized node needs it; a member needs it when it has an older one. A node that is ahead of us is right. */
export function joinIsNeeded(status: ApplianceStatus, ours: VersionedDomainToken): boolean {
  return status.state === 'UNINITIALIZED' || status.domainTokenVersion < ours.version;
}

/**
 * Reads the version out of each new token once. The node verifies the token; a forged version could only cause a
 * JoinDomain that it refuses.
 */
export function versionedTokens(read: () => Promise<Uint8Array | undefined>): DomainTokenSource {
  let last: VersionedDomainToken | undefined;
  const latest = async (): Promise<VersionedDomainToken | undefined> => {
    const token = await read();
    if (token === undefined) return undefined;
    if (last === undefined || !equalBytes(last.token, token)) {
      last = { token, version: readDomainToken(token).state.version };
    }
    return last;
  };
  return Object.assign(latest, { version: () => last?.version ?? 0 });
}
