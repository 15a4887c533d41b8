/** What a node link needs of a transport. gRPC is one (grpc-link-stream.ts); tests bring their own. */
import type { ClientFrame, NodeFrame } from './frames.js';

export interface LinkStream {
  /**
   * Returns false when the peer reads slower than we write; {@link LinkStreamEvents.onDrain} then says when to go on.
   */
  write(frame: ClientFrame): boolean;
  /** Ends the stream at once. No event follows. */
  cancel(): void;
}

export interface LinkStreamEvents {
  onFrame(frame: NodeFrame): void;
  onDrain(): void;
  /**
   * The stream is over, by whatever cause; called once. @param denied the node refuses this front end, and would again.
   */
  onEnd(reason: string, denied: boolean): void;
}

/** No event comes before this has returned. */
export type OpenLinkStream = (events: LinkStreamEvents) => LinkStream;
