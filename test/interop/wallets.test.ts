/** Chains whose wallets sign with keys of a KMS: Ethereum over a digest, Solana over the message itself. */
import { createPublicKey, verify } from 'node:crypto';
import { computeAddress, hashMessage, recoverAddress, Signature, Transaction, verifyMessage } from 'ethers';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { GrpcDoor } from '../harness/doors/grpc-door.js';
import { bytes } from '../harness/fixtures.js';
import { sharedKey } from '../harness/keyring.js';
import { rawPublicKey } from '../harness/signatures.js';
import { given } from '../harness/suite.js';

describe('Wallets', () => {
  const door = new GrpcDoor(inject('ready'));
  const cluster = given(door);
  const { call } = cluster;
  afterAll(() => door.close());

  describe('Ethereum', () => {
    /** 0x04 ‖ X ‖ Y: the end of the SubjectPublicKeyInfo. */
    async function wallet(): Promise<{ keyId: string; address: string }> {
      const { keyId } = await sharedKey(cluster, 'ECC_SECG_P256K1', 'SIGN_VERIFY');
      const { publicKey } = await call('GetPublicKey', { keyId });
      return { keyId, address: computeAddress(`0x${Buffer.from(publicKey.slice(-65)).toString('hex')}`) };
    }

    /** As such wallets do: DER to (r, s), s to its lower half (EIP-2), and the parity that recovers the address. */
    async function signDigest(keyId: string, address: string, digest: string): Promise<Signature> {
      const message = Buffer.from(digest.slice(2), 'hex');
      const input = { keyId, message, messageType: 'DIGEST', signingAlgorithm: 'ECDSA_SHA_256' } as const;
      const { signature: der } = await call('Sign', input);
      const { r, s } = secp256k1.Signature.fromBytes(der, 'der');
      const order = secp256k1.Point.Fn.ORDER;
      const low = s > order / 2n ? order - s : s;
      const word = (value: bigint): string => `0x${value.toString(16).padStart(64, '0')}`;
      const candidates = [27, 28].map((v) => Signature.from({ r: word(r), s: word(low), v }));
      const found = candidates.filter((each) => recoverAddress(digest, each) === address);
      expect(found).toHaveLength(1);
      return found[0] as Signature;
    }

    it('recovers the address of the key from a signed message', async () => {
      const { keyId, address } = await wallet();
      const signature = await signDigest(keyId, address, hashMessage('pay 1 to Bob'));
      expect(verifyMessage('pay 1 to Bob', signature)).toBe(address);
      expect(verifyMessage('pay 2 to Bob', signature)).not.toBe(address);
    });

    it('signs a transaction that says whom it is from', async () => {
      const { keyId, address } = await wallet();
      const fees = { maxFeePerGas: 2_000_000_000n, maxPriorityFeePerGas: 1n, gasLimit: 21_000n };
      const to = '0x000000000000000000000000000000000000dEaD';
      const transaction = Transaction.from({ type: 2, chainId: 1n, nonce: 0, to, value: 1n, ...fees });
      transaction.signature = await signDigest(keyId, address, transaction.unsignedHash);
      expect(Transaction.from(transaction.serialized).from).toBe(address);
    });
  });

  it('Solana: the address is the public key, and the signature is Ed25519 over the message', async () => {
    const { keyId } = await sharedKey(cluster, 'ECC_NIST_EDWARDS25519', 'SIGN_VERIFY');
    const { publicKey } = await call('GetPublicKey', { keyId });
    const address = rawPublicKey(publicKey);
    expect(address).toHaveLength(32);
    // One signature of 64 bytes, then a message: header, keys, blockhash, instructions. Its content is the chain's.
    const message = Buffer.concat([Buffer.from([1, 0, 1, 2]), address, bytes(32), bytes(32), bytes(20)]);
    const input = { keyId, message, messageType: 'RAW', signingAlgorithm: 'ED25519_SHA_512' } as const;
    const { signature } = await call('Sign', input);
    expect(signature).toHaveLength(64);
    const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
    expect(verify(null, message, key, signature)).toBe(true);
    expect((await call('Verify', { ...input, signature })).signatureValid).toBe(true);
  });
});
