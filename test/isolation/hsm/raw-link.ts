/** A bare client of the Link service, for what a well-behaved front end never does. It beats, as a node expects it. */
import type { ClientDuplexStream, ServiceError } from '@grpc/grpc-js';
import { must } from '@strongroom/core/assert.js';
import { HSM_STATUS, hsmStatusOf, type HsmStatus } from '@strongroom/core/errors.js';
import type { ClientFrame } from '@strongroom/proto/gen/link/strongroom/hsm/v1/ClientFrame.js';
import type { NodeFrame__Output } from '@strongroom/proto/gen/link/strongroom/hsm/v1/NodeFrame.js';
import type { SlotCommand } from '@strongroom/proto/gen/link/strongroom/hsm/v1/SlotCommand.js';
import type { SlotResult__Output } from '@strongroom/proto/gen/link/strongroom/hsm/v1/SlotResult.js';
import { linkService } from '@strongroom/proto/load.js';
import { SLOT_PROTOCOL_VERSION } from '@strongroom/proto/slot-protocol.js';
import { grpcChannel } from '@strongroom/rpc/grpc-client.js';
import type { IssuedCertificate } from '@strongroom/rpc/pki.js';
import type { Authority } from './hsm-processes.js';

/** Well below the silence at which a node drops its peer. */
const HEARTBEAT_PERIOD_MS = 250;
/** A bound for what hangs, not a measurement. */
const DEADLINE_MS = 60_000;

export interface RawAnswer {
  readonly status: HsmStatus;
  readonly payload: Uint8Array;
  readonly generation: number;
  readonly detail: string;
}

export class RawLink {
  readonly stream: ClientDuplexStream<ClientFrame, NodeFrame__Output>;
  /** Resolves with the status that the node ended the stream with. */
  readonly ended: Promise<{ readonly code: number; readonly details: string }>;
  readonly welcomed: Promise<NodeFrame__Output['welcome']>;
  lastFrame: NodeFrame__Output = {};
  readonly #close: () => void;
  readonly #waiting = new Map<number, (result: SlotResult__Output) => void>();
  #heartbeat: NodeJS.Timeout | undefined;
  #nextId = 1;

  constructor(address: string, authority: Authority, certificate: IssuedCertificate) {
    const { certificatePem, privateKeyPem } = certificate;
    const channel = grpcChannel({
      address,
      tls: { trustedCaPem: authority.caPem, identity: { certificatePem, privateKeyPem } },
      ownConnection: true,
    });
    const client = new (linkService())(channel.address, channel.credentials, channel.options);
    this.stream = client.Exchange();
    this.#close = () => {
      clearInterval(this.#heartbeat);
      this.stream.cancel();
      client.close();
    };
    this.ended = new Promise((resolve) => {
      this.stream.on('error', ({ code, details }: ServiceError) => {
        clearInterval(this.#heartbeat);
        resolve({ code, details });
      });
      this.stream.on('end', () => {
        resolve({ code: 0, details: '' });
      });
    });
    this.welcomed = new Promise((resolve) => {
      this.stream.on('data', (frame: NodeFrame__Output) => {
        this.lastFrame = frame;
        if (frame.welcome !== undefined) resolve(frame.welcome);
        for (const result of frame.results ?? []) this.#settle(result);
      });
    });
  }

  greet(): void {
    this.stream.write({ hello: { protocol: SLOT_PROTOCOL_VERSION, frontEnd: 'test', region: 'eu-central-1' } });
    clearInterval(this.#heartbeat);
    this.#heartbeat = setInterval(() => this.stream.write({ heartbeat: { sequence: 1 } }), HEARTBEAT_PERIOD_MS);
  }

  /** Sends one command in a frame of its own. */
  send(command: Omit<SlotCommand, 'id'>): Promise<RawAnswer> {
    return must(this.sendAll([command])[0], 'one command has one answer');
  }

  /** Sends the commands in one frame. */
  sendAll(commands: readonly Omit<SlotCommand, 'id'>[]): Promise<RawAnswer>[] {
    const withIds = commands.map((command) => ({ deadlineMs: DEADLINE_MS, ...command, id: this.#nextId++ }));
    const answers = withIds.map(
      ({ id }) =>
        new Promise<RawAnswer>((resolve) => {
          this.#waiting.set(id, (result) => {
            resolve({
              status: must(hsmStatusOf(result.status ?? HSM_STATUS.OK.code), 'a status of the table'),
              payload: result.payload ?? new Uint8Array(0),
              generation: result.slotGeneration ?? 0,
              detail: result.detail ?? '',
            });
          });
        }),
    );
    this.stream.write({ commands: withIds });
    return answers;
  }

  close(): void {
    this.#close();
  }

  #settle(result: SlotResult__Output): void {
    const id = result.id ?? 0;
    const settle = must(this.#waiting.get(id), 'an answer to something that was asked');
    this.#waiting.delete(id);
    settle(result);
  }
}
