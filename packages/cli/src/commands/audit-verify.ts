/** `strongroom audit verify`: the chain is recomputed here; the front end only hands out what is stored. */
import { fromHex, toHex } from '@strongroom/core/bytes.js';
import { systemMonotonic } from '@strongroom/core/time.js';
import type { AdminClient } from '@strongroom/client/admin-client.js';
import { must } from '@strongroom/core/assert.js';
import { verifyChain, type ChainFault, type ChainReport } from '@strongroom/storage/audit/verify-chain.js';
import type { AuditSegmentRow } from '@strongroom/storage/schema.js';
import { CliError } from '../cli-error.js';
import type { CommandContext } from '../command-context.js';
import { parseJson, readSmallFile, writeFileAtomic } from '../files.js';
import type { VerifyFlags } from './audit-command.js';
import { withAdmin } from './connected.js';

/** The end of one chain, as it is kept outside of the installation. */
export interface Head {
  readonly frontEnd: string;
  readonly sequence: number;
  /** Hex. */
  readonly hash: string;
}

const FAULTS: Readonly<Record<ChainFault, string>> = {
  gap: 'one or more segments before it are missing',
  prev_hash: 'it does not follow the segment before it',
  hash: 'it was changed',
  events: 'its events were changed',
};

/** @throws CliError when a chain is broken, or does not continue a head that was kept. */
export async function verify(context: CommandContext, flags: VerifyFlags): Promise<void> {
  const kept = flags.heads === undefined ? [] : readHeads(flags.heads);
  const checked = await withAdmin(context, async (admin) => {
    const { frontEnds = [] } = await admin.listAuditSegments({ frontEnd: '' });
    const names = [...new Set([...frontEnds, ...kept.map((head) => head.frontEnd)])].sort();
    const all = [];
    for (const frontEnd of names) {
      all.push(await verifyOne((name, after) => readSegments(admin, name, after), frontEnd, kept));
    }
    return all;
  });
  const broken = checked.flatMap(({ report, lost }) => complaints(report, lost));
  if (broken.length > 0) {
    throw new CliError(`the audit trail is not what was written: ${broken.join('; ')}`, {
      hints: ['compare with a copy of the store from before', 'the first segment that differs is named'],
    });
  }
  const heads = checked.map(({ report }) => headOf(report));
  if (flags.saveHeads !== undefined) writeFileAtomic(flags.saveHeads, `${JSON.stringify(heads, null, 2)}\n`);
  context.output().result(
    checked.map(({ report }) => ({ ...headOf(report), segments: report.segments, events: report.events })),
    () => checked.map(({ report }) => describe(report)).join('\n'),
  );
}

export interface Checked {
  readonly report: ChainReport;
  /** A head that was kept and that the chain does not have. */
  readonly lost: Head | undefined;
}

type ReadSegments = (frontEnd: string, after: number) => Promise<readonly AuditSegmentRow[]>;

/** One chain, and whether it has the end that was kept of it. */
export async function verifyOne(read: ReadSegments, frontEnd: string, kept: readonly Head[]): Promise<Checked> {
  const head = kept.find((each) => each.frontEnd === frontEnd);
  let met = head === undefined || head.sequence === 0;
  const auditSegments = async (name: string, after: number): Promise<readonly AuditSegmentRow[]> => {
    const rows = await read(name, after);
    met ||= rows.some((row) => row.sequence === head?.sequence && toHex(row.hash) === head.hash);
    return rows;
  };
  const report = await verifyChain({ auditSegments }, frontEnd, systemMonotonic);
  return { report, lost: met ? undefined : head };
}

async function readSegments(admin: AdminClient, frontEnd: string, after: number): Promise<readonly AuditSegmentRow[]> {
  const { segments = [] } = await admin.listAuditSegments({ frontEnd, afterSequence: after });
  return segments.map((segment) => ({
    front_end: frontEnd,
    sequence: segment.sequence ?? 0,
    prev_hash: must(segment.prevHash, 'a segment has its predecessor'),
    hash: must(segment.hash, 'a segment has a hash'),
    events: must(segment.events, 'a segment has events'),
    event_count: segment.eventCount ?? 0,
    created_at: segment.createdAtMs ?? 0,
  }));
}

/** What is wrong, in words for people. */
export function complaints({ frontEnd, broken }: ChainReport, lost: Head | undefined): string[] {
  if (broken !== undefined) return [`${frontEnd}, segment ${String(broken.sequence)}: ${FAULTS[broken.fault]}`];
  if (lost === undefined) return [];
  return [
    `${frontEnd} does not have the segment ${String(lost.sequence)} that was its end: it was cut off or replaced`,
  ];
}

export function headOf({ frontEnd, head }: ChainReport): Head {
  return { frontEnd, sequence: head.sequence, hash: toHex(head.hash) };
}

function describe({ frontEnd, segments, events, head }: ChainReport): string {
  return `${frontEnd}: ${String(events)} events in ${String(segments)} segments are whole, up to ${toHex(head.hash)}`;
}

/** @throws CliError for anything that `--save-heads` did not write. */
function readHeads(file: string): readonly Head[] {
  const text = readSmallFile(file);
  const value = text === undefined ? undefined : parseJson(text);
  if (Array.isArray(value) && value.every(isHead)) return value;
  throw new CliError(`${file} has no heads of an audit trail`, {
    hints: ['strongroom audit verify --save-heads FILE'],
  });
}

function isHead(value: unknown): value is Head {
  if (typeof value !== 'object' || value === null) return false;
  const { frontEnd, sequence, hash } = value as Partial<Head>;
  return typeof frontEnd === 'string' && Number.isSafeInteger(sequence) && isHash(hash);
}

function isHash(hash: unknown): boolean {
  try {
    return typeof hash === 'string' && fromHex(hash).length === 32;
  } catch {
    return false;
  }
}
