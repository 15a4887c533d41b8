// Original file: proto/strongroom/admin/v1/admin.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../../google/protobuf/Timestamp.js';

export interface BearerToken {
  'token'?: (string);
  'tokenSha256'?: (string);
  'principalArn'?: (string);
  'expiresAt'?: (_google_protobuf_Timestamp | null);
  'revokedAt'?: (_google_protobuf_Timestamp | null);
  '_token'?: "token";
}

export interface BearerToken__Output {
  'token'?: (string);
  'tokenSha256'?: (string);
  'principalArn'?: (string);
  'expiresAt'?: (_google_protobuf_Timestamp__Output);
  'revokedAt'?: (_google_protobuf_Timestamp__Output);
  '_token'?: "token";
}
