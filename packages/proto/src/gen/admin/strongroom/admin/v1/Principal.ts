// Original file: proto/strongroom/admin/v1/admin.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../../google/protobuf/Timestamp.js';

export interface Principal {
  'arn'?: (string);
  'accountId'?: (string);
  'principalId'?: (string);
  'createdAt'?: (_google_protobuf_Timestamp | null);
  'kind'?: (string);
  'name'?: (string);
}

export interface Principal__Output {
  'arn'?: (string);
  'accountId'?: (string);
  'principalId'?: (string);
  'createdAt'?: (_google_protobuf_Timestamp__Output);
  'kind'?: (string);
  'name'?: (string);
}
