/** `strongroom audit find` and `tail`. */
import type { AdminClient } from '@strongroom/client/admin-client.js';
import { delay, systemMonotonic } from '@strongroom/core/time.js';
import type { AuditEvent__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/AuditEvent.js';
import { CliError, EXIT } from '../cli-error.js';
import type { CommandContext } from '../command-context.js';
import { chooseTenant, requireReady } from '../connection.js';
import { stopSignal } from '../stop-signal.js';
import { table } from '../table.js';
import type { EventFlags } from './audit-command.js';
import { withAdmin } from './connected.js';

const TAIL_POLL_MS = 500;
/** What tail remembers, so that events of one millisecond are shown once. */
const TAIL_SEEN_MAX = 10_000;

/** The part of a CloudTrail record that a line shows. */
interface ShownRecord {
  readonly errorCode?: string;
  readonly resources: readonly { readonly ARN: string }[];
}

export async function find(context: CommandContext, flags: EventFlags): Promise<void> {
  const { events = [] } = await withAdmin(context, async (admin) =>
    admin.findAuditEvents({ ...(await filterOf(context, admin, flags)), limit: flags.limit }),
  );
  context
    .output()
    .result(events.map(recordOf), () =>
      events.length === 0
        ? 'no events'
        : table(['time', 'event', 'by', 'outcome', 'resource', 'id'], events.map(columns)),
    );
}

export async function tail(context: CommandContext, flags: EventFlags): Promise<void> {
  const signal = stopSignal();
  await withAdmin(context, async (admin) => {
    const filter = await filterOf(context, admin, flags);
    const follower = new Follower(context);
    while (!signal.aborted) {
      const { events = [] } = await admin.findAuditEvents({ ...filter, limit: flags.limit });
      follower.show([...events].reverse());
      await delay(systemMonotonic, TAIL_POLL_MS, signal);
    }
  });
}

class Follower {
  readonly #json: boolean;
  readonly #seen = new Set<string>();

  constructor(context: CommandContext) {
    this.#json = context.output().json;
  }

  show(events: readonly AuditEvent__Output[]): void {
    for (const event of events) {
      const id = event.eventId ?? '';
      if (this.#seen.has(id)) continue;
      this.#seen.add(id);
      const oldest = this.#seen.values().next();
      if (this.#seen.size > TAIL_SEEN_MAX && oldest.done === false) this.#seen.delete(oldest.value);
      process.stdout.write(`${this.#json ? (event.record ?? '') : columns(event).join('  ')}\n`);
    }
  }
}

async function filterOf(context: CommandContext, admin: AdminClient, flags: EventFlags): Promise<object> {
  const { event, user, accessKey, resource, kind, since } = flags;
  const now = since === undefined ? undefined : ((await admin.getClock({})).now?.seconds ?? 0) * 1000;
  return {
    ...scopeOf(context, flags),
    ...(event === undefined ? {} : { eventName: event }),
    ...(user === undefined ? {} : { username: user }),
    ...(accessKey === undefined ? {} : { accessKeyId: accessKey }),
    ...(resource === undefined ? {} : { resourceName: resource }),
    ...(kind === undefined ? {} : { readOnly: kind === 'read' }),
    ...(now === undefined || since === undefined ? {} : { fromMs: Math.max(0, now - since) }),
  };
}

/** @throws CliError where neither flags nor a ready file say whose events are meant. */
function scopeOf(context: CommandContext, { account, region }: EventFlags): { accountId: string; region: string } {
  if (account !== undefined && region !== undefined) return { accountId: account, region };
  const connection = context.connection();
  if (connection.adminAddress !== undefined && connection.readyFile === undefined) {
    throw new CliError('whose events, and of which Region?', {
      hints: ['name them: --account ID --region NAME'],
      exitCode: EXIT.USAGE,
    });
  }
  const ready = requireReady(connection);
  return {
    accountId: account ?? chooseTenant(ready, connection.tenant).accountId,
    region: region ?? connection.region ?? ready.region,
  };
}

function recordOf(event: AuditEvent__Output): unknown {
  return JSON.parse(event.record ?? 'null');
}

function columns(event: AuditEvent__Output): string[] {
  const { errorCode, resources } = recordOf(event) as ShownRecord;
  const time = new Date(event.eventTimeMs ?? 0).toISOString();
  const [first, ...others] = resources.map(({ ARN }) => ARN);
  const resource = others.length === 0 ? (first ?? '') : `${first ?? ''} and ${String(others.length)} more`;
  return [time, event.eventName ?? '', event.username ?? '', errorCode ?? 'ok', resource, event.eventId ?? ''];
}
