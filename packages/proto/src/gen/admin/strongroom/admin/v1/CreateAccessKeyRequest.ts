// Original file: proto/strongroom/admin/v1/admin.proto


export interface CreateAccessKeyRequest {
  'principalArn'?: (string);
}

export interface CreateAccessKeyRequest__Output {
  'principalArn'?: (string);
}
