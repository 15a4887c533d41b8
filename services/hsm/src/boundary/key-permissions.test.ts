/** Every key against every command: what is not in the table of usages is refused inside the boundary. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { HsmStatus } from '@strongroom/core/errors.js';
import { opensslEngine } from '@strongroom/crypto/openssl-engine.js';
import { reEncryptArguments, SLOT_COMMAND, type MaterialReference } from '@strongroom/proto/slot-protocol.js';
import { held, KeyUser, makeBackingKey } from './testing/backing-keys.js';
import { InlineSlot, makeDomain, tenantId } from './testing/inline-slot.js';

const A = tenantId('111111111111');
const DATA = new Uint8Array(32).fill(7);
const NONE = new Uint8Array(0);

const RSA_ENCRYPTION = ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'];
const RSA_SIGNING = ['RSASSA_PSS_SHA_256', 'RSASSA_PKCS1_V1_5_SHA_512'];
const OTHER_SIGNING = ['ECDSA_SHA_256', 'ECDSA_SHA_384', 'ECDSA_SHA_512', 'ED25519_SHA_512', 'ML_DSA_SHAKE_256'];
const MACS = ['HMAC_SHA_224', 'HMAC_SHA_256', 'HMAC_SHA_384', 'HMAC_SHA_512'];

const symmetric = ['ENCRYPT', 'DECRYPT', 'GENERATE_DATA_KEY', 'GENERATE_DATA_KEY_PAIR', 'FROM', 'TO'];
const signs = (...algorithms: string[]): string[] => algorithms.flatMap((each) => [`SIGN ${each}`, `VERIFY ${each}`]);
const macs = (algorithm: string): string[] => [`MAC ${algorithm}`, `VERIFY_MAC ${algorithm}`];
const rsaEncrypts = RSA_ENCRYPTION.flatMap((each) => [
  `RSA_ENCRYPT ${each}`,
  `RSA_DECRYPT ${each}`,
  `FROM ${each}`,
  `TO ${each}`,
]);

/** What each key may do; a public key is no secret of any pair. By the developer guide, "Key spec reference". */
const KEYS: readonly (readonly [spec: string, usage: string, allowed: readonly string[]])[] = [
  ['SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT', symmetric],
  ['HMAC_224', 'GENERATE_VERIFY_MAC', macs('HMAC_SHA_224')],
  ['HMAC_256', 'GENERATE_VERIFY_MAC', macs('HMAC_SHA_256')],
  ['HMAC_384', 'GENERATE_VERIFY_MAC', macs('HMAC_SHA_384')],
  ['HMAC_512', 'GENERATE_VERIFY_MAC', macs('HMAC_SHA_512')],
  ['RSA_2048', 'ENCRYPT_DECRYPT', ['PUBLIC', ...rsaEncrypts]],
  ['RSA_2048', 'SIGN_VERIFY', ['PUBLIC', ...signs(...RSA_SIGNING)]],
  ['ECC_NIST_P256', 'SIGN_VERIFY', ['PUBLIC', ...signs('ECDSA_SHA_256')]],
  ['ECC_NIST_P256', 'KEY_AGREEMENT', ['PUBLIC', 'AGREE']],
  ['ECC_NIST_P384', 'SIGN_VERIFY', ['PUBLIC', ...signs('ECDSA_SHA_384')]],
  ['ECC_NIST_P384', 'KEY_AGREEMENT', ['PUBLIC', 'AGREE']],
  ['ECC_NIST_P521', 'SIGN_VERIFY', ['PUBLIC', ...signs('ECDSA_SHA_512')]],
  ['ECC_NIST_P521', 'KEY_AGREEMENT', ['PUBLIC', 'AGREE']],
  ['ECC_SECG_P256K1', 'SIGN_VERIFY', ['PUBLIC', ...signs('ECDSA_SHA_256')]],
  ['ECC_NIST_EDWARDS25519', 'SIGN_VERIFY', ['PUBLIC', ...signs('ED25519_SHA_512')]],
  ['ML_DSA_44', 'SIGN_VERIFY', ['PUBLIC', ...signs('ML_DSA_SHAKE_256')]],
  ['ML_KEM_512', 'ENCAPSULATE_DECAPSULATE', ['PUBLIC', 'ENCAPSULATE', 'DECAPSULATE']],
];

describe('a key', () => {
  const root = makeDomain(opensslEngine, 'node-1');
  const slot = new InlineSlot(opensslEngine, { lane: 'slow' });
  const materials = new Map<string, MaterialReference>();
  let symmetricKey: MaterialReference;
  let rsaKey: MaterialReference;
  beforeAll(() => {
    slot.bind(root.root, A, root.root.createSlotToken(A));
    for (const [spec, usage] of KEYS) materials.set(`${spec} ${usage}`, makeBackingKey(slot, spec, usage));
    symmetricKey = materials.get('SYMMETRIC_DEFAULT ENCRYPT_DECRYPT') as MaterialReference;
    rsaKey = materials.get('RSA_2048 ENCRYPT_DECRYPT') as MaterialReference;
  });

  function reEncrypt(
    from: readonly [MaterialReference, string, Uint8Array],
    to: readonly [MaterialReference, string],
  ): HsmStatus {
    const source = { material: from[0], algorithm: from[1], context: NONE, ciphertext: from[2] };
    const destination = { material: to[0], algorithm: to[1], context: NONE };
    return slot.run(SLOT_COMMAND.RE_ENCRYPT, reEncryptArguments.write({ source, destination })).status;
  }

  /** The status of every command and algorithm, by a name as in the table. */
  function attempts(material: MaterialReference): [string, HsmStatus][] {
    const user = new KeyUser(slot, material);
    const sealed = new KeyUser(slot, symmetricKey).encrypt(DATA).payload;
    const ownBlob = user.encrypt(DATA).payload;
    const signing = [...RSA_SIGNING, ...OTHER_SIGNING];
    return [
      ['PUBLIC', user.publicKey().status],
      ['ENCRYPT', user.encrypt(DATA).status],
      ['DECRYPT', user.decrypt(ownBlob).status],
      ['GENERATE_DATA_KEY', user.dataKey().status],
      ['GENERATE_DATA_KEY_PAIR', user.dataKeyPair('ECC_NIST_P256').status],
      ['FROM', reEncrypt([material, 'SYMMETRIC_DEFAULT', ownBlob], [symmetricKey, 'SYMMETRIC_DEFAULT'])],
      ['TO', reEncrypt([symmetricKey, 'SYMMETRIC_DEFAULT', sealed], [material, 'SYMMETRIC_DEFAULT'])],
      ['AGREE', user.agree(user.publicKey().payload).status],
      ['ENCAPSULATE', user.encapsulate().status],
      ['DECAPSULATE', user.decapsulate(new Uint8Array(768)).status],
      ...RSA_ENCRYPTION.flatMap((algorithm): [string, HsmStatus][] => {
        const ciphertext = user.rsaEncrypt(algorithm, DATA).payload;
        return [
          [`RSA_ENCRYPT ${algorithm}`, user.rsaEncrypt(algorithm, DATA).status],
          [`RSA_DECRYPT ${algorithm}`, user.rsaDecrypt(algorithm, ciphertext).status],
          [`FROM ${algorithm}`, reEncrypt([material, algorithm, ciphertext], [rsaKey, 'RSAES_OAEP_SHA_256'])],
          [`TO ${algorithm}`, reEncrypt([symmetricKey, 'SYMMETRIC_DEFAULT', sealed], [material, algorithm])],
        ];
      }),
      ...signing.flatMap((algorithm): [string, HsmStatus][] => {
        const message = { algorithm, message: DATA };
        const signature = user.sign(message).payload;
        return [
          [`SIGN ${algorithm}`, user.sign(message).status],
          [`VERIFY ${algorithm}`, user.verify(message, signature).status],
        ];
      }),
      ...MACS.flatMap((algorithm): [string, HsmStatus][] => {
        const message = { algorithm, message: DATA };
        const mac = user.mac(message).payload;
        return [
          [`MAC ${algorithm}`, user.mac(message).status],
          [`VERIFY_MAC ${algorithm}`, user.verifyMac(message, mac).status],
        ];
      }),
    ];
  }

  test.each(KEYS)('of %s for %s does that and nothing else', (spec, usage, allowed) => {
    const material = materials.get(`${spec} ${usage}`) as MaterialReference;
    for (const reference of [material, held(material)]) {
      const made = attempts(reference);
      expect(made.length).toBe(40);
      for (const [name, status] of made) {
        expect([name, status]).toEqual([name, allowed.includes(name) ? 'OK' : 'KEY_FUNCTION_NOT_PERMITTED']);
      }
      const notThere = allowed.filter((name) => !made.some(([attempted]) => attempted === name));
      expect(notThere).toEqual([]);
    }
  });
});
