/**
 * Tenant → nodes by rendezvous hashing (highest random weight): every front end computes the same order from the node
 * names alone, and a node that comes or goes moves only the tenants that it wins or loses.
 */
import type { Lane } from '@strongroom/proto/slot-protocol.js';

export interface PlacedNode {
  /** Unique in the pool; part of the hash, so it must survive a restart of the node. */
  readonly id: string;
}

/** Tenants whose order is remembered; beyond it the oldest is forgotten and computed again when asked for. */
const CACHED_TENANTS_MAX = 10_000;

/** The finalizer of MurmurHash3: every input bit changes about half of the output bits. */
function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85eb_ca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2_ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * FNV-1a over UTF-16 units, then mixed. Not for adversaries: whoever chooses account ids can only choose where its own
 * slot lives.
 */
function hashText(text: string): number {
  let h = 0x811c_9dc5;
  for (let index = 0; index < text.length; index++) h = Math.imul(h ^ text.charCodeAt(index), 0x0100_0193);
  return mix(h);
}

interface Ranked<N> {
  readonly node: N;
  readonly score: number;
}

export class Placement<N extends PlacedNode> {
  #seeded: readonly { readonly node: N; readonly seed: number }[] = [];
  readonly #orders = new Map<string, readonly N[]>();

  constructor(nodes: readonly N[]) {
    this.setNodes(nodes);
  }

  /**
   * Replaces the membership. Whether a node is alive is no matter of membership: {@link chooseNode} skips what is not
   * usable.
   */
  setNodes(nodes: readonly N[]): void {
    this.#seeded = nodes.map((node) => ({ node, seed: hashText(node.id) }));
    this.#orders.clear();
  }

  /** Every node, best first. The same array is returned until the membership changes. */
  order(tenant: string): readonly N[] {
    return this.#orders.get(tenant) ?? this.#remember(tenant);
  }

  #remember(tenant: string): readonly N[] {
    const tenantHash = hashText(tenant);
    const ranked: Ranked<N>[] = this.#seeded.map(({ node, seed }) => ({ node, score: mix(tenantHash ^ seed) }));
    ranked.sort((a, b) => b.score - a.score || (a.node.id < b.node.id ? -1 : 1));
    const order = ranked.map((entry) => entry.node);
    if (this.#orders.size >= CACHED_TENANTS_MAX) {
      for (const oldest of this.#orders.keys()) {
        this.#orders.delete(oldest);
        break;
      }
    }
    this.#orders.set(tenant, order);
    return order;
  }
}

export interface ChoosableNode {
  /** Linked, and in rotation. */
  usable(): boolean;
  /** Commands of this tenant and lane that this node has not answered. */
  tenantInFlight(tenant: string, lane: Lane): number;
}

/**
 * From here on a tenant's work spills from its first node to its other preferred ones: below the bound of a node's slot
 * queue.
 */
export const SPILL_IN_FLIGHT: Readonly<Record<Lane, number>> = { fast: 512, slow: 32 };

/**
 * The node for the next attempt: the first usable one that was not `tried`, unless the tenant is busy there and another
 * of its `preferred` first nodes has less to do. Undefined when every usable node was tried.
 */
export function chooseNode<N extends ChoosableNode>(
  order: readonly N[],
  tenant: string,
  lane: Lane,
  preferred: number,
  tried: readonly N[] | undefined,
): N | undefined {
  const spill = SPILL_IN_FLIGHT[lane];
  let best: N | undefined;
  let bestInFlight = 0;
  for (let index = 0; index < order.length; index++) {
    const node = order[index];
    if (node === undefined || !node.usable() || tried?.includes(node) === true) continue;
    if (best !== undefined && index >= preferred) break;
    const inFlight = node.tenantInFlight(tenant, lane);
    if (inFlight < spill) return best === undefined || inFlight < bestInFlight ? node : best;
    if (best === undefined || inFlight < bestInFlight) {
      best = node;
      bestInFlight = inFlight;
    }
  }
  return best;
}
