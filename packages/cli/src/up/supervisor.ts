/**
 * One installation, running: its children, the files that describe it, and its end. Order of a start: left-over
 * processes of an earlier run end,
 * certificates exist, all children start at once, the front end serves, the fleet is initialized, the ready file
 * appears. Order of a stop: no more restarts, the front end drains, then the nodes.
 */
import { rmSync } from 'node:fs';
import { must } from '@strongroom/core/assert.js';
import type { Monotonic, Timer } from '@strongroom/core/time.js';
import { CliError } from '../cli-error.js';
import type { Layout } from '../layout.js';
import { type ReadyFile, type ReadyTenant, writeReadyFile } from '../ready-file.js';
import { type NodePlan, LOOPBACK } from './child-specs.js';
import { type ChildRecord, writeChildren } from './children-file.js';
import type { Launch, LaunchSpec } from './launch.js';
import { tailOf } from './log-tail.js';
import { SupervisedChild } from './supervised-child.js';

/**
 * The front end's drain (5 s) and a margin; then the nodes' (3 s) and a margin: in all under the 10 s that a stop may
 * take.
 */
const FRONT_END_STOP_MS = 5500;
const NODE_STOP_MS = 3500;
const DESCRIBE_RETRY_MS = 1000;

export interface SupervisorPlan {
  readonly layout: Layout;
  /** One in the data folder, and where else the user wants it. */
  readonly readyFiles: readonly string[];
  readonly regions: readonly string[];
  readonly nodes: readonly { readonly plan: NodePlan; readonly spec: LaunchSpec }[];
  readonly frontEnd: LaunchSpec;
}

export interface SupervisorSources {
  readonly launch: Launch;
  readonly monotonic: Monotonic;
  /** One line for the user. */
  readonly notice: (message: string) => void;
}

export class Supervisor {
  readonly #plan: SupervisorPlan;
  readonly #monotonic: Monotonic;
  readonly #notice: (message: string) => void;
  readonly #frontEnd: SupervisedChild;
  readonly #nodes: readonly { readonly plan: NodePlan; readonly child: SupervisedChild }[];
  /** Of the process that served last: a pid appears in the ready file when its process can be used. */
  readonly #servingPids = new Map<string, number>();
  #tenants: readonly ReadyTenant[] | undefined;
  #published = '';
  #retry: Timer | undefined;
  #waiting: (() => void)[] = [];
  #stopping: Promise<void> | undefined;

  constructor(plan: SupervisorPlan, sources: SupervisorSources) {
    this.#plan = plan;
    this.#monotonic = sources.monotonic;
    this.#notice = sources.notice;
    const events = {
      onChange: (child: SupervisedChild) => {
        this.#onChange(child);
      },
      onNotice: sources.notice,
    };
    this.#frontEnd = new SupervisedChild(plan.frontEnd, events, sources);
    this.#nodes = plan.nodes.map((node) => ({
      plan: node.plan,
      child: new SupervisedChild(node.spec, events, sources),
    }));
  }

  /**
   * Starts every child and resolves with the front end's addresses when all serve. @throws CliError when one stays
   * down.
   */
  async start(): Promise<Readonly<Record<string, string>>> {
    for (const child of this.#children()) child.start();
    await this.#until(() => this.#children().every((child) => child.state === 'serving'));
    return this.#frontEnd.addresses;
  }

  /** From here on the ready file exists and follows the processes. */
  publish(tenants: readonly ReadyTenant[]): ReadyFile {
    if (this.#stopping !== undefined) throw new CliError('stopped while starting');
    this.#tenants = tenants;
    const ready = this.#readyFile(tenants);
    for (const file of this.#plan.readyFiles) writeReadyFile(file, ready);
    return ready;
  }

  /** Front end first, then the nodes. Never rejects; a second call waits for the first. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    this.#tenants = undefined;
    this.#retry?.cancel();
    for (const file of this.#plan.readyFiles) rmSync(file, { force: true });
    for (const waiting of this.#waiting.splice(0)) waiting();
    await this.#frontEnd.stop(FRONT_END_STOP_MS);
    await Promise.all(this.#nodes.map(({ child }) => child.stop(NODE_STOP_MS)));
    rmSync(this.#plan.layout.childrenFile, { force: true });
  }

  #children(): SupervisedChild[] {
    return [...this.#nodes.map(({ child }) => child), this.#frontEnd];
  }

  async #until(condition: () => boolean): Promise<void> {
    for (;;) {
      if (this.#stopping !== undefined) throw new CliError('stopped while starting');
      const down = this.#children().find((child) => child.state === 'down');
      if (down !== undefined) throw downError(down);
      if (condition()) return;
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
  }

  #onChange(changed: SupervisedChild): void {
    if (changed.state === 'serving') this.#servingPids.set(changed.spec.name, changed.identity.pid);
    this.#describe();
    for (const waiting of this.#waiting.splice(0)) waiting();
  }

  /** Brings the files up to date. A full disk must not end the installation: then it is tried again until it works. */
  #describe(): void {
    this.#retry?.cancel();
    if (this.#stopping !== undefined) return;
    try {
      writeChildren(this.#plan.layout.childrenFile, this.#children().map(recordOf));
      if (this.#tenants === undefined) return;
      const ready = JSON.stringify(this.#readyFile(this.#tenants));
      if (ready === this.#published) return;
      for (const file of this.#plan.readyFiles) writeReadyFile(file, this.#readyFile(this.#tenants));
      this.#published = ready;
    } catch (error) {
      this.#notice(`cannot describe the installation: ${error instanceof Error ? error.message : String(error)}`);
      this.#retry = this.#monotonic.after(DESCRIBE_RETRY_MS, () => {
        this.#describe();
      });
    }
  }

  #pidOf(child: SupervisedChild): number {
    return this.#servingPids.get(child.spec.name) ?? child.identity.pid;
  }

  #readyFile(tenants: readonly ReadyTenant[]): ReadyFile {
    const { addresses } = this.#frontEnd;
    const door = (name: string): string => must(addresses[name], `the front end reports its address "${name}"`);
    return {
      region: must(this.#plan.regions[0], 'there is a first Region'),
      regions: this.#plan.regions,
      kms: {
        grpc: door('grpc'),
        http: `http://${door('http')}`,
        admin: door('admin'),
        metrics: `http://${door('metrics')}/metrics`,
        caFile: this.#plan.layout.caFile,
      },
      hsm: this.#nodes.map(({ plan, child }) => ({
        id: plan.id,
        region: plan.region,
        pid: this.#pidOf(child),
        address: child.addresses['link'] ?? `${LOOPBACK}:${String(plan.port)}`,
        metrics: `http://${child.addresses['metrics'] ?? `${LOOPBACK}:${String(plan.metricsPort)}`}/metrics`,
      })),
      pids: { supervisor: process.pid, kms: this.#pidOf(this.#frontEnd) },
      tenants,
    };
  }
}

function recordOf(child: SupervisedChild): ChildRecord {
  return { ...child.identity, name: child.spec.name, state: child.state, crashes: child.crashes };
}

function downError(child: SupervisedChild): CliError {
  const tail = tailOf(child.spec.logFile);
  return new CliError(`${child.spec.name} does not start`, {
    hints: [...(tail === '' ? [] : [`its log ends with:\n${tail}`]), `the whole log: ${child.spec.logFile}`],
  });
}
