// Original file: proto/strongroom/admin/v1/admin.proto


export interface SetAccessKeyActiveRequest {
  'accessKeyId'?: (string);
  'active'?: (boolean);
}

export interface SetAccessKeyActiveRequest__Output {
  'accessKeyId'?: (string);
  'active'?: (boolean);
}
