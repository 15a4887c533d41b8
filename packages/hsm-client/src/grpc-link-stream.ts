/** The link over gRPC: one client channel per node, opened for the stream and closed with it. */
import { type ServiceError, status as grpcStatus } from '@grpc/grpc-js';
import { LINK_FRAME_MAX_BYTES } from '@strongroom/core/limits.js';
import { linkService } from '@strongroom/proto/load.js';
import { grpcChannel } from '@strongroom/rpc/grpc-client.js';
import type { NodeFrame } from './frames.js';
import type { LinkStream, OpenLinkStream } from './link-stream.js';
import { clientTls, type PoolTls } from './pool-tls.js';

/** Replies of one turn may be many frames; HTTP/2's default of 64 KiB would make each wait for a round trip. */
const FLOW_CONTROL_WINDOW_BYTES = 8 * 1024 * 1024;
/** A stopped peer is found by our own heartbeat; keepalive only reaps what TCP left behind. */
const KEEPALIVE_TIME_MS = 1000;
const KEEPALIVE_TIMEOUT_MS = 1000;
/** A node answers so to a front end that is no operator of its domain, or whose greeting it does not accept. */
const DENIALS: ReadonlySet<number> = new Set([
  grpcStatus.PERMISSION_DENIED,
  grpcStatus.UNAUTHENTICATED,
  grpcStatus.FAILED_PRECONDITION,
]);
const REASON_MAX_LENGTH = 256;

export function grpcLinkOpener(address: string, tls: PoolTls): OpenLinkStream {
  const LinkClient = linkService();
  const channel = grpcChannel({
    address,
    tls: clientTls(tls),
    keepaliveTimeMs: KEEPALIVE_TIME_MS,
    keepaliveTimeoutMs: KEEPALIVE_TIMEOUT_MS,
    receiveMessageMaxBytes: LINK_FRAME_MAX_BYTES,
    flowControlWindowBytes: FLOW_CONTROL_WINDOW_BYTES,
    ownConnection: true,
  });
  return (events): LinkStream => {
    const client = new LinkClient(channel.address, channel.credentials, channel.options);
    const call = client.Exchange();
    let over = false;
    const end = (reason: string, denied: boolean): void => {
      if (over) return;
      over = true;
      client.close();
      events.onEnd(reason.slice(0, REASON_MAX_LENGTH), denied);
    };
    call.on('data', (frame: NodeFrame) => {
      if (!over) events.onFrame(frame);
    });
    call.on('drain', () => {
      if (!over) events.onDrain();
    });
    // grpc-js emits 'error' for every status but OK; without a listener the process would end.
    call.on('error', (error: ServiceError) => {
      end(error.message, DENIALS.has(error.code));
    });
    call.on('end', () => {
      end('the node ended the stream', false);
    });
    return {
      write: (frame) => !over && call.write(frame),
      cancel(): void {
        if (over) return;
        over = true;
        call.cancel();
        client.close();
      },
    };
  };
}
