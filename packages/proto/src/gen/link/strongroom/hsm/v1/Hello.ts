// Original file: proto/strongroom/hsm/v1/link.proto


export interface Hello {
  'protocol'?: (number);
  'frontEnd'?: (string);
  'region'?: (string);
}

export interface Hello__Output {
  'protocol'?: (number);
  'frontEnd'?: (string);
  'region'?: (string);
}
