// Original file: proto/strongroom/admin/v1/admin.proto


export interface UntagPrincipalRequest {
  'principalArn'?: (string);
  'tagKeys'?: (string)[];
}

export interface UntagPrincipalRequest__Output {
  'principalArn'?: (string);
  'tagKeys'?: (string)[];
}
