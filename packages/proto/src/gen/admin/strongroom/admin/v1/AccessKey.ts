// Original file: proto/strongroom/admin/v1/admin.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../../google/protobuf/Timestamp.js';

export interface AccessKey {
  'accessKeyId'?: (string);
  'principalArn'?: (string);
  'secretAccessKey'?: (string);
  'sessionToken'?: (string);
  'active'?: (boolean);
  'createdAt'?: (_google_protobuf_Timestamp | null);
  'expiresAt'?: (_google_protobuf_Timestamp | null);
  '_secretAccessKey'?: "secretAccessKey";
  '_sessionToken'?: "sessionToken";
}

export interface AccessKey__Output {
  'accessKeyId'?: (string);
  'principalArn'?: (string);
  'secretAccessKey'?: (string);
  'sessionToken'?: (string);
  'active'?: (boolean);
  'createdAt'?: (_google_protobuf_Timestamp__Output);
  'expiresAt'?: (_google_protobuf_Timestamp__Output);
  '_secretAccessKey'?: "secretAccessKey";
  '_sessionToken'?: "sessionToken";
}
