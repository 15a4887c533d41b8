// Original file: proto/strongroom/admin/v1/admin.proto


export interface CreateServicePrincipalRequest {
  'accountId'?: (string);
  'service'?: (string);
}

export interface CreateServicePrincipalRequest__Output {
  'accountId'?: (string);
  'service'?: (string);
}
