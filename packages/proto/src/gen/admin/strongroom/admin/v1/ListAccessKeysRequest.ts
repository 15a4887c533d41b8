// Original file: proto/strongroom/admin/v1/admin.proto


export interface ListAccessKeysRequest {
  'principalArn'?: (string);
}

export interface ListAccessKeysRequest__Output {
  'principalArn'?: (string);
}
