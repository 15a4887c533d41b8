// Original file: proto/strongroom/admin/v1/admin.proto


export interface DescribePrincipalRequest {
  'principalArn'?: (string);
}

export interface DescribePrincipalRequest__Output {
  'principalArn'?: (string);
}
