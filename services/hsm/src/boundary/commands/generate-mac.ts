/** GENERATE_MAC: HMAC (FIPS 198-1) with the one hash of the key's spec. */
import type { HashAlgorithm } from '@strongroom/crypto/engine.js';
import type { MacAlgorithm } from '@strongroom/crypto/key-usages.js';
import { generateMacArguments, type GenerateMacArguments } from '@strongroom/proto/slot-protocol.js';
import type { SlotCommandHandler, SlotContext } from '../slot-context.js';
import { mayUse } from './permissions.js';

const HASHES: Readonly<Record<MacAlgorithm, HashAlgorithm>> = {
  HMAC_SHA_224: 'sha224',
  HMAC_SHA_256: 'sha256',
  HMAC_SHA_384: 'sha384',
  HMAC_SHA_512: 'sha512',
};

export const generateMac: SlotCommandHandler = (slot, payload) => macOf(slot, generateMacArguments.read(payload));

/** The MAC, which the caller owns. @throws HsmError as `material` */
export function macOf(slot: SlotContext, { material, algorithm, message }: GenerateMacArguments): Uint8Array {
  const { secret } = slot.material(material, mayUse('GENERATE_VERIFY_MAC', algorithm));
  return slot.engine.hmac(HASHES[algorithm as MacAlgorithm], secret, message);
}
