// Original file: proto/strongroom/admin/v1/admin.proto

import type { Long } from '@grpc/proto-loader';

export interface AdvanceClockRequest {
  'byMs'?: (number | string | Long);
  'confirm'?: (boolean);
}

export interface AdvanceClockRequest__Output {
  'byMs'?: (number);
  'confirm'?: (boolean);
}
