/**
 * A node that speaks link.proto and appliance.proto over real gRPC and mTLS but holds no keys: for tests of whatever
 * talks to nodes. Its faults are fields and methods that a test sets at any time.
 */
import type { ServerDuplexStream } from '@grpc/grpc-js';
import { EMPTY_BYTES } from '@strongroom/core/bytes.js';
import { LINK_FRAME_MAX_BYTES } from '@strongroom/core/limits.js';
import { systemMonotonic, type Timer } from '@strongroom/core/time.js';
import { applianceService, linkService } from '@strongroom/proto/load.js';
import { SLOT_PROTOCOL_VERSION } from '@strongroom/proto/slot-protocol.js';
import { type GrpcServer, startGrpcServer } from '@strongroom/rpc/grpc-server.js';
import { grpcServerCredentials, type TlsIdentity } from '@strongroom/rpc/tls.js';
import type { ApplianceState } from '../appliance-status.js';
import type { ClientFrame, NodeFrame } from '../frames.js';
import { type FakeCommand, type FakeResult, FakeSlots } from './fake-slots.js';

export interface FakeNodeOptions {
  readonly id: string;
  readonly identity: TlsIdentity;
  readonly trustedCaPem: string;
  /** Default 127.0.0.1 and a free port. */
  readonly address?: string;
}

type NodeStream = ServerDuplexStream<ClientFrame, NodeFrame | Buffer>;

const HEARTBEAT_PERIOD_MS = 100;

export class FakeNode {
  readonly id: string;
  readonly slots = new FakeSlots();
  /** Every frame received, across links. */
  readonly frames: ClientFrame[] = [];
  readonly commands: FakeCommand[] = [];
  readonly joinedTokens: Uint8Array[] = [];

  // Faults.
  heartbeats = true;
  protocol = SLOT_PROTOCOL_VERSION;
  claimedNodeId: string;
  state: ApplianceState = 'OPERATIONAL';
  domainTokenVersion = 1;
  draining = false;
  /** What the node does with a command: answers, now or never (undefined: it hangs), or throws to end the link. */
  respond: (command: FakeCommand) => FakeResult | undefined = (command) => this.slots.answer(command);

  readonly #options: FakeNodeOptions;
  readonly #streams = new Set<NodeStream>();
  #server: GrpcServer | undefined;
  #timer: Timer | undefined;
  #boots = 0;
  #address: string;

  constructor(options: FakeNodeOptions) {
    this.#options = options;
    this.id = this.claimedNodeId = options.id;
    this.#address = options.address ?? '127.0.0.1:0';
  }

  get address(): string {
    return this.#address;
  }

  get bootId(): string {
    return `${this.id}-boot-${String(this.#boots)}`;
  }

  get links(): number {
    return this.#streams.size;
  }

  /** Binds; after {@link kill} the same port again, with a new boot id and nothing held. */
  async start(): Promise<void> {
    this.#boots++;
    this.slots.evict();
    const { identity, trustedCaPem } = this.#options;
    const { Exchange } = linkService().service;
    const serialize = (frame: NodeFrame | Buffer): Buffer =>
      Buffer.isBuffer(frame) ? frame : Exchange.responseSerialize(frame as never);
    this.#server = await startGrpcServer({
      address: this.#address,
      credentials: grpcServerCredentials({ identity, trustedCaPem, clientCertificate: 'required' }),
      monotonic: systemMonotonic,
      receiveMessageMaxBytes: LINK_FRAME_MAX_BYTES,
      services: [
        {
          name: 'strongroom.hsm.v1.Link',
          definition: { Exchange: { ...Exchange, responseSerialize: serialize } },
          implementation: {
            Exchange: (stream: NodeStream) => {
              this.#serve(stream);
            },
          },
        },
        {
          name: 'strongroom.hsm.v1.Appliance',
          definition: applianceService().service,
          implementation: this.#appliance(),
        },
      ],
    });
    this.#address = this.#server.address;
    this.#timer = systemMonotonic.every(HEARTBEAT_PERIOD_MS, () => {
      if (this.heartbeats) this.send({ heartbeat: { sequence: 1 }, load: { slotsMax: 64, draining: this.draining } });
    });
  }

  /** Cuts every connection at once, as a killed process does. */
  async kill(): Promise<void> {
    this.#timer?.cancel();
    this.#streams.clear();
    await this.#server?.stop(0);
    this.#server = undefined;
  }

  /** Sends a frame, or raw bytes in its place, on every link. */
  send(frame: NodeFrame | Buffer): void {
    for (const stream of this.#streams) stream.write(frame);
  }

  /** Answers a command that `respond` left open. */
  answerLater(result: FakeResult): void {
    this.send({ results: [result] });
  }

  #serve(stream: NodeStream): void {
    const end = (): void => {
      this.#streams.delete(stream);
    };
    stream.on('error', end);
    stream.on('cancelled', end);
    stream.on('end', () => {
      end();
      stream.end();
    });
    stream.on('data', (frame: ClientFrame) => {
      this.#onFrame(stream, frame);
    });
  }

  #onFrame(stream: NodeStream, frame: ClientFrame): void {
    this.frames.push(frame);
    if (frame.hello !== undefined) {
      this.#streams.add(stream);
      stream.write({
        welcome: {
          protocol: this.protocol,
          nodeId: this.claimedNodeId,
          bootId: this.bootId,
          domainId: new Uint8Array(16),
          domainTokenVersion: this.domainTokenVersion,
        },
      });
    }
    const results: FakeResult[] = [];
    for (const received of frame.commands ?? []) {
      const command: FakeCommand = {
        id: received.id,
        tenant: received.tenant,
        command: received.command,
        deadlineMs: received.deadlineMs,
        payload: (received as Partial<typeof received>).payload ?? EMPTY_BYTES,
        slotToken: received.slotToken ?? EMPTY_BYTES,
      };
      this.commands.push(command);
      const result = this.respond(command);
      if (result !== undefined) results.push(result);
    }
    if (results.length > 0 && this.#streams.has(stream)) stream.write({ results });
  }

  #appliance(): Record<string, (call: { request: { token?: Uint8Array } }, done: Answer) => void> {
    const status = (_call: object, done: Answer): void => {
      done(null, {
        nodeId: this.claimedNodeId,
        bootId: this.bootId,
        state: `APPLIANCE_STATE_${this.state}`,
        domainTokenVersion: this.state === 'OPERATIONAL' ? this.domainTokenVersion : 0,
        slotsMax: 64,
      });
    };
    return {
      GetStatus: status,
      RunSelfTests: status,
      Zeroize: status,
      JoinDomain: (call, done) => {
        this.joinedTokens.push(call.request.token ?? EMPTY_BYTES);
        this.state = 'OPERATIONAL';
        status(call, done);
      },
      CreateDomain: (_call, done) => {
        done(null, { token: new Uint8Array([1]), version: 1 });
      },
      ChangeDomain: (_call, done) => {
        done(null, { token: new Uint8Array([2]), version: 2 });
      },
    };
  }
}

type Answer = (error: null, response: object) => void;
