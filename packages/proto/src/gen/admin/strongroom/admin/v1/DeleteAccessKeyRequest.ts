// Original file: proto/strongroom/admin/v1/admin.proto


export interface DeleteAccessKeyRequest {
  'accessKeyId'?: (string);
}

export interface DeleteAccessKeyRequest__Output {
  'accessKeyId'?: (string);
}
