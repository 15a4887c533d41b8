// Original file: proto/strongroom/hsm/v1/appliance.proto


export interface RunSelfTestsRequest {
}

export interface RunSelfTestsRequest__Output {
}
