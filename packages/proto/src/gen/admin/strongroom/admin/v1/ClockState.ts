// Original file: proto/strongroom/admin/v1/admin.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../../google/protobuf/Timestamp.js';
import type { Long } from '@grpc/proto-loader';

export interface ClockState {
  'now'?: (_google_protobuf_Timestamp | null);
  'offsetMs'?: (number | string | Long);
  'destroys'?: (string)[];
  'advanced'?: (boolean);
  'unacknowledgedNodes'?: (string)[];
  'jobsPending'?: (boolean);
}

export interface ClockState__Output {
  'now'?: (_google_protobuf_Timestamp__Output);
  'offsetMs'?: (number);
  'destroys'?: (string)[];
  'advanced'?: (boolean);
  'unacknowledgedNodes'?: (string)[];
  'jobsPending'?: (boolean);
}
