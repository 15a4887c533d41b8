/** Who calls on the gRPC door: a bearer token, else a client certificate, else (permissive) nobody in particular. */
import { hash } from 'node:crypto';
import type { Metadata } from '@grpc/grpc-js';
import { KmsError } from '@strongroom/core/errors.js';
import type { PeerCall, PeerIdentities } from '@strongroom/rpc/peer-identity.js';
import type { Services } from '../services.js';
import { permissiveAccount, permissiveCaller } from './permissive.js';
import type { Caller } from './principal.js';

const BEARER = 'Bearer ';
/** Ours have 47 characters; more is not worth hashing. */
const TOKEN_MAX_CHARACTERS = 256;

export class GrpcAuthenticator {
  readonly #services: Services;
  readonly #peers: PeerIdentities;
  readonly #permissive: boolean;

  constructor(services: Services, peers: PeerIdentities, permissive: boolean) {
    this.#services = services;
    this.#peers = peers;
    this.#permissive = permissive;
  }

  /** @throws KmsError MissingAuthenticationTokenException, UnrecognizedClientException, ExpiredTokenException. */
  async authenticate(call: PeerCall, metadata: Metadata): Promise<Caller> {
    const authorization = metadata.get('authorization')[0];
    if (typeof authorization === 'string' && authorization !== '') {
      const caller = await this.#byToken(authorization);
      if (caller !== undefined) return caller;
      if (!this.#permissive) throw new KmsError('UnrecognizedClientException');
    }
    const caller = await this.#byCertificate(call);
    if (caller !== undefined) return caller;
    if (!this.#permissive) throw new KmsError('MissingAuthenticationTokenException');
    const account = metadata.get('x-strongroom-account')[0];
    return permissiveCaller(this.#services, permissiveAccount(typeof account === 'string' ? account : undefined));
  }

  async #byToken(authorization: string): Promise<Caller | undefined> {
    if (!authorization.startsWith(BEARER) || authorization.length > TOKEN_MAX_CHARACTERS) return undefined;
    const sha256 = hash('sha256', authorization.slice(BEARER.length), 'hex');
    const { identities, clock } = this.#services;
    const credential = await identities.bearerToken(sha256);
    if (credential === undefined) return undefined;
    if (credential.expiresAt !== undefined && credential.expiresAt <= clock.now()) {
      throw new KmsError('ExpiredTokenException');
    }
    return identities.caller(credential, '');
  }

  async #byCertificate(call: PeerCall): Promise<Caller | undefined> {
    const peer = this.#peers.of(call);
    if (peer === undefined) return undefined;
    const { identities } = this.#services;
    const credential = await identities.clientCertificate(peer.spkiSha256);
    return credential === undefined ? undefined : identities.caller(credential, '');
  }
}
