// Original file: proto/strongroom/hsm/v1/appliance.proto


export interface GetStatusRequest {
}

export interface GetStatusRequest__Output {
}
