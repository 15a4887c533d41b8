// Original file: proto/strongroom/admin/v1/admin.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../../google/protobuf/Timestamp.js';

export interface Tenant {
  'accountId'?: (string);
  'name'?: (string);
  'createdAt'?: (_google_protobuf_Timestamp | null);
  'rootArn'?: (string);
}

export interface Tenant__Output {
  'accountId'?: (string);
  'name'?: (string);
  'createdAt'?: (_google_protobuf_Timestamp__Output);
  'rootArn'?: (string);
}
