/**
 * One appliance as the network sees it: its state, its ceremonies, and the way of a slot command to a slot or to the
 * root worker.
 */
import { must } from '@strongroom/core/assert.js';
import { EMPTY_BYTES } from '@strongroom/core/bytes.js';
import { HSM_STATUS, HsmError } from '@strongroom/core/errors.js';
import type { NodeId } from '@strongroom/core/ids.js';
import type { Monotonic } from '@strongroom/core/time.js';
import type { Logger } from '@strongroom/telemetry/log.js';
import type { EngineChoice } from '../engine-choice.js';
import type {
  CommandSignature,
  DomainView,
  ExportedToken,
  PendingDomain,
  PowerOnReport,
  PublicIdentity,
  SelfTestOutcome,
} from '../wire/root-messages.js';
import { ApplianceStateMachine, canHappen, type ApplianceState } from './appliance-state.js';
import type { IdentityFile } from './identity-file.js';
import { Operators } from './operators.js';
import type { RootClient } from './root-client.js';
import { ROOT_COMMANDS } from './root-commands.js';
import { Serial } from './serial.js';
import { refuse, type SlotJob } from './slot-job.js';
import type { SlotLanes } from './slot-lanes.js';

export interface ApplianceOptions {
  readonly nodeId: NodeId;
  readonly bootId: string;
  readonly engine: EngineChoice;
  readonly root: Pick<RootClient, 'call'>;
  readonly identityFile: Pick<IdentityFile, 'read' | 'write' | 'remove'>;
  readonly slots: SlotLanes;
  readonly monotonic: Monotonic;
  readonly log: Logger;
}

/** What the link server wants to know. */
export interface ApplianceListener {
  /** The operators may have changed. */
  domainChanged(): void;
  /** The node left `operational`. */
  stoppedServing(state: ApplianceState): void;
}

export interface ApplianceView {
  readonly nodeId: string;
  readonly bootId: string;
  readonly state: ApplianceState;
  readonly reason: string;
  readonly engine: string;
  readonly identity: PublicIdentity | undefined;
  readonly domain: DomainView | undefined;
  readonly slotsBound: number;
  readonly slotsMax: number;
  readonly selfTests: readonly SelfTestOutcome[];
}

export class Appliance {
  readonly operators = new Operators();
  readonly #options: ApplianceOptions;
  readonly #machine: ApplianceStateMachine;
  readonly #ceremonies = new Serial();
  #listener: ApplianceListener | undefined;
  #identity: PublicIdentity | undefined;
  #domain: DomainView | undefined;
  #selfTests: readonly SelfTestOutcome[] = [];

  constructor(options: ApplianceOptions) {
    this.#options = options;
    this.#machine = new ApplianceStateMachine((state, reason) => {
      this.#entered(state, reason);
    });
  }

  /** One listener: the link server. */
  listen(listener: ApplianceListener): void {
    this.#listener = listener;
  }

  get state(): ApplianceState {
    return this.#machine.state;
  }

  get domain(): DomainView | undefined {
    return this.#domain;
  }

  view(): ApplianceView {
    const { nodeId, bootId, engine, slots } = this.#options;
    return {
      nodeId,
      bootId,
      engine,
      state: this.state,
      reason: this.#machine.reason,
      identity: this.#identity,
      domain: this.#domain,
      slotsBound: slots.fast.slotsBound,
      slotsMax: slots.fast.slotsMax,
      selfTests: this.#selfTests,
    };
  }

  /** Self-tests, then the identity. Ends in `uninitialized`, `error` or `tampered`; rejects only for a bug. */
  powerOn(): Promise<void> {
    return this.#ceremonies.run(async () => {
      await this.#takePower();
    });
  }

  submit(job: SlotJob): void {
    if (this.state !== 'operational') refuse(job, 'NOT_OPERATIONAL');
    else if (ROOT_COMMANDS.has(job.command)) this.#runInRoot(job);
    else this.#options.slots.submit(job);
  }

  createDomain(command: Uint8Array, signatures: readonly CommandSignature[]): Promise<ExportedToken> {
    return this.#ceremony(['uninitialized', 'operational'], async () => {
      const pending = await this.#options.root.call('createDomain', { command, signatures });
      await this.#accept(pending);
      return { token: pending.token, version: pending.view.version };
    });
  }

  joinDomain(token: Uint8Array): Promise<void> {
    return this.#ceremony(['uninitialized', 'operational'], async () => {
      await this.#accept(await this.#options.root.call('joinDomain', { token }));
    });
  }

  changeDomain(command: Uint8Array, signatures: readonly CommandSignature[]): Promise<ExportedToken> {
    return this.#ceremony(['operational'], () => this.#options.root.call('changeDomain', { command, signatures }));
  }

  /**
   * On demand. A failure latches the error state; success in `error` or `zeroized` makes the node uninitialized again.
   */
  runSelfTests(): Promise<void> {
    return this.#ceremonies.run(async () => {
      if (this.state === 'error' || this.state === 'zeroized') {
        await this.#takePower();
        return;
      }
      this.#selfTests = await this.#options.root.call('selfTests', {});
      const failed = this.#selfTests.filter((test) => !test.passed);
      if (failed.length === 0) this.#machine.handle('self-tests-passed');
      else this.#machine.handle('self-tests-failed', reasonOf(failed));
    });
  }

  /**
   * Slots, then the root and its seal key, then the file: from the second step on no copy of the file is worth
   * anything.
   */
  zeroize(): Promise<void> {
    return this.#ceremonies.run(async () => {
      if (!canHappen(this.state, 'zeroized')) throw new HsmError('NOT_OPERATIONAL', `the node is in ${this.state}`);
      await this.#options.slots.zeroize();
      await this.#options.root.call('zeroize', {});
      this.#options.identityFile.remove();
      this.#identity = undefined;
      this.operators.forget();
      this.#machine.handle('zeroized');
    });
  }

  /** A conditional test failed, or a part of the boundary is gone. */
  deviceFailed(reason: string): void {
    this.#machine.handle('device-failed', reason);
  }

  async #takePower(): Promise<void> {
    const { root, identityFile } = this.#options;
    try {
      const report = await root.call('powerOn', { sealed: identityFile.read() });
      this.#selfTests = report.selfTests;
      if (report.outcome === 'ready' && report.sealed !== undefined) identityFile.write(report.sealed);
      this.#concludePowerOn(report);
    } catch (error) {
      // The disk or the root worker: neither is known to be well.
      this.#options.log.error({ err: error }, 'power-on failed');
      this.#machine.handle('device-failed', `power-on: ${error instanceof Error ? error.message : 'unknown failure'}`);
    }
  }

  #concludePowerOn(report: PowerOnReport): void {
    switch (report.outcome) {
      case 'ready':
        this.#identity = report.identity;
        this.#machine.handle('self-tests-passed');
        break;
      case 'self-test-failed':
        this.#machine.handle('self-tests-failed', reasonOf(report.selfTests.filter((test) => !test.passed)));
        break;
      case 'tampered':
        this.#machine.handle('tamper-detected', report.reason);
        break;
    }
  }

  #ceremony<T>(states: readonly ApplianceState[], task: () => Promise<T>): Promise<T> {
    return this.#ceremonies.run(() => {
      if (!states.includes(this.state)) throw new HsmError('NOT_OPERATIONAL', `the node is in ${this.state}`);
      return task();
    });
  }

  /**
   * The memory of the domain is durable before the domain counts: a node that was killed between is what it was, or
   * remembers more.
   */
  async #accept(pending: PendingDomain): Promise<void> {
    const { root, identityFile } = this.#options;
    try {
      identityFile.write(pending.sealed);
    } catch (error) {
      await root.call('abandon', {});
      this.#options.log.error({ err: error }, 'the identity file cannot be written');
      throw new HsmError('DEVICE_ERROR', 'the identity file cannot be written', { cause: error });
    }
    this.#identity = await root.call('commit', {});
    this.#domain = pending.view;
    this.operators.replace(pending.view);
    this.#machine.handle('domain-accepted');
    if (pending.dropsKeys) this.#options.slots.expelAll();
    this.#options.slots.serve();
    this.#listener?.domainChanged();
  }

  #entered(state: ApplianceState, reason: string): void {
    this.#options.log.info({ state, ...(reason === '' ? {} : { reason }) }, 'appliance state');
    if (state === 'operational') return;
    this.#domain = undefined;
    this.#listener?.stoppedServing(state);
    if (state !== 'error' && state !== 'tampered') return;
    // Operators stay known: whoever could administer the node before may still zeroize it.
    void this.#options.slots.zeroize();
    this.#options.root.call('forgetDomain', {}).catch((error: unknown) => {
      this.#options.log.error({ err: error }, 'the root worker could not forget the domain');
    });
  }

  #runInRoot(job: SlotJob): void {
    if (job.cancelled) refuse(job, 'CANCELLED');
    else if (this.#options.monotonic.now() >= job.deadlineAtMs) refuse(job, 'DEADLINE_EXCEEDED');
    else {
      const answer = must(ROOT_COMMANDS.get(job.command), 'the command is one of the root');
      answer(this.#options.root, job).then(
        (payload) => {
          job.settle({ status: HSM_STATUS.OK.code, payload, generation: 0, detail: '' });
        },
        (error: unknown) => {
          this.#settleFailure(job, error);
        },
      );
    }
  }

  #settleFailure(job: SlotJob, error: unknown): void {
    if (error instanceof HsmError) {
      refuse(job, error.status, error.message);
      return;
    }
    this.#options.log.error({ err: error }, 'the root worker failed');
    job.settle({ status: HSM_STATUS.DEVICE_ERROR.code, payload: EMPTY_BYTES, generation: 0, detail: '' });
  }
}

function reasonOf(failed: readonly SelfTestOutcome[]): string {
  return `self-test failed: ${failed.map((test) => test.name).join(', ')}`;
}
