// Original file: proto/strongroom/admin/v1/admin.proto


export interface RewrapTenantsRequest {
  'region'?: (string);
}

export interface RewrapTenantsRequest__Output {
  'region'?: (string);
}
