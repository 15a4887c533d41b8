// Original file: proto/strongroom/admin/v1/admin.proto

import type { Long } from '@grpc/proto-loader';

export interface AuditPosition {
  'eventTimeMs'?: (number | string | Long);
  'eventId'?: (string);
}

export interface AuditPosition__Output {
  'eventTimeMs'?: (number);
  'eventId'?: (string);
}
