import type { Timestamp__Output } from '@strongroom/proto/gen/admin/google/protobuf/Timestamp.js';

/** Epoch milliseconds of a protobuf timestamp; 0 when it is absent. */
export function millisecondsOf(timestamp: Timestamp__Output | undefined): number {
  return (timestamp?.seconds ?? 0) * 1000 + Math.floor((timestamp?.nanos ?? 0) / 1e6);
}
