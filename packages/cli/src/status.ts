/**
 * What `strongroom status` knows: the nodes as the front end sees them, and the processes as the supervisor sees them.
 */
import type { AdminClient } from '@strongroom/client/admin-client.js';
import type { ConnectionFlags } from './command-context.js';
import { dataDirOf, requireReady } from './connection.js';
import { layoutOf } from './layout.js';
import { bold } from './output.js';
import type { ReadyFile } from './ready-file.js';
import { table } from './table.js';
import { type ChildRecord, readChildren } from './up/children-file.js';

export interface NodeSummary {
  readonly id: string;
  readonly address: string;
  readonly state: string;
  /** The front end sends it work. */
  readonly linked: boolean;
  readonly slotsBound: number;
  readonly slotsMax: number;
  readonly engine: string;
  readonly errorReason: string;
}

export interface RegionSummary {
  readonly region: string;
  /** Hex; empty until the fleet is initialized. */
  readonly domainId: string;
  readonly domainTokenVersion: number;
  readonly nodes: readonly NodeSummary[];
}

export interface Status {
  readonly regions: readonly RegionSummary[];
  readonly endpoints: ReadyFile['kms'] | undefined;
  /** Of an installation made by `strongroom up`; empty for another. */
  readonly processes: readonly ChildRecord[];
}

export async function collectStatus(admin: AdminClient, flags: ConnectionFlags): Promise<Status> {
  const ready = flags.adminAddress === undefined ? requireReady(flags) : undefined;
  return {
    regions: await collectRegions(admin),
    endpoints: ready?.kms,
    processes: ready === undefined ? [] : readChildren(layoutOf(dataDirOf(ready)).childrenFile),
  };
}

export async function collectRegions(admin: AdminClient): Promise<RegionSummary[]> {
  const { regions = [] } = await admin.describeFleet({});
  return regions.map((region) => ({
    region: region.region ?? '',
    domainId: region.domainId ?? '',
    domainTokenVersion: region.domainTokenVersion ?? 0,
    nodes: (region.nodes ?? []).map((node) => ({
      id: node.nodeId ?? '',
      address: node.address ?? '',
      state: node.state ?? 'unknown',
      linked: node.linked ?? false,
      slotsBound: node.slotsBound ?? 0,
      slotsMax: node.slotsMax ?? 0,
      engine: node.engine ?? '',
      errorReason: node.errorReason ?? '',
    })),
  }));
}

export function statusText(status: Status): string {
  const { endpoints } = status;
  const parts: string[] = [];
  if (endpoints !== undefined) parts.push(`AWS endpoint ${bold(endpoints.http)}   gRPC ${bold(endpoints.grpc)}\n`);
  parts.push(regionsText(status.regions));
  const ailing = status.processes.filter((child) => child.state !== 'serving');
  if (ailing.length > 0) {
    const rows = ailing.map((child) => [child.name, child.state, String(child.crashes)]);
    parts.push('', table(['process', 'state', 'crashes in the last minute'], rows));
  }
  return parts.join('\n');
}

export function regionsText(regions: readonly RegionSummary[]): string {
  const rows = regions.flatMap((region) =>
    region.nodes.map((node) => [
      region.region,
      node.id,
      node.state + (node.errorReason === '' ? '' : ` (${node.errorReason})`),
      node.linked ? 'yes' : 'no',
      `${String(node.slotsBound)}/${String(node.slotsMax)}`,
      node.engine,
      node.address,
    ]),
  );
  return table(['region', 'node', 'state', 'in use', 'slots', 'engine', 'address'], rows);
}
