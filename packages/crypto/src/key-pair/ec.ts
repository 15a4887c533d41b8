/**
 * ECDSA and ECDH. OpenSSL does what it can with a KeyObject made once per loaded key; what it cannot, ECDSA over a
 * digest, noble does. With the engine `noble` there is no KeyObject and noble does everything.
 */
import { createPrivateKey, createPublicKey, diffieHellman, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { must } from '@strongroom/core/assert.js';
import { equalBytes, viewAsBuffer } from '@strongroom/core/bytes.js';
import { ecPrivateKeyElement, parseEcPrivateKey } from '../asn1/ec-private-key.js';
import { encodePkcs8, parsePkcs8 } from '../asn1/pkcs8.js';
import { EC_CURVES, isPrivateScalar, pointOfSpki, sec1OfScalar, spkiOfPoint } from '../ec-curve.js';
import type { EcCurve } from '../ec-curve.js';
import type { EcEngine } from '../engine.js';
import type { DigestEcdsa } from '../noble-ec.js';
import { plain } from '../plain-bytes.js';
import { drawPrivateScalar } from '../private-scalar.js';
import { SECRET_ACCESS } from '../secret-access.js';
import { SecretBytes } from '../secret-bytes.js';
import type { KeyPairSpec, MessageType, SigningAlgorithm } from './key-pair-engine.js';
import { KEY_PAIR_SPECS } from './key-specs.js';
import type { KeyPairImplementation, LoadedPublicKey } from './loaded-key.js';
import { LoadedKey } from './loaded-key.js';

export interface EcBackends {
  /** False with the engine `noble`. */
  readonly openssl: boolean;
  /** Undefined in the fast lane. */
  readonly noble: (EcEngine & DigestEcdsa) | undefined;
}

const SLOW_ONLY = 'noble is loaded in the slow lane only';

function curveOf(spec: KeyPairSpec): EcCurve {
  return must(KEY_PAIR_SPECS[spec].curve, 'a spec without a curve');
}

class EcPublicKey implements LoadedPublicKey {
  readonly #curve: EcCurve;
  readonly #point: Uint8Array;
  readonly #openssl: KeyObject | undefined;
  readonly #noble: EcBackends['noble'];

  constructor(curve: EcCurve, point: Uint8Array, openssl: KeyObject | undefined, noble: EcBackends['noble']) {
    this.#curve = curve;
    this.#point = point;
    this.#openssl = openssl;
    this.#noble = noble;
  }

  get spki(): Uint8Array {
    return spkiOfPoint(this.#curve, this.#point);
  }

  /** 0x04 ‖ X ‖ Y. */
  get point(): Uint8Array {
    return this.#point;
  }

  verify(_algorithm: SigningAlgorithm, messageType: MessageType, message: Uint8Array, signature: Uint8Array): boolean {
    if (messageType === 'RAW' && this.#openssl !== undefined) {
      return verify(EC_CURVES[this.#curve].hash, message, this.#openssl, signature);
    }
    const noble = must(this.#noble, SLOW_ONLY);
    return messageType === 'RAW'
      ? noble.ecdsaVerify(this.#curve, this.#point, message, signature)
      : noble.ecdsaVerifyDigest(this.#curve, this.#point, message, signature);
  }
}

class EcPrivateKey extends LoadedKey {
  readonly #curve: EcCurve;
  readonly #noble: EcBackends['noble'];
  readonly #scalar: SecretBytes;
  #openssl: KeyObject | undefined;
  #publicKey: EcPublicKey | undefined;

  constructor(spec: KeyPairSpec, scalar: SecretBytes, openssl: KeyObject | undefined, noble: EcBackends['noble']) {
    super(spec);
    this.#curve = curveOf(spec);
    this.#scalar = scalar;
    this.#openssl = openssl;
    this.#noble = noble;
  }

  get publicKey(): EcPublicKey {
    this.#publicKey ??= this.#derivePublicKey();
    return this.#publicKey;
  }

  #derivePublicKey(): EcPublicKey {
    const curve = this.#curve;
    if (this.#openssl === undefined) {
      const point = must(this.#noble, SLOW_ONLY).ecPublicPoint(curve, this.#scalar.expose(SECRET_ACCESS));
      return new EcPublicKey(curve, point, undefined, this.#noble);
    }
    const publicKey = createPublicKey(this.#openssl);
    const spki = plain(publicKey.export({ format: 'der', type: 'spki' }));
    const { point } = must(pointOfSpki(spki, [curve]), 'OpenSSL writes an uncompressed point on the named curve');
    return new EcPublicKey(curve, point, publicKey, this.#noble);
  }

  exportPkcs8(): Uint8Array {
    const privateScalar = this.#scalar.expose(SECRET_ACCESS);
    const { point: publicPoint } = this.publicKey;
    // The curve is in the AlgorithmIdentifier and, as OpenSSL and RFC 5915 §3 have it, not again within.
    return encodePkcs8(EC_CURVES[this.#curve].algorithm, ecPrivateKeyElement({ privateScalar, publicPoint }));
  }

  override sign(_algorithm: SigningAlgorithm, messageType: MessageType, message: Uint8Array): Uint8Array {
    if (messageType === 'RAW' && this.#openssl !== undefined) {
      return plain(sign(EC_CURVES[this.#curve].hash, message, this.#openssl));
    }
    const noble = must(this.#noble, SLOW_ONLY);
    const scalar = this.#scalar.expose(SECRET_ACCESS);
    return messageType === 'RAW'
      ? noble.ecdsaSign(this.#curve, scalar, message)
      : noble.ecdsaSignDigest(this.#curve, scalar, message);
  }

  override agree(peerSpki: Uint8Array): Uint8Array | undefined {
    if (this.#openssl === undefined) {
      const peer = pointOfSpki(peerSpki, [this.#curve]);
      if (peer === undefined) return undefined;
      return must(this.#noble, SLOW_ONLY).ecdhSharedX(this.#curve, this.#scalar.expose(SECRET_ACCESS), peer.point);
    }
    const peer = opensslPublicKey(this.#curve, peerSpki);
    return peer && plain(diffieHellman({ privateKey: this.#openssl, publicKey: peer }));
  }

  protected override wipe(): void {
    this.#scalar.dispose();
    this.#openssl = undefined;
    this.#publicKey = undefined;
  }
}

/** Undefined unless `spki` is the canonical encoding of a point on `curve`. */
function opensslPublicKey(curve: EcCurve, spki: Uint8Array): KeyObject | undefined {
  if (pointOfSpki(spki, [curve]) === undefined) return undefined;
  try {
    return createPublicKey({ key: viewAsBuffer(spki), format: 'der', type: 'spki' });
  } catch {
    // OpenSSL refuses to import a point that is not on the curve.
    return undefined;
  }
}

function opensslPrivateKey(curve: EcCurve, scalar: Uint8Array): KeyObject {
  const sec1 = sec1OfScalar(curve, scalar);
  try {
    return createPrivateKey({ key: viewAsBuffer(sec1), format: 'der', type: 'sec1' });
  } finally {
    sec1.fill(0);
  }
}

export function ecImplementation({ openssl, noble }: EcBackends): KeyPairImplementation {
  function load(spec: KeyPairSpec, secret: Uint8Array): EcPrivateKey | undefined {
    const curve = curveOf(spec);
    if (!isPrivateScalar(curve, secret)) return undefined;
    const native = openssl ? opensslPrivateKey(curve, secret) : undefined;
    return new EcPrivateKey(spec, SecretBytes.copyOf(secret), native, noble);
  }

  return {
    generate: (spec, random) => drawPrivateScalar(curveOf(spec), random),
    load,

    loadPublic(spec, spki) {
      const curve = curveOf(spec);
      const point = pointOfSpki(spki, [curve])?.point.slice();
      if (point === undefined) return undefined;
      if (!openssl) return new EcPublicKey(curve, point, undefined, noble);
      const native = opensslPublicKey(curve, spki);
      return native && new EcPublicKey(curve, point, native, noble);
    },

    importPkcs8(spec, pkcs8) {
      const { algorithm, namedCurve } = EC_CURVES[curveOf(spec)];
      const info = parsePkcs8(pkcs8);
      if (info === undefined || !equalBytes(info.algorithm, algorithm)) return undefined;
      const parts = parseEcPrivateKey(info.privateKey);
      if (parts === undefined) return undefined;
      if (parts.namedCurve !== undefined && !equalBytes(parts.namedCurve, namedCurve)) return undefined;
      const key = load(spec, parts.privateScalar);
      if (key === undefined) return undefined;
      try {
        // A public key that comes along must be that of the private key.
        const stated = [parts.publicPoint, info.publicKey];
        const matches = stated.every((point) => point === undefined || equalBytes(point, key.publicKey.point));
        return matches ? parts.privateScalar.slice() : undefined;
      } finally {
        key.dispose();
      }
    },
  };
}
