import type * as grpc from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';

import type { ClientFrame as _strongroom_hsm_v1_ClientFrame, ClientFrame__Output as _strongroom_hsm_v1_ClientFrame__Output } from './strongroom/hsm/v1/ClientFrame.js';
import type { Heartbeat as _strongroom_hsm_v1_Heartbeat, Heartbeat__Output as _strongroom_hsm_v1_Heartbeat__Output } from './strongroom/hsm/v1/Heartbeat.js';
import type { Hello as _strongroom_hsm_v1_Hello, Hello__Output as _strongroom_hsm_v1_Hello__Output } from './strongroom/hsm/v1/Hello.js';
import type { LinkClient as _strongroom_hsm_v1_LinkClient, LinkDefinition as _strongroom_hsm_v1_LinkDefinition } from './strongroom/hsm/v1/Link.js';
import type { NodeFrame as _strongroom_hsm_v1_NodeFrame, NodeFrame__Output as _strongroom_hsm_v1_NodeFrame__Output } from './strongroom/hsm/v1/NodeFrame.js';
import type { NodeLoad as _strongroom_hsm_v1_NodeLoad, NodeLoad__Output as _strongroom_hsm_v1_NodeLoad__Output } from './strongroom/hsm/v1/NodeLoad.js';
import type { SlotCommand as _strongroom_hsm_v1_SlotCommand, SlotCommand__Output as _strongroom_hsm_v1_SlotCommand__Output } from './strongroom/hsm/v1/SlotCommand.js';
import type { SlotResult as _strongroom_hsm_v1_SlotResult, SlotResult__Output as _strongroom_hsm_v1_SlotResult__Output } from './strongroom/hsm/v1/SlotResult.js';
import type { Welcome as _strongroom_hsm_v1_Welcome, Welcome__Output as _strongroom_hsm_v1_Welcome__Output } from './strongroom/hsm/v1/Welcome.js';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  strongroom: {
    hsm: {
      v1: {
        ClientFrame: MessageTypeDefinition<_strongroom_hsm_v1_ClientFrame, _strongroom_hsm_v1_ClientFrame__Output>
        Heartbeat: MessageTypeDefinition<_strongroom_hsm_v1_Heartbeat, _strongroom_hsm_v1_Heartbeat__Output>
        Hello: MessageTypeDefinition<_strongroom_hsm_v1_Hello, _strongroom_hsm_v1_Hello__Output>
        Link: SubtypeConstructor<typeof grpc.Client, _strongroom_hsm_v1_LinkClient> & { service: _strongroom_hsm_v1_LinkDefinition }
        NodeFrame: MessageTypeDefinition<_strongroom_hsm_v1_NodeFrame, _strongroom_hsm_v1_NodeFrame__Output>
        NodeLoad: MessageTypeDefinition<_strongroom_hsm_v1_NodeLoad, _strongroom_hsm_v1_NodeLoad__Output>
        SlotCommand: MessageTypeDefinition<_strongroom_hsm_v1_SlotCommand, _strongroom_hsm_v1_SlotCommand__Output>
        SlotResult: MessageTypeDefinition<_strongroom_hsm_v1_SlotResult, _strongroom_hsm_v1_SlotResult__Output>
        Welcome: MessageTypeDefinition<_strongroom_hsm_v1_Welcome, _strongroom_hsm_v1_Welcome__Output>
      }
    }
  }
}

