/**
 * The bare engine: the work of one algorithm again and again in a thread that does nothing else. A child of the bench.
 */
import process from 'node:process';
import { SystemRng } from '@strongroom/core/rng.js';
import { encryptBlob } from '@strongroom/crypto/ciphertext-blob.js';
import { loadEngine } from '@strongroom/crypto/engines.js';
import { loadKeyPairEngine } from '@strongroom/crypto/key-pair/load-key-pair-engine.js';

/**
 * @typedef {import('./algorithm-table.js').BareWork} BareWork
 * @typedef {import('@strongroom/crypto/key-pair/key-pair-engine.js').KeyPairSpec} KeyPairSpec
 * @typedef {import('@strongroom/crypto/key-pair/key-pair-engine.js').SigningAlgorithm} SigningAlgorithm
 * @typedef {import('@strongroom/crypto/key-pair/key-pair-engine.js').MessageType} MessageType
 */

const engine = await loadEngine('openssl');
const keyPairs = await loadKeyPairEngine('openssl', 'slow');
const rng = new SystemRng();
const message = new Uint8Array(256).fill(7);

/** @param {number} length */
const random = (length) => rng.bytes(length);

/** @param {BareWork} work @returns {() => unknown} */
function unitOf({ work, spec, algorithm, messageType }) {
  const secret = rng.bytes(32);
  if (work === 'encrypt') return () => encryptBlob(engine, rng, secret, secret, new Uint8Array(0), message);
  if (work === 'mac') return () => engine.hmac('sha256', secret, message);
  const pairSpec = /** @type {KeyPairSpec} */ (spec);
  if (work === 'generate') return () => generate(pairSpec);
  const privateKey = keyPairs.load(pairSpec, keyPairs.generate(pairSpec, random));
  if (privateKey === undefined) throw new Error(`${spec} does not load`);
  const signing = /** @type {SigningAlgorithm} */ (algorithm);
  const type = /** @type {MessageType} */ (messageType);
  const signed = type === 'DIGEST' ? message.subarray(0, 32) : message;
  const oaep = 'RSAES_OAEP_SHA_256';
  switch (work) {
    case 'sign':
      return () => keyPairs.sign(privateKey, signing, type, signed, random);
    case 'verify': {
      const signature = keyPairs.sign(privateKey, signing, type, signed, random);
      return () => keyPairs.verify(privateKey, signing, type, signed, signature);
    }
    case 'decrypt': {
      const ciphertext = keyPairs.encrypt(privateKey, oaep, message.subarray(0, 32));
      return () => keyPairs.decrypt(privateKey, oaep, ciphertext);
    }
    case 'agree': {
      const peer = keyPairs.publicKey(privateKey);
      return () => keyPairs.agree(privateKey, peer);
    }
    case 'encapsulate':
      return () => keyPairs.encapsulate(privateKey, random);
    case 'decapsulate': {
      const { ciphertext } = keyPairs.encapsulate(privateKey, random);
      return () => keyPairs.decapsulate(privateKey, ciphertext);
    }
    default:
      throw new Error(`unknown work ${String(work)}`);
  }
}

/** What a data key pair takes: made, tested, and written in both its forms. @param {KeyPairSpec} spec */
function generate(spec) {
  const privateKey = keyPairs.load(spec, keyPairs.generate(spec, random));
  if (privateKey === undefined) throw new Error(`${spec} does not load`);
  keyPairs.isConsistent(privateKey, spec.startsWith('ML_KEM') ? 'ENCAPSULATE_DECAPSULATE' : 'SIGN_VERIFY');
  return [keyPairs.publicKey(privateKey), keyPairs.exportPkcs8(privateKey)];
}

/** @param {() => unknown} unit @param {number} seconds @returns {{ ops: number, seconds: number }} */
function runFor(unit, seconds) {
  const began = performance.now();
  const end = began + seconds * 1000;
  let ops = 0;
  // The clock is looked at between groups, so that it is no part of what is measured.
  for (let group = 1; performance.now() < end; group = Math.min(64, group * 2)) {
    for (let n = 0; n < group; n += 1) unit();
    ops += group;
    if ((performance.now() - began) / ops > 5) group = 1;
  }
  return { ops, seconds: (performance.now() - began) / 1000 };
}

process.on('message', (/** @type {{ work: BareWork, seconds: number }} */ { work, seconds }) => {
  const unit = unitOf(work);
  runFor(unit, seconds / 4);
  process.send?.(runFor(unit, seconds));
});
process.on('disconnect', () => {
  process.exit(0);
});
process.send?.({ ready: true });
