/** Command number → handler. What the root worker answers is absent (host/root-commands.ts). */
import { SLOT_COMMAND } from '@strongroom/proto/slot-protocol.js';
import type { SlotCommandHandler } from '../slot-context.js';
import { beginReplica } from './begin-replica.js';
import { decapsulate } from './decapsulate.js';
import { decrypt } from './decrypt.js';
import { deriveSharedSecret } from './derive-shared-secret.js';
import { deriveSigningKey } from './derive-signing-key.js';
import { encapsulate } from './encapsulate.js';
import { encrypt } from './encrypt.js';
import { exportReplica } from './export-replica.js';
import { forgetMaterials } from './forget-materials.js';
import { generateAccessKeySecret } from './generate-access-key-secret.js';
import { generateBackingKey } from './generate-backing-key.js';
import { generateDataKeyPair } from './generate-data-key-pair.js';
import { generateDataKey } from './generate-data-key.js';
import { generateMac } from './generate-mac.js';
import { generateRandom } from './generate-random.js';
import { getPublicKey } from './get-public-key.js';
import { generateImportWrappingKey } from './generate-import-wrapping-key.js';
import { importKeyMaterial } from './import-key-material.js';
import { installReplica } from './install-replica.js';
import { reEncrypt } from './re-encrypt.js';
import { rewrap } from './rewrap.js';
import { rsaDecrypt } from './rsa-decrypt.js';
import { rsaEncrypt } from './rsa-encrypt.js';
import { sealXksSecret } from './seal-xks-secret.js';
import { sign } from './sign.js';
import { verifyMac } from './verify-mac.js';
import { verify } from './verify.js';

export const SLOT_COMMAND_HANDLERS: ReadonlyMap<number, SlotCommandHandler> = new Map([
  [SLOT_COMMAND.GENERATE_BACKING_KEY, generateBackingKey],
  [SLOT_COMMAND.ENCRYPT, encrypt],
  [SLOT_COMMAND.DECRYPT, decrypt],
  [SLOT_COMMAND.RE_ENCRYPT, reEncrypt],
  [SLOT_COMMAND.GENERATE_DATA_KEY, generateDataKey],
  [SLOT_COMMAND.GENERATE_RANDOM, generateRandom],
  [SLOT_COMMAND.GENERATE_ACCESS_KEY_SECRET, generateAccessKeySecret],
  [SLOT_COMMAND.DERIVE_SIGNING_KEY, deriveSigningKey],
  [SLOT_COMMAND.SEAL_XKS_SECRET, sealXksSecret],
  [SLOT_COMMAND.FORGET_MATERIALS, forgetMaterials],
  [SLOT_COMMAND.REWRAP, rewrap],
  [SLOT_COMMAND.BEGIN_REPLICA, beginReplica],
  [SLOT_COMMAND.EXPORT_REPLICA, exportReplica],
  [SLOT_COMMAND.INSTALL_REPLICA, installReplica],
  [SLOT_COMMAND.SIGN, sign],
  [SLOT_COMMAND.VERIFY, verify],
  [SLOT_COMMAND.GENERATE_MAC, generateMac],
  [SLOT_COMMAND.VERIFY_MAC, verifyMac],
  [SLOT_COMMAND.DERIVE_SHARED_SECRET, deriveSharedSecret],
  [SLOT_COMMAND.ENCAPSULATE, encapsulate],
  [SLOT_COMMAND.DECAPSULATE, decapsulate],
  [SLOT_COMMAND.GET_PUBLIC_KEY, getPublicKey],
  [SLOT_COMMAND.GENERATE_DATA_KEY_PAIR, generateDataKeyPair],
  [SLOT_COMMAND.RSA_ENCRYPT, rsaEncrypt],
  [SLOT_COMMAND.RSA_DECRYPT, rsaDecrypt],
  [SLOT_COMMAND.GENERATE_IMPORT_WRAPPING_KEY, generateImportWrappingKey],
  [SLOT_COMMAND.IMPORT_KEY_MATERIAL, importKeyMaterial],
]);
