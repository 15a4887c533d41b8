/** What the relayed ceremonies share: the command, the refusal of a node, the token's place in the store. */
import { EMPTY_BYTES } from '@strongroom/core/bytes.js';
import { HsmError, KmsError } from '@strongroom/core/errors.js';
import type { Region } from '@strongroom/core/ids.js';
import { decodeDomainCommand, type DomainCommand } from '@strongroom/crypto/domain-command.js';
import type { ExportedDomainToken, SignedDomainCommand } from '@strongroom/hsm-client/appliance-status.js';
import type { CommandSignature__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/CommandSignature.js';
import { domainTokenEntity } from '../region/slot-tokens.js';
import type { Services } from '../services.js';
import type { AdminChange } from './admin-call.js';

export interface ReceivedCommand {
  readonly decoded: DomainCommand;
  readonly signed: SignedDomainCommand;
}

/** @throws KmsError ValidationException for anything but the canonical bytes of a command. */
export function readCommand(request: {
  readonly command?: Uint8Array;
  readonly signatures?: readonly CommandSignature__Output[];
}): ReceivedCommand {
  const command = request.command ?? EMPTY_BYTES;
  const signatures = (request.signatures ?? []).map(({ operatorId = '', signature = EMPTY_BYTES }) => ({
    operatorId,
    signature,
  }));
  try {
    return { decoded: decodeDomainCommand(command), signed: { command, signatures } };
  } catch (error) {
    if (error instanceof HsmError) throw new KmsError('ValidationException', 'command is not a domain command.');
    throw error;
  }
}

/** A node's refusal in an operator's words; unlike users, operators are told the cause. */
export async function refusals<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof HsmError) throw new KmsError('KeyUnavailableException', `The HSM refuses: ${error.message}`);
    throw error;
  }
}

/** A version is kept once: of two changes of one domain the second conflicts. */
export function domainTokenWrites(
  services: Services,
  region: Region,
  { version, token }: ExportedDomainToken,
): Pick<AdminChange, 'writes' | 'entities'> {
  const row = { region, version, token: new Uint8Array(token), created_at: services.clock.now() };
  return { writes: [{ kind: 'insert', table: 'domain_tokens', row }], entities: [domainTokenEntity(region)] };
}
