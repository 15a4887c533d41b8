// Original file: proto/strongroom/admin/v1/admin.proto

import type { Long } from '@grpc/proto-loader';

export interface AuditEvent {
  'eventId'?: (string);
  'eventTimeMs'?: (number | string | Long);
  'eventName'?: (string);
  'username'?: (string);
  'readOnly'?: (boolean);
  'frontEnd'?: (string);
  'sequence'?: (number | string | Long);
  'record'?: (string);
}

export interface AuditEvent__Output {
  'eventId'?: (string);
  'eventTimeMs'?: (number);
  'eventName'?: (string);
  'username'?: (string);
  'readOnly'?: (boolean);
  'frontEnd'?: (string);
  'sequence'?: (number);
  'record'?: (string);
}
