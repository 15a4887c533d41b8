/** The Link service: who may open a stream, the heartbeat of all streams, and their end when the node stops serving. */
import { status as grpcStatus } from '@grpc/grpc-js';
import { must } from '@strongroom/core/assert.js';
import { LINK_FRAME_MAX_BYTES } from '@strongroom/core/limits.js';
import type { Monotonic, OffsetClock, Timer } from '@strongroom/core/time.js';
import type { NodeLoad } from '@strongroom/proto/gen/link/strongroom/hsm/v1/NodeLoad.js';
import type { LinkDefinition, LinkHandlers } from '@strongroom/proto/gen/link/strongroom/hsm/v1/Link.js';
import { linkService } from '@strongroom/proto/load.js';
import { SLOT_PROTOCOL_VERSION } from '@strongroom/proto/slot-protocol.js';
import type { PeerIdentities } from '@strongroom/rpc/peer-identity.js';
import type { GrpcService } from '@strongroom/rpc/grpc-server.js';
import type { Logger } from '@strongroom/telemetry/log.js';
import type { Appliance } from './appliance.js';
import { LinkStream, type LinkCall } from './link-stream.js';
import type { HsmMetrics } from './metrics.js';
import type { SlotLanes } from './slot-lanes.js';

const HEARTBEAT_PERIOD_MS = 100;
const STREAMS_MAX = 64;

export interface LinkServerOptions {
  readonly appliance: Appliance;
  readonly slots: SlotLanes;
  readonly peers: PeerIdentities;
  readonly monotonic: Monotonic;
  readonly clock: OffsetClock;
  readonly metrics: HsmMetrics;
  readonly log: Logger;
}

interface OpenStream {
  readonly stream: LinkStream;
  readonly spkiSha256: string;
}

export class LinkServer {
  readonly #options: LinkServerOptions;
  readonly #streams = new Set<OpenStream>();
  readonly #heartbeat: Timer;
  #draining = false;

  constructor(options: LinkServerOptions) {
    this.#options = options;
    this.#heartbeat = options.monotonic.every(
      HEARTBEAT_PERIOD_MS,
      () => {
        this.#beat();
      },
      { ref: false },
    );
    options.appliance.listen({
      domainChanged: () => {
        this.#checkOperators();
      },
      stoppedServing: (state) => {
        this.endAll(`the node is in ${state}`);
      },
    });
  }

  /** For the gRPC server. A frame is bounded before it is decoded, more tightly than the server's other messages. */
  service(): GrpcService {
    const definition = linkService().service;
    const implementation: LinkHandlers = {
      Exchange: (call) => {
        this.#open(call);
      },
    };
    return { name: 'strongroom.hsm.v1.Link', definition: { ...boundFrames(definition) }, implementation };
  }

  get streams(): number {
    return this.#streams.size;
  }

  get inFlight(): number {
    let sum = 0;
    for (const { stream } of this.#streams) sum += stream.inFlight;
    return sum;
  }

  /** Peers learn at once that nothing new is taken. */
  drain(): void {
    this.#draining = true;
    this.#options.slots.refuseNew();
    this.#beat();
  }

  endAll(reason: string): void {
    for (const { stream } of [...this.#streams]) stream.end(grpcStatus.UNAVAILABLE, reason);
  }

  close(): void {
    this.#heartbeat.cancel();
    this.endAll('the node is stopping');
  }

  #open(call: LinkCall): void {
    const { appliance, peers, log } = this.#options;
    const spkiSha256 = peers.of(call)?.spkiSha256;
    if (appliance.state !== 'operational' || this.#draining) {
      call.emit('error', { code: grpcStatus.UNAVAILABLE, details: `the node is in ${appliance.state}` });
    } else if (spkiSha256 === undefined || !appliance.operators.isServiceHost(spkiSha256)) {
      log.warn({ peer: spkiSha256 ?? 'no certificate' }, 'link refused: not a service host of the domain');
      call.emit('error', { code: grpcStatus.PERMISSION_DENIED, details: 'not a service host of this domain' });
    } else if (this.#streams.size >= STREAMS_MAX) {
      call.emit('error', { code: grpcStatus.RESOURCE_EXHAUSTED, details: 'too many links' });
    } else {
      this.#add(call, spkiSha256);
    }
  }

  #add(call: LinkCall, spkiSha256: string): void {
    const { appliance, monotonic, clock, metrics, log } = this.#options;
    const stream = new LinkStream({
      call,
      monotonic,
      clock,
      welcome: () => this.#welcome(),
      load: () => this.#load(),
      submit: (job) => {
        appliance.submit(job);
      },
      onFrameSent: (results) => {
        metrics.linkFrame(results);
      },
      onCommandDone: (job, outcome) => {
        metrics.command(job, outcome.status);
      },
      onClose: (reason) => {
        this.#streams.delete(open);
        log.info({ peer: spkiSha256, reason }, 'link closed');
      },
    });
    const open = { stream, spkiSha256 };
    this.#streams.add(open);
    log.info({ peer: spkiSha256 }, 'link opened');
  }

  #welcome(): NonNullable<Parameters<LinkCall['write']>[0]['welcome']> {
    const { nodeId, bootId } = this.#options.appliance.view();
    const domain = must(this.#options.appliance.domain, 'an operational node has a domain');
    return {
      protocol: SLOT_PROTOCOL_VERSION,
      nodeId,
      bootId,
      domainId: domain.domainId,
      domainTokenVersion: domain.version,
    };
  }

  #load(): NodeLoad {
    const { slots } = this.#options;
    const { slotsBound, slotsMax } = slots.fast;
    const load: NodeLoad = { slotsBound, slotsMax, queued: slots.waiting };
    if (this.#draining) load.draining = true;
    return load;
  }

  #beat(): void {
    for (const { stream } of [...this.#streams]) stream.beat();
  }

  /** An operator that is one no longer loses its stream now, not when it next connects. */
  #checkOperators(): void {
    for (const { stream, spkiSha256 } of [...this.#streams]) {
      if (!this.#options.appliance.operators.isServiceHost(spkiSha256)) {
        stream.end(grpcStatus.PERMISSION_DENIED, 'no longer a service host of this domain');
      }
    }
  }
}

function boundFrames(definition: LinkDefinition): LinkDefinition {
  const { Exchange } = definition;
  return {
    ...definition,
    Exchange: {
      ...Exchange,
      requestDeserialize: (bytes) => {
        if (bytes.length > LINK_FRAME_MAX_BYTES) throw new RangeError('a link frame is too long');
        return Exchange.requestDeserialize(bytes);
      },
    },
  };
}
