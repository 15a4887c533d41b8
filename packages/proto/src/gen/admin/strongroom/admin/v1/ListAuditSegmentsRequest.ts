// Original file: proto/strongroom/admin/v1/admin.proto

import type { Long } from '@grpc/proto-loader';

export interface ListAuditSegmentsRequest {
  'frontEnd'?: (string);
  'afterSequence'?: (number | string | Long);
}

export interface ListAuditSegmentsRequest__Output {
  'frontEnd'?: (string);
  'afterSequence'?: (number);
}
