// Original file: proto/strongroom/admin/v1/admin.proto


export interface SetPermissionsBoundaryRequest {
  'principalArn'?: (string);
  'document'?: (string);
  '_document'?: "document";
}

export interface SetPermissionsBoundaryRequest__Output {
  'principalArn'?: (string);
  'document'?: (string);
  '_document'?: "document";
}
