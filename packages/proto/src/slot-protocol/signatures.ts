/** Signatures and message authentication codes. */
import { PLAINTEXT_MAX_BYTES, SIGNATURE_MAX_BYTES } from '@strongroom/core/limits.js';
import { apiName, material } from './material.js';
import { bytes, record, type ValueOf } from './record.js';

/** Messages of Sign, Verify, GenerateMac and VerifyMac: up to 4096 bytes. */
const message = bytes(PLAINTEXT_MAX_BYTES);
/** Of a signature or MAC to verify: a wrong length is not valid, and no error of the payload. */
const presented = bytes(SIGNATURE_MAX_BYTES);

/** SIGN: SigningAlgorithmSpec and MessageType of the API. The answer is the signature. */
export const signArguments = record({ material, algorithm: apiName, messageType: apiName, message });
export type SignArguments = ValueOf<typeof signArguments>;

/** VERIFY. The answer is empty; an invalid signature is SIGNATURE_INVALID. */
export const verifyArguments = record({
  material,
  algorithm: apiName,
  messageType: apiName,
  message,
  signature: presented,
});
export type VerifyArguments = ValueOf<typeof verifyArguments>;

/** GENERATE_MAC: MacAlgorithmSpec. The answer is the MAC. */
export const generateMacArguments = record({ material, algorithm: apiName, message });
export type GenerateMacArguments = ValueOf<typeof generateMacArguments>;

/** VERIFY_MAC. The answer is empty; an invalid MAC is MAC_INVALID. */
export const verifyMacArguments = record({ material, algorithm: apiName, message, mac: presented });
export type VerifyMacArguments = ValueOf<typeof verifyMacArguments>;
