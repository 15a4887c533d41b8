/** JSON Web Tokens whose signatures the service makes, verified by jose with the public key alone (RFC 7515, 8037). */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { jwtVerify } from 'jose';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import type { KeySpec, SigningAlgorithmSpec } from '@strongroom/proto/gen/kms-types.js';
import { GrpcDoor } from '../harness/doors/grpc-door.js';
import { sharedKey } from '../harness/keyring.js';
import { given } from '../harness/suite.js';

/** JOSE has ECDSA signatures as r ‖ s (RFC 7518 §3.4), the service as DER. */
const COORDINATE_BYTES: Readonly<Partial<Record<KeySpec, number>>> = {
  ECC_NIST_P256: 32,
  ECC_NIST_P384: 48,
  ECC_NIST_P521: 66,
};

describe('JSON Web Tokens', () => {
  const door = new GrpcDoor(inject('ready'));
  const cluster = given(door);
  const { call } = cluster;
  afterAll(() => door.close());

  async function publicKeyOf(keyId: string): Promise<KeyObject> {
    const { publicKey } = await call('GetPublicKey', { keyId });
    return createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
  }

  it.each<[string, KeySpec, SigningAlgorithmSpec]>([
    ['RS256', 'RSA_2048', 'RSASSA_PKCS1_V1_5_SHA_256'],
    ['PS256', 'RSA_2048', 'RSASSA_PSS_SHA_256'],
    ['PS512', 'RSA_3072', 'RSASSA_PSS_SHA_512'],
    ['ES256', 'ECC_NIST_P256', 'ECDSA_SHA_256'],
    ['ES384', 'ECC_NIST_P384', 'ECDSA_SHA_384'],
    ['ES512', 'ECC_NIST_P521', 'ECDSA_SHA_512'],
    ['EdDSA', 'ECC_NIST_EDWARDS25519', 'ED25519_SHA_512'],
  ])('%s by %s', async (alg, keySpec, signingAlgorithm) => {
    const { keyId } = await sharedKey(cluster, keySpec, 'SIGN_VERIFY');
    const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
    const signed = `${encode({ alg, typ: 'JWT' })}.${encode({ sub: 'orders', iss: 'strongroom' })}`;
    const { signature } = await call('Sign', { keyId, message: Buffer.from(signed), signingAlgorithm });
    const coordinateBytes = COORDINATE_BYTES[keySpec];
    const raw = coordinateBytes === undefined ? signature : rawEcdsa(signature, coordinateBytes);
    const token = `${signed}.${Buffer.from(raw).toString('base64url')}`;
    const publicKey = await publicKeyOf(keyId);
    const { payload, protectedHeader } = await jwtVerify(token, publicKey, { issuer: 'strongroom', algorithms: [alg] });
    expect([payload.sub, protectedHeader.alg]).toEqual(['orders', alg]);
    const forged = token.replace(/^[^.]+\.[^.]+/, `${encode({ alg, typ: 'JWT' })}.${encode({ sub: 'admin' })}`);
    await expect(jwtVerify(forged, publicKey)).rejects.toMatchObject({ code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' });
  });
});

/** r ‖ s of a DER Ecdsa-Sig-Value: SEQUENCE { INTEGER r, INTEGER s }. */
function rawEcdsa(der: Uint8Array, coordinateBytes: number): Uint8Array {
  const content = der.subarray(must(der[1], 'a length') > 0x80 ? 3 : 2);
  const rLength = must(content[1], 'the length of r');
  const [r, s] = [content.subarray(2, 2 + rLength), content.subarray(4 + rLength)];
  const fixed = (integer: Uint8Array): Buffer => {
    const digits = Buffer.from(integer).subarray(-coordinateBytes);
    return Buffer.concat([Buffer.alloc(coordinateBytes - digits.length), digits]);
  };
  return Buffer.concat([fixed(r), fixed(s)]);
}
