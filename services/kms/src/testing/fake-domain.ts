/** A domain of one member for unit tests: what an appliance does in a ceremony, with real commands, quorums, tokens. */
import { sign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { must } from '@strongroom/core/assert.js';
import { concatBytes } from '@strongroom/core/bytes.js';
import { HsmError } from '@strongroom/core/errors.js';
import { parseNodeId } from '@strongroom/core/ids.js';
import { SystemRng } from '@strongroom/core/rng.js';
import {
  decodeDomainCommand,
  domainCommandSigningInput,
  encodeDomainCommand,
  type DomainCommand,
} from '@strongroom/crypto/domain-command.js';
import type { DomainState } from '@strongroom/crypto/domain-state.js';
import { exportDomainToken, readDomainToken } from '@strongroom/crypto/domain-token.js';
import { nextDomainState } from '@strongroom/crypto/domain-transition.js';
import { opensslEngine } from '@strongroom/crypto/openssl-engine.js';
import { verifyQuorum } from '@strongroom/crypto/quorum.js';
import type { ApplianceClient } from '@strongroom/hsm-client/appliance-client.js';
import type { ExportedDomainToken, SignedDomainCommand } from '@strongroom/hsm-client/appliance-status.js';

const rng = new SystemRng();
const OPERATOR_ID = 'admin';
export const NODE = must(parseNodeId('hsm-1'), 'a node id');

/** A P-384 key pair of nobody. */
function pair(): { readonly point: Uint8Array; readonly scalar: Uint8Array } {
  const {
    d = '',
    x = '',
    y = '',
  } = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export({
    format: 'jwk',
  });
  const [scalar, ...coordinates] = [d, x, y].map((part) => Buffer.from(part, 'base64url'));
  return {
    scalar: new Uint8Array(must(scalar, 'a private key has a scalar')),
    point: concatBytes(new Uint8Array([4]), ...coordinates),
  };
}

export class FakeDomain {
  readonly #operator: KeyObject;
  readonly #signing = pair();
  /** As the member follows it. */
  state: DomainState;
  /** What has been joined with, in order. */
  readonly joined: number[] = [];
  /** While true, the member answers no JoinDomain. */
  silent = false;

  constructor(name: string) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#operator = privateKey;
    const member = { nodeId: NODE, signPublic: this.#signing.point, agreePublic: pair().point };
    const spki = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }));
    const rules = (['ModifyMembers', 'ModifyOperators', 'ModifyRules', 'RotateDomainKeys'] as const).map((command) => ({
      command,
      role: 'kms-operator' as const,
      minSignatures: 1,
    }));
    this.state = {
      domainId: rng.bytes(16),
      name,
      version: 1,
      members: [member],
      operators: [{ id: OPERATOR_ID, role: 'kms-operator', publicKey: spki }],
      rules,
      domainKeys: [{ id: rng.bytes(16), active: true }],
    };
  }

  /** Of the present state. */
  token(): ExportedDomainToken {
    return this.#export(this.state);
  }

  sign(command: DomainCommand): SignedDomainCommand {
    const bytes = encodeDomainCommand(command);
    const signature = new Uint8Array(sign('sha256', domainCommandSigningInput(bytes), this.#operator));
    return { command: bytes, signatures: [{ operatorId: OPERATOR_ID, signature }] };
  }

  get appliance(): ApplianceClient {
    return {
      changeDomain: ({ command: commandBytes, signatures }: SignedDomainCommand) => {
        const { operators, rules } = this.state;
        const decoded = decodeDomainCommand(commandBytes);
        const { command } = decoded;
        const quorum = { engine: opensslEngine, command, commandBytes, signatures, operators, rules };
        if (!verifyQuorum(quorum)) return Promise.reject(new HsmError('KEY_FUNCTION_NOT_PERMITTED', 'no quorum'));
        return Promise.resolve(this.#export(nextDomainState(this.state, decoded, rng.bytes(16))));
      },
      joinDomain: (token: Uint8Array) => {
        if (this.silent) return new Promise(() => undefined);
        this.state = readDomainToken(token).state;
        this.joined.push(this.state.version);
        return Promise.resolve();
      },
    } as unknown as ApplianceClient;
  }

  #export(state: DomainState): ExportedDomainToken {
    const token = exportDomainToken({
      engine: opensslEngine,
      rng,
      state,
      domainKeys: state.domainKeys.map(({ id }) => ({ id, keyBytes: rng.bytes(32) })),
      signerNodeId: NODE,
      signPrivate: this.#signing.scalar,
    });
    return { token, version: state.version };
  }
}
