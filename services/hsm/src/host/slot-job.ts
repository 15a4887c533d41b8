/** One slot command on its way through the host. */
import { EMPTY_BYTES } from '@strongroom/core/bytes.js';
import { HSM_STATUS, type HsmStatus } from '@strongroom/core/errors.js';
import type { TenantId } from '@strongroom/core/ids.js';

export interface SlotOutcome {
  /** A code of HSM_STATUS. */
  readonly status: number;
  readonly payload: Uint8Array;
  /** 0 where no slot took part. */
  readonly generation: number;
  readonly detail: string;
}

export interface SlotJob {
  readonly tenant: TenantId;
  readonly command: number;
  /** These two are replaced by copies when the job waits long, so that it does not hold the whole frame around them. */
  payload: Uint8Array;
  /** Empty where the sender believes that the slot is bound. */
  slotToken: Uint8Array;
  /** Monotonic milliseconds. */
  readonly deadlineAtMs: number;
  /** Set by whoever no longer wants the answer; the job is dropped where it is taken from a queue. */
  cancelled: boolean;
  /** Called exactly once. */
  settle(outcome: SlotOutcome): void;
}

/** Answers a job that no slot worked on. */
export function refuse(job: SlotJob, status: HsmStatus, detail = ''): void {
  job.settle({ status: HSM_STATUS[status].code, payload: EMPTY_BYTES, generation: 0, detail });
}
