/** How the members of a domain come to follow its newest token. */
import type { NodeId } from '@strongroom/core/ids.js';
import { delay } from '@strongroom/core/time.js';
import { readDomainToken } from '@strongroom/crypto/domain-token.js';
import type { RegionRuntime } from '../region/region-runtime.js';
import type { Services } from '../services.js';

/** Public-key work and one durable write at each node. */
const FOLLOW_TIMEOUT_MS = 5000;

/**
 * Has every member join with the token. Returns who has not within the time. A member that is not configured here
 * cannot be asked, and counts among them.
 */
export async function haveMembersFollow(
  services: Services,
  { pool }: RegionRuntime,
  token: Uint8Array,
): Promise<NodeId[]> {
  const { members } = readDomainToken(token).state;
  const configured = new Set(pool.nodes().map((node) => node.id));
  const followed = new Set<NodeId>();
  const joins = members
    .filter((member) => configured.has(member.nodeId))
    .map(async ({ nodeId }) => {
      await pool.appliance(nodeId).joinDomain(token);
      followed.add(nodeId);
    });
  const patience = new AbortController();
  await Promise.race([Promise.allSettled(joins), delay(services.monotonic, FOLLOW_TIMEOUT_MS, patience.signal)]);
  patience.abort();
  pool.refresh();
  return members.map((member) => member.nodeId).filter((nodeId) => !followed.has(nodeId));
}
