// Original file: proto/strongroom/admin/v1/admin.proto


export interface GetClockRequest {
}

export interface GetClockRequest__Output {
}
