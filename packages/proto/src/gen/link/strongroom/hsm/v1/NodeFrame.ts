// Original file: proto/strongroom/hsm/v1/link.proto

import type { Welcome as _strongroom_hsm_v1_Welcome, Welcome__Output as _strongroom_hsm_v1_Welcome__Output } from '../../../strongroom/hsm/v1/Welcome.js';
import type { SlotResult as _strongroom_hsm_v1_SlotResult, SlotResult__Output as _strongroom_hsm_v1_SlotResult__Output } from '../../../strongroom/hsm/v1/SlotResult.js';
import type { Heartbeat as _strongroom_hsm_v1_Heartbeat, Heartbeat__Output as _strongroom_hsm_v1_Heartbeat__Output } from '../../../strongroom/hsm/v1/Heartbeat.js';
import type { NodeLoad as _strongroom_hsm_v1_NodeLoad, NodeLoad__Output as _strongroom_hsm_v1_NodeLoad__Output } from '../../../strongroom/hsm/v1/NodeLoad.js';
import type { Long } from '@grpc/proto-loader';

export interface NodeFrame {
  'welcome'?: (_strongroom_hsm_v1_Welcome | null);
  'results'?: (_strongroom_hsm_v1_SlotResult)[];
  'heartbeat'?: (_strongroom_hsm_v1_Heartbeat | null);
  'load'?: (_strongroom_hsm_v1_NodeLoad | null);
  'clockOffsetMs'?: (number | string | Long);
}

export interface NodeFrame__Output {
  'welcome'?: (_strongroom_hsm_v1_Welcome__Output);
  'results'?: (_strongroom_hsm_v1_SlotResult__Output)[];
  'heartbeat'?: (_strongroom_hsm_v1_Heartbeat__Output);
  'load'?: (_strongroom_hsm_v1_NodeLoad__Output);
  'clockOffsetMs'?: (number);
}
