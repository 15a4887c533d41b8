/** What a gRPC request says beside its message: Region, deadline, who and where from. */
import type { Metadata } from '@grpc/grpc-js';
import { KmsError } from '@strongroom/core/errors.js';
import { parseRegion } from '@strongroom/core/ids.js';
import { REQUEST_MAX_BYTES } from '@strongroom/core/limits.js';
import type { RegionRuntime } from '../region/region-runtime.js';
import type { Services } from '../services.js';

/** For callers who set no deadline. */
export const DEADLINE_DEFAULT_MS = 10_000;
/** Nobody holds a place in the queues longer, whatever they ask for. */
const DEADLINE_MAX_MS = 60_000;

/**
 * One request before it is parsed. The gRPC server takes larger messages than this, for the sake of batches.
 * @throws KmsError RequestEntityTooLargeException.
 */
export function checkRequestSize(request: Uint8Array): void {
  if (request.length > REQUEST_MAX_BYTES) throw requestTooLarge();
}

export function requestTooLarge(): KmsError {
  return new KmsError('RequestEntityTooLargeException', `A request has at most ${String(REQUEST_MAX_BYTES)} bytes.`);
}

/** The Region of `x-strongroom-region`, else the default one. @throws KmsError for a Region that is not served here. */
export function regionOf(services: Services, name: string | undefined): RegionRuntime {
  if (name === undefined) {
    const first = services.regions.values().next();
    if (first.done === true) throw new KmsError('ServiceUnavailableException', 'No Region is configured.');
    return first.value;
  }
  const region = parseRegion(name);
  const runtime = region === undefined ? undefined : services.regions.get(region);
  if (runtime === undefined) {
    const served = [...services.regions.keys()].join(', ');
    throw new KmsError(
      'ValidationException',
      `The Region '${name.slice(0, 64)}' is not served here. Served: ${served}.`,
    );
  }
  return runtime;
}

/** The monotonic deadline for a gRPC deadline, which is a point in real time. */
export function deadlineOf(services: Services, deadline: Date | number): number {
  const now = services.monotonic.now();
  const at = typeof deadline === 'number' ? deadline : deadline.getTime();
  const leftMs = Number.isFinite(at) ? at - services.realTime.now() : DEADLINE_DEFAULT_MS;
  return now + Math.max(0, Math.min(leftMs, DEADLINE_MAX_MS));
}

/** `127.0.0.1:4711` or `[::1]:4711` without the port. */
export function addressOfPeer(peer: string): string {
  const at = peer.lastIndexOf(':');
  return (at < 0 ? peer : peer.slice(0, at)).replace(/^\[|\]$/g, '');
}

export function textOf(metadata: Metadata, name: string): string | undefined {
  const value = metadata.get(name)[0];
  return typeof value === 'string' ? value : undefined;
}
