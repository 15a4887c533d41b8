// Original file: proto/strongroom/admin/v1/admin.proto


export interface RevokeBearerTokenRequest {
  'tokenSha256'?: (string);
}

export interface RevokeBearerTokenRequest__Output {
  'tokenSha256'?: (string);
}
