/**
 * HSMs for unit tests of a rotation: tokens are real, and say what real ones would say; what is sealed in them is
 * nothing. Whether a token opens is decided by its header, as an HSM does before it authenticates it.
 */
import { must } from '@strongroom/core/assert.js';
import { equalBytes } from '@strongroom/core/bytes.js';
import { HsmError } from '@strongroom/core/errors.js';
import { parseTenantId } from '@strongroom/core/ids.js';
import { SystemRng } from '@strongroom/core/rng.js';
import { activeDomainKey } from '@strongroom/crypto/domain-state.js';
import { opensslEngine } from '@strongroom/crypto/openssl-engine.js';
import { readTokenHeader, sealToken } from '@strongroom/crypto/sealed-token.js';
import type { SlotTokenAttributes } from '@strongroom/crypto/token-attributes.js';
import {
  generateBackingKeyArguments,
  generateBackingKeyResult,
  rewrapArguments,
  rewrapResult,
  SLOT_COMMAND,
} from '@strongroom/proto/slot-protocol.js';
import type { SlotRequest } from '@strongroom/hsm-client/slot-request.js';
import type { FakeDomain } from './fake-domain.js';

const rng = new SystemRng();
const SECRET = new Uint8Array(32);

export function slotHeaderOf(token: Uint8Array): {
  readonly wrappingKeyId: Uint8Array;
  readonly attributes: SlotTokenAttributes;
} {
  const header = readTokenHeader(token);
  if (header.kind !== 'SLOT_TOKEN') throw new HsmError('TOKEN_INVALID');
  return header;
}

export class FakeSlotKeys {
  readonly #domain: FakeDomain;
  /** Runs before each command. */
  before: (request: SlotRequest) => void | Promise<void> = () => undefined;

  constructor(domain: FakeDomain) {
    this.#domain = domain;
  }

  readonly execute = async (request: SlotRequest): Promise<Uint8Array> => {
    await this.before(request);
    const { tenant } = request;
    const payload = request.encode([]);
    const command: number = request.command;
    switch (command) {
      case SLOT_COMMAND.CREATE_SLOT_TOKEN:
        return this.#slotToken(this.#active(), { tenant, slotKeyId: rng.bytes(16) });
      case SLOT_COMMAND.ROTATE_SLOT_KEY: {
        const { wrappingKeyId, attributes } = slotHeaderOf(payload);
        const slotKeyId = rng.bytes(16);
        return this.#slotToken(wrappingKeyId, { tenant, slotKeyId, outgoingSlotKeyId: attributes.slotKeyId });
      }
      case SLOT_COMMAND.RETIRE_SLOT_KEY:
        return this.#slotToken(this.#active(), { tenant, slotKeyId: slotHeaderOf(payload).attributes.slotKeyId });
      case SLOT_COMMAND.GENERATE_BACKING_KEY: {
        const { kmsKeyId } = generateBackingKeyArguments.read(payload);
        const materialId = rng.bytes(32);
        return generateBackingKeyResult.write({ materialId, ekt: this.#ekt(request, kmsKeyId, materialId) });
      }
      case SLOT_COMMAND.REWRAP:
        return rewrapResult.write(
          rewrapArguments.read(payload).map(({ materialId, ekt }) => {
            const { wrappingKeyId, ...header } = readTokenHeader(ekt);
            const { slotKeyId, outgoingSlotKeyId = slotKeyId } = slotHeaderOf(request.slotToken).attributes;
            const opens = equalBytes(wrappingKeyId, slotKeyId) || equalBytes(wrappingKeyId, outgoingSlotKeyId);
            if (!opens || header.kind !== 'EXPORTED_KEY_TOKEN') throw new HsmError('TOKEN_INVALID');
            return this.#ekt(request, header.attributes.kmsKeyId, materialId);
          }),
        );
      default:
        return new Uint8Array(1);
    }
  };

  #active(): Uint8Array {
    return activeDomainKey(this.#domain.state).id;
  }

  #slotToken(wrappingKeyId: Uint8Array, attributes: Omit<SlotTokenAttributes, 'domainId'>): Uint8Array {
    const { domainId } = this.#domain.state;
    return sealToken({
      engine: opensslEngine,
      rng,
      wrappingKey: SECRET,
      wrappingKeyId,
      kind: 'SLOT_TOKEN',
      attributes: { domainId, ...attributes },
      secret: SECRET,
    });
  }

  #ekt({ tenant, slotToken }: SlotRequest, kmsKeyId: string, materialId: Uint8Array): Uint8Array {
    return sealToken({
      engine: opensslEngine,
      rng,
      wrappingKey: SECRET,
      wrappingKeyId: slotHeaderOf(slotToken).attributes.slotKeyId,
      kind: 'EXPORTED_KEY_TOKEN',
      attributes: {
        domainId: this.#domain.state.domainId,
        tenant: must(parseTenantId(tenant), 'a tenant'),
        kmsKeyId,
        materialId: new Uint8Array(materialId),
        keySpec: 'SYMMETRIC_DEFAULT',
        keyUsage: 'ENCRYPT_DECRYPT',
        origin: 'AWS_KMS',
        materialKind: 'BACKING_KEY',
      },
      secret: SECRET,
    });
  }
}
