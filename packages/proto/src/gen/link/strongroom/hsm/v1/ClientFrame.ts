// Original file: proto/strongroom/hsm/v1/link.proto

import type { Hello as _strongroom_hsm_v1_Hello, Hello__Output as _strongroom_hsm_v1_Hello__Output } from '../../../strongroom/hsm/v1/Hello.js';
import type { SlotCommand as _strongroom_hsm_v1_SlotCommand, SlotCommand__Output as _strongroom_hsm_v1_SlotCommand__Output } from '../../../strongroom/hsm/v1/SlotCommand.js';
import type { Heartbeat as _strongroom_hsm_v1_Heartbeat, Heartbeat__Output as _strongroom_hsm_v1_Heartbeat__Output } from '../../../strongroom/hsm/v1/Heartbeat.js';
import type { Long } from '@grpc/proto-loader';

export interface ClientFrame {
  'hello'?: (_strongroom_hsm_v1_Hello | null);
  'commands'?: (_strongroom_hsm_v1_SlotCommand)[];
  'cancels'?: (number)[];
  'heartbeat'?: (_strongroom_hsm_v1_Heartbeat | null);
  'clockOffsetMs'?: (number | string | Long);
}

export interface ClientFrame__Output {
  'hello'?: (_strongroom_hsm_v1_Hello__Output);
  'commands'?: (_strongroom_hsm_v1_SlotCommand__Output)[];
  'cancels'?: (number)[];
  'heartbeat'?: (_strongroom_hsm_v1_Heartbeat__Output);
  'clockOffsetMs'?: (number);
}
