// Original file: proto/strongroom/hsm/v1/link.proto


export interface Heartbeat {
  'sequence'?: (number);
}

export interface Heartbeat__Output {
  'sequence'?: (number);
}
