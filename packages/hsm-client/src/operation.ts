/**
 * One execute() from its first attempt to its settlement. Commands are stateless (tokens in, tokens out), so that it
 * may be sent again, to any node, as often as the rules of retry.ts and its deadline allow. It has at most one attempt
 * under way.
 */
import { EMPTY_BYTES } from '@strongroom/core/bytes.js';
import { HsmError, hsmStatusOf, type HsmStatus } from '@strongroom/core/errors.js';
import type { Monotonic } from '@strongroom/core/time.js';
import { type Lane, type MaterialReference, SLOW_LANE_BIT } from '@strongroom/proto/slot-protocol.js';
import { Attempt, type AttemptSink } from './attempt.js';
import { Deadline, type DeadlineWheel } from './deadline-wheel.js';
import type { FleetNode } from './fleet-node.js';
import type { SlotResultFrame } from './frames.js';
import type { HeldSlot } from './held-tokens.js';
import type { PoolMetrics } from './pool-metrics.js';
import { type Backoff } from './reconnect.js';
import { judge, LINKS_LOST_MAX } from './retry.js';
import type { SlotRequest } from './slot-request.js';
import type { TenantBackoff } from './tenant-backoff.js';
import type { WaitingRoom } from './waiting-room.js';

/** What operations share. */
export interface OperationContext {
  readonly monotonic: Monotonic;
  readonly wheel: DeadlineWheel;
  readonly metrics: PoolMetrics;
  readonly tenantBackoff: Readonly<Record<Lane, TenantBackoff>>;
  readonly waitingRoom: WaitingRoom;
  /** The best usable node that is not among `tried`. */
  readonly choose: (tenant: string, lane: Lane, tried: readonly FleetNode[] | undefined) => FleetNode | undefined;
  /** A wait between rounds over all nodes. */
  readonly roundBackoff: () => Backoff;
}

const DETAIL_MAX_LENGTH = 256;

export class Operation extends Deadline implements AttemptSink {
  readonly #context: OperationContext;
  readonly #request: SlotRequest;
  readonly #lane: Lane;
  readonly #resolve: (payload: Uint8Array) => void;
  readonly #reject: (error: unknown) => void;
  #node: FleetNode | undefined;
  #attempt: Attempt | undefined;
  /** What the node was believed to hold when the attempt was encoded. */
  #held: HeldSlot | undefined;
  #slotTokenAttached = false;
  #ektsAttached = 0;
  /** Nodes of this round. */
  #tried: FleetNode[] | undefined;
  #rounds: Backoff | undefined;
  #slotCrashes = 0;
  #linksLost = 0;
  #settled = false;
  #onAbort: (() => void) | undefined;

  constructor(
    context: OperationContext,
    request: SlotRequest,
    resolve: (payload: Uint8Array) => void,
    reject: (error: unknown) => void,
  ) {
    super(request.deadlineAt);
    this.#context = context;
    this.#request = request;
    this.#lane = request.lane ?? 'fast';
    this.#resolve = resolve;
    this.#reject = reject;
  }

  start(): void {
    const { signal } = this.#request;
    if (signal !== undefined) {
      if (signal.aborted) {
        this.#reject(new HsmError('CANCELLED'));
        return;
      }
      this.#onAbort = () => {
        this.#fail('CANCELLED', 'the caller has gone');
      };
      signal.addEventListener('abort', this.#onAbort, { once: true });
    }
    this.#context.metrics.operations(1);
    this.#context.wheel.add(this);
    this.dispatch();
  }

  /** Sends it to the best node, or lets it wait for one. */
  dispatch(): void {
    if (this.#settled) return;
    const { tenant } = this.#request;
    const node = this.#context.choose(tenant, this.#lane, this.#tried) ?? this.#nextRound();
    if (node === 'wait') return;
    if (node === undefined) {
      if (!this.#context.waitingRoom.enter(this)) this.#fail('NOT_OPERATIONAL', 'no HSM of this pool is operational');
      return;
    }
    this.#send(node, false);
  }

  override expire(): void {
    this.#fail('DEADLINE_EXCEEDED', 'the deadline passed before an HSM answered');
  }

  /** The waiting room gives up on it. */
  refuse(): void {
    this.#fail('NOT_OPERATIONAL', 'no HSM of this pool is operational');
  }

  onExpired(): void {
    this.#attempt = undefined;
    this.expire();
  }

  onLost(reason: string, written: boolean): void {
    this.#attempt = undefined;
    // Silence is no crash: it may be the whole machine that is slow.
    if (written && reason === 'ended') this.#linksLost++;
    if (this.#linksLost >= LINKS_LOST_MAX) {
      this.#crashed();
      return;
    }
    this.#elsewhere(`link-${reason}`);
  }

  onResult(result: SlotResultFrame): void {
    const node = this.#node;
    this.#attempt = undefined;
    if (node === undefined || this.#settled) return;
    const status = hsmStatusOf(result.status ?? 0);
    if (status === 'OK') {
      this.#confirm(node, result.slotGeneration ?? 0);
      this.#settle();
      this.#resolve(result.payload ?? EMPTY_BYTES);
      return;
    }
    if (status === undefined) {
      // The peer is newer, or broken: either way its answer means nothing here.
      this.#elsewhere('unknown-status');
      return;
    }
    this.#onRefusal(node, status, result.detail?.slice(0, DETAIL_MAX_LENGTH));
  }

  #onRefusal(node: FleetNode, status: HsmStatus, detail: string | undefined): void {
    if (status === 'SLOT_CRASHED') {
      this.#slotCrashes++;
      node.held[this.#lane].forgetSlot(this.#request.tenant);
    }
    const attached = this.#slotTokenAttached && this.#ektsAttached === this.#request.materials.length;
    if (status === 'TOKEN_INVALID' && node.behind) {
      // The slot token may be under a domain key that it has not been given yet.
      node.sideline('the node does not follow the newest domain token');
      this.#elsewhere(status);
      return;
    }
    switch (judge(status, attached, this.#slotCrashes)) {
      case 'attach':
        this.#forgetHeld(node, status);
        this.#context.metrics.retry(status);
        this.#send(node, true);
        return;
      case 'sideline':
        node.sideline(detail ?? status);
        this.#elsewhere(status);
        return;
      case 'elsewhere':
        this.#elsewhere(status);
        return;
      case 'fail':
        if (status === 'SLOT_CRASHED') this.#crashed();
        else this.#fail(status, detail);
        return;
      case 'done':
        return;
    }
  }

  #forgetHeld(node: FleetNode, status: HsmStatus): void {
    if (status !== 'NEED_EKT') node.held[this.#lane].forgetSlot(this.#request.tenant);
    else for (const { materialId } of this.#request.materials) this.#held?.forget(materialId);
  }

  #crashed(): void {
    this.#context.tenantBackoff[this.#lane].crashed(this.#request.tenant);
    this.#fail('SLOT_CRASHED', 'the operation was in flight during repeated crashes');
  }

  #elsewhere(reason: string): void {
    if (this.#settled) return;
    this.#context.metrics.retry(reason);
    if (this.#node !== undefined) (this.#tried ??= []).push(this.#node);
    this.dispatch();
  }

  /**
   * Every usable node was tried, or none is usable. Where some are: after a pause another round begins, without the
   * node that was last, unless it is the only one.
   */
  #nextRound(): FleetNode | 'wait' | undefined {
    if (this.#tried === undefined) return undefined;
    const last = this.#node;
    this.#tried = undefined;
    const any = this.#context.choose(this.#request.tenant, this.#lane, undefined);
    if (any === undefined) return undefined;
    const delayMs = (this.#rounds ??= this.#context.roundBackoff()).nextDelayMs();
    this.#context.monotonic.after(
      Math.min(delayMs, Math.max(0, this.deadlineAt - this.#context.monotonic.now())),
      () => {
        if (last !== undefined && this.#context.choose(this.#request.tenant, this.#lane, [last]) !== undefined)
          this.#tried = [last];
        this.dispatch();
      },
    );
    return 'wait';
  }

  #send(node: FleetNode, attachAll: boolean): void {
    const request = this.#request;
    this.#node = node;
    try {
      const wanted = !attachAll && request.attachSlotToken !== true && request.toRoot !== true;
      const held = wanted ? node.held[this.#lane].slot(request.tenant, request.slotToken) : undefined;
      this.#held = held ?? (attachAll ? this.#held : undefined);
      const payload = request.encode(this.#references(held));
      this.#slotTokenAttached = held === undefined;
      const slotToken = held === undefined ? request.slotToken : EMPTY_BYTES;
      // The mark travels in the number, since a node's host thread reads nothing else of a command.
      const command = this.#lane === 'slow' ? request.command | SLOW_LANE_BIT : request.command;
      const attempt = new Attempt(request.tenant, command, payload, slotToken, this.deadlineAt, this);
      this.#attempt = attempt;
      node.submit(attempt);
    } catch (error) {
      this.#attempt = undefined;
      if (error instanceof HsmError && error.status === 'NOT_OPERATIONAL') this.#elsewhere('link-gone');
      else this.#failWith(error);
    }
  }

  #references(held: HeldSlot | undefined): readonly MaterialReference[] {
    const { materials } = this.#request;
    this.#ektsAttached = 0;
    if (held === undefined) {
      this.#ektsAttached = materials.length;
      return materials;
    }
    const now = this.#context.monotonic.now();
    return materials.map((material) => {
      if (held.holds(material.materialId, now)) return { materialId: material.materialId, ekt: EMPTY_BYTES };
      this.#ektsAttached++;
      return material;
    });
  }

  /** Remembers what the answer proves: this generation of the slot holds every material of the command. */
  #confirm(node: FleetNode, generation: number): void {
    if (generation === 0) return;
    if (this.#ektsAttached === 0 && this.#held?.generation === generation) return;
    const { tenant, materials, slotToken } = this.#request;
    const attached = this.#slotTokenAttached ? slotToken : undefined;
    const slot = node.held[this.#lane].confirm(tenant, generation, attached);
    const now = this.#context.monotonic.now();
    for (const { materialId } of materials) slot.presented(materialId, now);
  }

  #fail(status: HsmStatus, detail: string | undefined): void {
    this.#failWith(new HsmError(status, detail));
  }

  #failWith(error: unknown): void {
    if (this.#settled) return;
    if (this.#attempt !== undefined) this.#node?.abandon(this.#attempt);
    this.#settle();
    this.#reject(error);
  }

  #settle(): void {
    this.#settled = true;
    this.#attempt = undefined;
    this.#context.wheel.remove(this);
    this.#context.waitingRoom.leave(this);
    this.#context.metrics.operations(-1);
    if (this.#onAbort !== undefined) this.#request.signal?.removeEventListener('abort', this.#onAbort);
  }
}
