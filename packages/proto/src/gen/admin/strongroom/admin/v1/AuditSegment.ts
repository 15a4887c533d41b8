// Original file: proto/strongroom/admin/v1/admin.proto

import type { Long } from '@grpc/proto-loader';

export interface AuditSegment {
  'sequence'?: (number | string | Long);
  'prevHash'?: (Buffer | Uint8Array | string);
  'hash'?: (Buffer | Uint8Array | string);
  'events'?: (Buffer | Uint8Array | string);
  'eventCount'?: (number);
  'createdAtMs'?: (number | string | Long);
}

export interface AuditSegment__Output {
  'sequence'?: (number);
  'prevHash'?: (Buffer);
  'hash'?: (Buffer);
  'events'?: (Buffer);
  'eventCount'?: (number);
  'createdAtMs'?: (number);
}
