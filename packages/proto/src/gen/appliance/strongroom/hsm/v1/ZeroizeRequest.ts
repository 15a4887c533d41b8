// Original file: proto/strongroom/hsm/v1/appliance.proto


export interface ZeroizeRequest {
  'nodeId'?: (string);
}

export interface ZeroizeRequest__Output {
  'nodeId'?: (string);
}
