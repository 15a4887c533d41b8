// Original file: proto/strongroom/hsm/v1/appliance.proto


export interface JoinDomainRequest {
  'token'?: (Buffer | Uint8Array | string);
}

export interface JoinDomainRequest__Output {
  'token'?: (Buffer);
}
