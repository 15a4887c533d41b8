// Original file: proto/strongroom/hsm/v1/link.proto


export interface SlotCommand {
  'id'?: (number);
  'tenant'?: (string);
  'deadlineMs'?: (number);
  'command'?: (number);
  'payload'?: (Buffer | Uint8Array | string);
  'slotToken'?: (Buffer | Uint8Array | string);
}

export interface SlotCommand__Output {
  'id'?: (number);
  'tenant'?: (string);
  'deadlineMs'?: (number);
  'command'?: (number);
  'payload'?: (Buffer);
  'slotToken'?: (Buffer);
}
