/** Domain commands in the administrator's name, ready for the admin door. */
import { sign } from 'node:crypto';
import { fromHex } from '@strongroom/core/bytes.js';
import {
  domainCommandSigningInput,
  encodeDomainCommand,
  type DomainCommand,
} from '@strongroom/crypto/domain-command.js';
import type { RegionStatus__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/RegionStatus.js';
import type { TlsIdentity } from '@strongroom/rpc/tls.js';

/** The operator that `strongroom` signs as. */
export const ADMIN_OPERATOR_ID = 'admin';

export interface SignedDomainCommand {
  readonly command: Uint8Array;
  readonly signatures: { readonly operatorId: string; readonly signature: Uint8Array }[];
}

/** @param operator its key is P-256, as `strongroom pki init` makes it. */
export function signDomainCommand(command: DomainCommand, operator: TlsIdentity): SignedDomainCommand {
  const bytes = encodeDomainCommand(command);
  const signature = sign('sha256', domainCommandSigningInput(bytes), operator.privateKeyPem);
  return { command: bytes, signatures: [{ operatorId: ADMIN_OPERATOR_ID, signature }] };
}

/** The domain as it was described, which the command changes. */
export function targetOf(described: RegionStatus__Output): {
  readonly domainId: Uint8Array;
  readonly baseVersion: number;
} {
  return { domainId: fromHex(described.domainId ?? ''), baseVersion: described.domainTokenVersion ?? 0 };
}
