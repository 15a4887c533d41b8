// Original file: proto/strongroom/admin/v1/admin.proto


export interface ListTenantsRequest {
}

export interface ListTenantsRequest__Output {
}
