/** Known answers of ML-DSA and ML-KEM: generation from the seed included, for that is what loading a key does. */
import { createHash } from 'node:crypto';
import { concatBytes, EMPTY_BYTES, fromHex, utf8 } from '@strongroom/core/bytes.js';
import type { KeyPairEngine, KeyPairSpec, PrivateKey } from '../key-pair/key-pair-engine.js';
import { withKey } from './key-pair-kat.js';
import type { KeyPairKat } from './key-pair-kat.js';
import { verdict } from './known-answer-test.js';

const ALGORITHM = 'ML_DSA_SHAKE_256';
const MESSAGE = utf8('Hello world');
const REJECTED_MESSAGE = utf8('another message');

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

/** Zeros for the hedge: the deterministic variant of FIPS 204 §3.4, which the answers are of. */
const deterministic = (length: number): Uint8Array => new Uint8Array(length);

/** SHA-256 of the signatures over the message and over its μ; then whether the right and another message verify. */
function signAndVerify(engine: KeyPairEngine, key: PrivateKey, mu: Uint8Array): Uint8Array {
  const signature = engine.sign(key, ALGORITHM, 'RAW', MESSAGE, deterministic);
  const overMu = engine.sign(key, ALGORITHM, 'EXTERNAL_MU', mu, deterministic);
  return concatBytes(
    sha256(signature),
    sha256(overMu),
    Uint8Array.of(
      verdict(engine.verify(key, ALGORITHM, 'RAW', MESSAGE, signature)),
      verdict(engine.verify(key, ALGORITHM, 'EXTERNAL_MU', mu, signature)),
      verdict(engine.verify(key, ALGORITHM, 'RAW', REJECTED_MESSAGE, signature)),
    ),
  );
}

function mlDsaKat(spec: KeyPairSpec, mu: string, signatureSha256: string): KeyPairKat {
  return {
    name: `${ALGORITHM} with ${spec}`,
    source: 'Wycheproof mldsa_…_sign_seed, tcId 1',
    spec,
    uses: (['RAW', 'EXTERNAL_MU'] as const).flatMap((messageType) =>
      (['sign', 'verify'] as const).map((use) => ({ use, algorithm: ALGORITHM, messageType })),
    ),
    compute: (engine) =>
      withKey(engine, spec, new Uint8Array(32).fill(0x2a), (key) => signAndVerify(engine, key, fromHex(mu))),
    expected: `${signatureSha256}${signatureSha256}010100`,
  };
}

const KEM_SEED = fromHex(
  '7c9935a0b07694aa0c6d10e4db6b1add2fd81a25ccb148032dcd739936737f2d' +
    '8626ed79d451140800e03b59b956f8210e556067407d13dc90fa9e8b872bfb8f',
);
const KEM_MESSAGE = fromHex('147c03f7a5bebba406c8fae1874d7f13c80efe79a3a9a874cc09fe76f6997615');

/** SHA-256 of the ciphertext, the shared secret, the same from decapsulation; then whether an altered one gives it. */
function encapsulateAndDecapsulate(engine: KeyPairEngine, key: PrivateKey): Uint8Array {
  const { ciphertext, sharedSecret } = engine.encapsulate(key, () => KEM_MESSAGE.slice());
  const decapsulated = engine.decapsulate(key, ciphertext) ?? EMPTY_BYTES;
  const altered = ciphertext.map((byte, index) => (index === 0 ? byte ^ 1 : byte));
  // FIPS 203 §6.3: implicit rejection gives J(z ‖ c).
  const rejected = engine.decapsulate(key, altered) ?? EMPTY_BYTES;
  const expected = createHash('shake256', { outputLength: 32 }).update(KEM_SEED.subarray(32)).update(altered).digest();
  return concatBytes(sha256(ciphertext), sharedSecret, decapsulated, Uint8Array.of(verdict(expected.equals(rejected))));
}

function mlKemKat(spec: KeyPairSpec, ciphertextSha256: string, sharedSecret: string): KeyPairKat {
  return {
    name: `ML_KEM with ${spec}`,
    source: 'Wycheproof mlkem_…, tcId 2, whose message is that of count 0 of the NIST submission',
    spec,
    uses: [{ use: 'encapsulate' }, { use: 'decapsulate' }],
    compute: (engine) => withKey(engine, spec, KEM_SEED, (key) => encapsulateAndDecapsulate(engine, key)),
    expected: `${ciphertextSha256}${sharedSecret}${sharedSecret}01`,
  };
}

export const ML_KATS: readonly KeyPairKat[] = [
  mlDsaKat(
    'ML_DSA_44',
    '0ba2d90bc4fa5877844e47f7563eefccf658f898eaf4197b2a9a89d3df683955' +
      'c73a80895ac0a51cc9049d44cdc1d1c550ef3870c1126afdb3d52ee057cbbcdd',
    '8cd6fc03daa72e87210a4e721523e84c14f27733789075e65736744d4787fdd5',
  ),
  mlDsaKat(
    'ML_DSA_65',
    'de30bd32395e1998bcdae79ad419cec6ea9e9a903fdc552c6e9801208174d80a' +
      '9d2f3902a144e62f89d6e505cc9c69fb01de013fc1d0204ee4dcf5fcc25f1378',
    '39fbbb0d97a52c79844213b325af823a7f16a174e00a5b3daeb3e6e6d1c89681',
  ),
  mlDsaKat(
    'ML_DSA_87',
    '00d86c57be5399a1841b734bbdc6ad234218ec65376768f844bec76cd3585696' +
      'd6e648ec8a069bd929f2be80051679f2b8bec414f715261148f42eddaf3a9b43',
    '1ad45bd0419e694375bd38ec11d8e0c228ab9ffac2fce4adbe6218d9c949e293',
  ),
  mlKemKat(
    'ML_KEM_512',
    'bc29d7df8bc5465d980601d800259793e2603825a572da6cd198a512cc6d1a34',
    '319839e82ab6b222de7b619e80da8391522bbb37677018494a4742c53f9abfdf',
  ),
  mlKemKat(
    'ML_KEM_768',
    '36829a2f35cbf4deb62c0a12a15c22dae9f8d2c252566fc24f88abe805cb575e',
    'e7184a0975ee3470878d2d159ec83129c8aec253d4ee17b4810311d198cd0368',
  ),
  mlKemKat(
    'ML_KEM_1024',
    '508136a13f8a7920e3434498c6975cbbab457d809309eb2f92453e7409738210',
    '489dd1e9c2be4af3482bdb35bb26ce760e6e414da6ecbe489985748a825f1cd6',
  ),
];
