/**
 * What is measured per algorithm: one request through the gRPC door, and the same work of the bare engine.
 *
 * @typedef {import('@strongroom/client/client.js').KmsClient} KmsClient
 * @typedef {import('@strongroom/proto/gen/kms-types.js').CreateKeyRequest} CreateKeyRequest
 * @typedef {import('@strongroom/proto/gen/kms-model.js').OperationName} OperationName
 * @typedef {{
 * readonly work: 'encrypt' | 'mac' | 'sign' | 'verify' | 'decrypt' | 'agree' | 'encapsulate' | 'decapsulate' |
 * 'generate', readonly spec: string, readonly algorithm: string, readonly messageType: string,
 * }} BareWork
 * @typedef {{
 *   readonly title: string, readonly operation: OperationName, readonly createKey: CreateKeyRequest,
 *   readonly lane: Lane, readonly bare: BareWork,
 *   readonly request: (client: KmsClient, keyId: string) => Promise<object> | object,
 * }} Algorithm
 * @typedef {'fast' | 'slow' | 'generation'} Lane the tenant's thread; `generation` is slow, and one takes very long
 */

const MESSAGE = new Uint8Array(256).fill(7);

/**
 * @param {string} spec @param {string} algorithm @param {Lane} lane @param {string} messageType @returns
 * {Algorithm[]}
 */
function signatures(spec, algorithm, lane, messageType = 'RAW') {
  const message = messageType === 'DIGEST' ? MESSAGE.subarray(0, 32) : MESSAGE;
  const request = { message, messageType, signingAlgorithm: algorithm };
  const createKey = /** @type {CreateKeyRequest} */ ({ keySpec: spec, keyUsage: 'SIGN_VERIFY' });
  const title = `${spec} ${algorithm}${messageType === 'RAW' ? '' : ` ${messageType}`}`;
  const common = { createKey, lane };
  return [
    {
      ...common,
      title: `Sign ${title}`,
      operation: 'Sign',
      bare: { work: 'sign', spec, algorithm, messageType },
      request: (_client, keyId) => ({ keyId, ...request }),
    },
    {
      ...common,
      title: `Verify ${title}`,
      operation: 'Verify',
      bare: { work: 'verify', spec, algorithm, messageType },
      request: async (client, keyId) => {
        const asked = /** @type {Parameters<KmsClient['sign']>[0]} */ ({ keyId, ...request });
        return { ...asked, signature: (await client.sign(asked)).signature };
      },
    },
  ];
}

/** @param {string} spec @returns {Algorithm[]} */
function encapsulations(spec) {
  const createKey = /** @type {CreateKeyRequest} */ ({ keySpec: spec, keyUsage: 'ENCAPSULATE_DECAPSULATE' });
  const kem = /** @type {const} */ ({ encapsulationAlgorithm: 'ML_KEM' });
  const bare = { spec, algorithm: 'ML_KEM', messageType: '' };
  return [
    {
      title: `Encapsulate ${spec}`,
      operation: 'Encapsulate',
      createKey,
      lane: 'slow',
      bare: { ...bare, work: 'encapsulate' },
      request: (_client, keyId) => ({ keyId, ...kem }),
    },
    {
      title: `Decapsulate ${spec}`,
      operation: 'Decapsulate',
      createKey,
      lane: 'slow',
      bare: { ...bare, work: 'decapsulate' },
      request: async (client, keyId) => {
        const { sharedSecretCiphertextBlob } = await client.encapsulate({ keyId, ...kem });
        return { keyId, ...kem, sharedSecretCiphertextBlob };
      },
    },
  ];
}

/** @param {'ECC_NIST_P256' | 'ECC_NIST_P384' | 'ECC_NIST_P521'} spec @param {Lane} lane @returns {Algorithm} */
function agreement(spec, lane) {
  return {
    title: `DeriveSharedSecret ${spec}`,
    operation: 'DeriveSharedSecret',
    createKey: { keySpec: spec, keyUsage: 'KEY_AGREEMENT' },
    lane,
    bare: { work: 'agree', spec, algorithm: 'ECDH', messageType: '' },
    request: async (client, keyId) => ({
      keyId,
      keyAgreementAlgorithm: 'ECDH',
      publicKey: (await client.getPublicKey({ keyId })).publicKey,
    }),
  };
}

/** @param {string} spec @returns {Algorithm} */
function dataKeyPair(spec) {
  return {
    title: `GenerateDataKeyPair ${spec}`,
    operation: 'GenerateDataKeyPair',
    createKey: {},
    lane: spec.startsWith('RSA_') ? 'generation' : 'slow',
    bare: { work: 'generate', spec, algorithm: '', messageType: '' },
    request: (_client, keyId) => ({ keyId, keyPairSpec: spec }),
  };
}

/** The yardstick of this table. @type {Algorithm} */
export const ENCRYPT = {
  title: 'Encrypt SYMMETRIC_DEFAULT',
  operation: 'Encrypt',
  createKey: {},
  lane: 'fast',
  bare: { work: 'encrypt', spec: 'SYMMETRIC_DEFAULT', algorithm: '', messageType: '' },
  request: (_client, keyId) => ({ keyId, plaintext: MESSAGE }),
};

/** @type {readonly Algorithm[]} */
export const ALGORITHMS = [
  ENCRYPT,
  {
    title: 'GenerateMac HMAC_256',
    operation: 'GenerateMac',
    createKey: { keySpec: 'HMAC_256', keyUsage: 'GENERATE_VERIFY_MAC' },
    lane: 'fast',
    bare: { work: 'mac', spec: 'HMAC_256', algorithm: 'sha256', messageType: '' },
    request: (_client, keyId) => ({ keyId, message: MESSAGE, macAlgorithm: 'HMAC_SHA_256' }),
  },
  ...signatures('ECC_NIST_P256', 'ECDSA_SHA_256', 'fast'),
  ...signatures('ECC_NIST_P256', 'ECDSA_SHA_256', 'slow', 'DIGEST'),
  ...signatures('ECC_NIST_P384', 'ECDSA_SHA_384', 'slow'),
  ...signatures('ECC_NIST_P521', 'ECDSA_SHA_512', 'slow'),
  ...signatures('ECC_SECG_P256K1', 'ECDSA_SHA_256', 'slow'),
  ...signatures('ECC_NIST_EDWARDS25519', 'ED25519_SHA_512', 'fast'),
  ...signatures('RSA_2048', 'RSASSA_PSS_SHA_256', 'fast'),
  ...signatures('RSA_2048', 'RSASSA_PKCS1_V1_5_SHA_256', 'fast'),
  ...signatures('RSA_3072', 'RSASSA_PSS_SHA_256', 'slow'),
  ...signatures('RSA_4096', 'RSASSA_PSS_SHA_256', 'slow'),
  ...signatures('ML_DSA_44', 'ML_DSA_SHAKE_256', 'slow'),
  ...signatures('ML_DSA_65', 'ML_DSA_SHAKE_256', 'slow'),
  ...signatures('ML_DSA_87', 'ML_DSA_SHAKE_256', 'slow'),
  {
    title: 'Decrypt RSA_2048 RSAES_OAEP_SHA_256',
    operation: 'Decrypt',
    createKey: { keySpec: 'RSA_2048', keyUsage: 'ENCRYPT_DECRYPT' },
    lane: 'fast',
    bare: { work: 'decrypt', spec: 'RSA_2048', algorithm: 'RSAES_OAEP_SHA_256', messageType: '' },
    request: async (client, keyId) => {
      const encryptionAlgorithm = /** @type {const} */ ('RSAES_OAEP_SHA_256');
      const sealed = await client.encrypt({ keyId, plaintext: MESSAGE.subarray(0, 32), encryptionAlgorithm });
      return { keyId, ciphertextBlob: sealed.ciphertextBlob, encryptionAlgorithm };
    },
  },
  agreement('ECC_NIST_P256', 'fast'),
  agreement('ECC_NIST_P384', 'slow'),
  ...encapsulations('ML_KEM_512'),
  ...encapsulations('ML_KEM_768'),
  ...encapsulations('ML_KEM_1024'),
  dataKeyPair('ECC_NIST_P256'),
  dataKeyPair('ECC_NIST_EDWARDS25519'),
  dataKeyPair('ML_KEM_768'),
  dataKeyPair('RSA_2048'),
];
