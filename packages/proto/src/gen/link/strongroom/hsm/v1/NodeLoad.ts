// Original file: proto/strongroom/hsm/v1/link.proto


export interface NodeLoad {
  'slotsBound'?: (number);
  'slotsMax'?: (number);
  'queued'?: (number);
  'draining'?: (boolean);
}

export interface NodeLoad__Output {
  'slotsBound'?: (number);
  'slotsMax'?: (number);
  'queued'?: (number);
  'draining'?: (boolean);
}
