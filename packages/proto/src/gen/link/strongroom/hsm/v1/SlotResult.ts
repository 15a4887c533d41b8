// Original file: proto/strongroom/hsm/v1/link.proto


export interface SlotResult {
  'id'?: (number);
  'status'?: (number);
  'payload'?: (Buffer | Uint8Array | string);
  'slotGeneration'?: (number);
  'detail'?: (string);
}

export interface SlotResult__Output {
  'id'?: (number);
  'status'?: (number);
  'payload'?: (Buffer);
  'slotGeneration'?: (number);
  'detail'?: (string);
}
