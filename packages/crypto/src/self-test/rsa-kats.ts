/** Known answers of RSA. One modulus will do for all of them: the code is the same. */
import { createHash } from 'node:crypto';
import { concatBytes, EMPTY_BYTES, fromBase64, fromHex, utf8 } from '@strongroom/core/bytes.js';
import { must } from '@strongroom/core/assert.js';
import type { EncryptionAlgorithm, KeyPairEngine, SigningAlgorithm } from '../key-pair/key-pair-engine.js';
import { ENCRYPTION_ALGORITHMS, SIGNING_ALGORITHMS } from '../key-pair/key-specs.js';
import { withKey } from './key-pair-kat.js';
import type { KeyPairKat } from './key-pair-kat.js';
import { verdict } from './known-answer-test.js';

const KEY_SOURCE = 'key of Wycheproof rsa_oaep_2048_sha256_mgf1sha256';
const PKCS8 = must(
  fromBase64(
    'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCitFGgfQql+W5FVnFRNVBRSopbRi6+9xcJT6H+6CIk5jf5dG0/fK/TGHjYAy' +
      'W271oXAPZZA7RpQp6J1urIhFCXtas5MYnbklEu2KdxGhJT+s0g95wV6CR/PT5C5G5IyY4lSi/pdlMToD7/jxfhoCk5eh+iao3OJvSQ7YEplhXZ' +
      'gUwi2mEEKOCcfZZYWUJm9cAh0PzsoI2UWhK+gt5NHs5rTAMUW100ldTtVBHrh42vBf16/D4JraDxEmQi9ZCXWhlpgW9IaYvLuhtNnK551GDY+f' +
      'heeXUAXZvCLE5awPfBpF0SVppigH07mgLlpTDncwZvRT0fW0wunPeCAoP3QrnVAgMBAAECggEAJM3GIxf11ypva6bMljKJmwHR/yiGfXL2FoiZ' +
      'W8hVpOQgqEBSUAib2xPPjglUOCe3SLnSf7srTZ4gr4xaaoYnltGkzBitFupni8G9SoO7vpxeV0U7XOc4jkGjukzit3tEOKIp6VT3INrgNT3AiK' +
      'yKdrJtwnb44beFHd1jmK0W/y54GVEjubA26UXDjJ0SQ09t92/iI1nrPhrJwBFnj8km+tOuR1pP//9V/rLRR+nIlPTA4ppZnnYkYkgtlov0J4CU' +
      'X8DSwxxXPEQxuPT+i4xnvsgVq9RPeobtyhwjCHNzWNLCrl4uDi2t9zCYAmI3flixO32ZkgYKC8hwzP20qTGe4QKBgQDcQxBQ94LolPtSSCR9mM' +
      't9WLjR4k87VdBBxW5N4Iaw1bsCi9pC7rXSNNVoHlgJ1BXmoomtTPv3j5ePbDWBT1Duv/HFuApp94joHmurXdqng2nWWdFD7G8X55gTpXXPrZxW' +
      'kVa5ARPi6REK2ee0ihyTSKbmUzIRkSkOo2z7OlsY8QKBgQC9GoHnl3+YmBIic64yIrWY6l+xnrTqvDgwil4yGWYDsuUA/7efW4hoFmEd68Ry+s' +
      'RVRAcL6wV8lBN4poaK87egPT+YgOxH1eCJuU+95UKrqa6NcsVwiNer9bEx85CY97wWD5BTaryUkv1OBvPtcpnUuXuwNncgfZVmnxQM+8IPJQKB' +
      'gQCpS1KLKPKRWZEh2RlS/9HH8h18FHnZnUeIhfsWGHDuEhi/CEcmEtvlSX6NnGUGiOCceGlhrj4sNU3EiuNFFHWcTCPEWISIlh3Aa0FOYcDh5/' +
      'u9KSPTFTL+KJ+W2iIHEeWMFAGYCOAEFCdpM7sH5O+5tKmzdlaRcgUgnzPwlRXXwQKBgDrw5yqTOu8J/yUD33i6/tUxwC/xorxDfFQM3L1K01Q1' +
      'z1EXY1llQ0gGKbEUyn94D/fvoy6gy24ADW2eofLvcf2c+ZSEIqFlVX4351Xt/nDZC5IFAutHi8mKY/eIzjoPhW1u3nJRo4O/qPpICoGpJa97PM' +
      'U4xLq4yfdZf/toAR2NAoGAJkD7+8/vsWPueoe2SDpm7kH5VtkPqKeTm/wELuCSSxt5k9BEX3WNUZM+hRecAyCwyWi0ipHDi1vpI+EJfAxWL4jU' +
      'IpS2onWbr6VCinTxJwh05F9vzGDyFgLeXszRQ88xJB9ZIbWtOYP7VO8XvjsoU2flDJmcZyR7VS/kv86UX3s=',
  ),
  'base64',
);

const MESSAGE = utf8('sample');
const REJECTED_MESSAGE = utf8('another message');

/** The octets 0, 1, 2, …: the salt of PSS and the seed of OAEP in the answers. */
const counted = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => index);

/** SHA-256 of the signature; then whether it verifies over the right and over another message. */
function signAndVerify(engine: KeyPairEngine, algorithm: SigningAlgorithm): Uint8Array {
  return withKey(engine, 'RSA_2048', PKCS8, (key) => {
    const hash = must(SIGNING_ALGORITHMS[algorithm].hash, 'RSA signs with SHA-2');
    const digest = createHash(hash).update(MESSAGE).digest();
    // Over a digest, for there the salt of PSS can be given. Verified over the message: OpenSSL judges our padding.
    const signature = engine.sign(key, algorithm, 'DIGEST', digest, counted);
    const accepted = [MESSAGE, REJECTED_MESSAGE].map((message) =>
      engine.verify(key, algorithm, 'RAW', message, signature),
    );
    return concatBytes(createHash('sha256').update(signature).digest(), Uint8Array.from(accepted, verdict));
  });
}

function signingKat(algorithm: SigningAlgorithm, signatureSha256: string): KeyPairKat {
  return {
    name: algorithm,
    source: `${KEY_SOURCE}; RFC 8017 §8 computed with Python's pow()`,
    spec: 'RSA_2048',
    uses: [
      { use: 'sign', algorithm, messageType: 'DIGEST' },
      { use: 'verify', algorithm, messageType: 'RAW' },
    ],
    compute: (engine) => signAndVerify(engine, algorithm),
    expected: `${signatureSha256}0100`,
  };
}

/** The plaintext; then the verdict over the same ciphertext with a bit flipped. */
function decrypt(engine: KeyPairEngine, algorithm: EncryptionAlgorithm, ciphertext: Uint8Array): Uint8Array {
  return withKey(engine, 'RSA_2048', PKCS8, (key) => {
    const altered = ciphertext.slice();
    altered[altered.length - 1] = (altered[altered.length - 1] ?? 0) ^ 1;
    const plaintext = engine.decrypt(key, algorithm, ciphertext) ?? EMPTY_BYTES;
    const rejected = engine.decrypt(key, algorithm, altered);
    const again = engine.decrypt(key, algorithm, engine.encrypt(key, algorithm, plaintext)) ?? EMPTY_BYTES;
    return concatBytes(plaintext, Uint8Array.of(verdict(rejected !== undefined)), again);
  });
}

function encryptionKat(algorithm: EncryptionAlgorithm, ciphertext: string): KeyPairKat {
  return {
    name: algorithm,
    source: `${KEY_SOURCE}; RFC 8017 §7.1 computed with Python's pow(), ${ENCRYPTION_ALGORITHMS[algorithm].hash}`,
    spec: 'RSA_2048',
    uses: [{ use: 'encrypt' }, { use: 'decrypt' }],
    compute: (engine) => decrypt(engine, algorithm, fromHex(ciphertext)),
    expected: '73616d706c650073616d706c65',
  };
}

export const RSA_KATS: readonly KeyPairKat[] = [
  signingKat('RSASSA_PSS_SHA_256', '762a3fb0d44b0017764b51ff9d1282e7fc68382ad8fe8b52438508c079791d48'),
  signingKat('RSASSA_PSS_SHA_384', 'd4cecb13c7e686fdcfd3ebb5396152df9bac2ef4123c4fd8ed947a693e3dcd5e'),
  signingKat('RSASSA_PSS_SHA_512', 'b2ad2122e17b977f2b3e4c7af57fb1d5d488db53e16ade26cc80b010183b1e2a'),
  signingKat('RSASSA_PKCS1_V1_5_SHA_256', 'e8fb07e2ac1fa58e8f8ed2a36b199289b8447665765f6aaef92753b620feb8c9'),
  signingKat('RSASSA_PKCS1_V1_5_SHA_384', '86bb10ed1316957ea6091a70bab659a3497c2716dc9d6fe67a8098d11880bf45'),
  signingKat('RSASSA_PKCS1_V1_5_SHA_512', 'e1682294c17362cfa79f9fe78e37b9fb13d80443f1a9b9b5acacfe92ac47b83e'),
  encryptionKat(
    'RSAES_OAEP_SHA_1',
    '83288ebf890e8a37939454d82799e37b976108ed4eec5eaf742490b0030835304647da3afa6ae0ac4c3f96ce6ed3be3d' +
      '6fc16101fd70a02550f3dae4723ab0b5e37bb85a52a4362e6d72ccb81010edb38debe966cbacd15f1854581d383c5289' +
      'cedeb892ef1e7cd80426676c70e4066b4d62a9ba82ff3cbdc3ba12f9be98ba41122fb2a03909cc1c2ac35b5d7d202247' +
      '7ea448b4695c500cda61f6d1c4a673b6e7e6a298c9d614a865878dfbbd511bc454b4fadcd50c4177979729bdce385cd8' +
      '46bd7724178a4be30de6d2966fafa6ca72e0e18fbb10822f5069bdf44a8a90a618d5b9710da5d9e6808f05095bd60744' +
      'd94e18b8d0f11af8c7ba6df4f69af152',
  ),
  encryptionKat(
    'RSAES_OAEP_SHA_256',
    '99915b4a7cd03e02234959b1c2f9f6a80b791408009b0823fe7dc3b6ecbefe3f59f751a39331ed87d3b845fd134646af' +
      'af7a69010372b48e2be3f6fc3e5cfff51fb1535411d36e3e295c607a07121aa1c995324110038baf7e4780b4a5938d55' +
      'f08baded1c3a7b40fc973b13537ac7230ec8337ec0dddfacf3ae6f217cf9557dea9271b9d5dec10516bc74b691d3c256' +
      '8125e6428ff260801c76eaa8cfde2a3c234d0ffac7ebf362a1b68f7e968bfb69db9bf0a921f810a5af37d4bdd45a1636' +
      '5fd98550c1794048f44420c817e941d1d858f20df90d0a430ad1a75d83035445e506a918363401a570d87bff18d46412' +
      '0f0708b13db10ac334d6580e6856f9d4',
  ),
];
