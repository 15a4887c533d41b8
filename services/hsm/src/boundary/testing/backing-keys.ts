/** Backing keys and their use in inline slots, for tests. */
import { EMPTY_BYTES } from '@strongroom/core/bytes.js';
import {
  decapsulateArguments,
  decryptArguments,
  deriveSharedSecretArguments,
  encapsulateArguments,
  encryptArguments,
  generateBackingKeyArguments,
  generateBackingKeyResult,
  generateDataKeyArguments,
  generateDataKeyPairArguments,
  generateMacArguments,
  getPublicKeyArguments,
  rsaDecryptArguments,
  rsaEncryptArguments,
  signArguments,
  SLOT_COMMAND,
  verifyArguments,
  verifyMacArguments,
  type MaterialReference,
} from '@strongroom/proto/slot-protocol.js';
import type { InlineAnswer, InlineSlot } from './inline-slot.js';

const KMS_KEY_ID = '1234abcd-12ab-34cd-56ef-1234567890ab';

export function makeBackingKey(slot: InlineSlot, keySpec: string, keyUsage: string): MaterialReference {
  const attributes = { kmsKeyId: KMS_KEY_ID, keySpec, keyUsage, origin: 'AWS_KMS' };
  const answer = slot.succeed(SLOT_COMMAND.GENERATE_BACKING_KEY, generateBackingKeyArguments.write(attributes));
  const { materialId, ekt } = generateBackingKeyResult.read(answer);
  return { materialId: Uint8Array.from(materialId), ekt: Uint8Array.from(ekt) };
}

export function held(material: MaterialReference): MaterialReference {
  return { ...material, ekt: EMPTY_BYTES };
}

export interface Message {
  readonly algorithm: string;
  readonly messageType?: string;
  readonly message: Uint8Array;
}

/** Every command that takes a key, in the shape of its arguments without the material. */
export class KeyUser {
  readonly #slot: InlineSlot;
  readonly #material: MaterialReference;

  constructor(slot: InlineSlot, material: MaterialReference) {
    this.#slot = slot;
    this.#material = material;
  }

  encrypt(plaintext: Uint8Array): InlineAnswer {
    return this.#run('ENCRYPT', encryptArguments.write({ ...this.#key, context: EMPTY_BYTES, plaintext }));
  }

  decrypt(ciphertextBlob: Uint8Array): InlineAnswer {
    return this.#run('DECRYPT', decryptArguments.write({ ...this.#key, context: EMPTY_BYTES, ciphertextBlob }));
  }

  rsaEncrypt(algorithm: string, plaintext: Uint8Array): InlineAnswer {
    return this.#run('RSA_ENCRYPT', rsaEncryptArguments.write({ ...this.#key, algorithm, plaintext }));
  }

  rsaDecrypt(algorithm: string, ciphertext: Uint8Array): InlineAnswer {
    return this.#run('RSA_DECRYPT', rsaDecryptArguments.write({ ...this.#key, algorithm, ciphertext }));
  }

  dataKey(): InlineAnswer {
    const request = { ...this.#key, context: EMPTY_BYTES, numberOfBytes: 32, withPlaintext: true };
    return this.#run('GENERATE_DATA_KEY', generateDataKeyArguments.write(request));
  }

  dataKeyPair(keyPairSpec: string, withPlaintext = true): InlineAnswer {
    const request = { ...this.#key, context: EMPTY_BYTES, keyPairSpec, withPlaintext };
    return this.#run('GENERATE_DATA_KEY_PAIR', generateDataKeyPairArguments.write(request));
  }

  sign(message: Message): InlineAnswer {
    return this.#run('SIGN', signArguments.write({ messageType: 'RAW', ...this.#key, ...message }));
  }

  verify(message: Message, signature: Uint8Array): InlineAnswer {
    return this.#run('VERIFY', verifyArguments.write({ messageType: 'RAW', ...this.#key, ...message, signature }));
  }

  mac(message: Message): InlineAnswer {
    return this.#run('GENERATE_MAC', generateMacArguments.write({ ...this.#key, ...message }));
  }

  verifyMac(message: Message, mac: Uint8Array): InlineAnswer {
    return this.#run('VERIFY_MAC', verifyMacArguments.write({ ...this.#key, ...message, mac }));
  }

  publicKey(): InlineAnswer {
    return this.#run('GET_PUBLIC_KEY', getPublicKeyArguments.write(this.#key));
  }

  agree(publicKey: Uint8Array): InlineAnswer {
    return this.#run('DERIVE_SHARED_SECRET', deriveSharedSecretArguments.write({ ...this.#key, publicKey }));
  }

  encapsulate(): InlineAnswer {
    return this.#run('ENCAPSULATE', encapsulateArguments.write(this.#key));
  }

  decapsulate(ciphertext: Uint8Array): InlineAnswer {
    return this.#run('DECAPSULATE', decapsulateArguments.write({ ...this.#key, ciphertext }));
  }

  get #key(): { readonly material: MaterialReference } {
    return { material: this.#material };
  }

  #run(command: keyof typeof SLOT_COMMAND, payload: Uint8Array): InlineAnswer {
    return this.#slot.run(SLOT_COMMAND[command], payload);
  }
}
