// Original file: proto/strongroom/admin/v1/admin.proto


export interface CreatePrincipalRequest {
  'accountId'?: (string);
  'userName'?: (string);
}

export interface CreatePrincipalRequest__Output {
  'accountId'?: (string);
  'userName'?: (string);
}
