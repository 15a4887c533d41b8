/** A slot command that came over a link, checked at the edge. */
import { EMPTY_BYTES } from '@strongroom/core/bytes.js';
import { parseTenantId, type TenantId } from '@strongroom/core/ids.js';
import { KEY_TOKEN_MAX_BYTES, SLOT_PAYLOAD_MAX_BYTES } from '@strongroom/core/limits.js';
import type { SlotCommand__Output } from '@strongroom/proto/gen/link/strongroom/hsm/v1/SlotCommand.js';
import type { SlotJob, SlotOutcome } from './slot-job.js';

/** As much as a batch for a slot carries. */
const COMMAND_MAX = 0xffff;
/** A deadline further away than this is as good as none. */
const DEADLINE_MAX_MS = 300_000;

export class LinkJob implements SlotJob {
  readonly id: number;
  readonly tenant: TenantId;
  readonly command: number;
  payload: Uint8Array;
  slotToken: Uint8Array;
  readonly deadlineAtMs: number;
  cancelled = false;
  readonly #onSettle: (job: LinkJob, outcome: SlotOutcome) => void;

  constructor(
    fields: Pick<LinkJob, 'id' | 'tenant' | 'command' | 'payload' | 'slotToken' | 'deadlineAtMs'>,
    onSettle: (job: LinkJob, outcome: SlotOutcome) => void,
  ) {
    this.id = fields.id;
    this.tenant = fields.tenant;
    this.command = fields.command;
    this.payload = fields.payload;
    this.slotToken = fields.slotToken;
    this.deadlineAtMs = fields.deadlineAtMs;
    this.#onSettle = onSettle;
  }

  settle(outcome: SlotOutcome): void {
    this.#onSettle(this, outcome);
  }
}

/** The job, or the reason why the command is no such thing. An absent protobuf field is zero or empty. */
export function readLinkJob(
  message: SlotCommand__Output,
  nowMs: number,
  onSettle: (job: LinkJob, outcome: SlotOutcome) => void,
): LinkJob | string {
  const tenant = parseTenantId(message.tenant ?? '');
  if (tenant === undefined) return 'not a tenant';
  const command = message.command ?? 0;
  if (command > COMMAND_MAX) return 'not a command';
  const payload = message.payload ?? EMPTY_BYTES;
  if (payload.length > SLOT_PAYLOAD_MAX_BYTES) return 'the payload is too long';
  const slotToken = message.slotToken ?? EMPTY_BYTES;
  if (slotToken.length > KEY_TOKEN_MAX_BYTES) return 'the slot token is too long';
  const deadlineAtMs = nowMs + Math.min(message.deadlineMs ?? 0, DEADLINE_MAX_MS);
  const fields = { id: message.id ?? 0, tenant, command, payload, slotToken, deadlineAtMs };
  return new LinkJob(fields, onSettle);
}
