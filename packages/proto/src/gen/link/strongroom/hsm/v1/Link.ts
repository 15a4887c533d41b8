// Original file: proto/strongroom/hsm/v1/link.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { ClientFrame as _strongroom_hsm_v1_ClientFrame, ClientFrame__Output as _strongroom_hsm_v1_ClientFrame__Output } from '../../../strongroom/hsm/v1/ClientFrame.js';
import type { NodeFrame as _strongroom_hsm_v1_NodeFrame, NodeFrame__Output as _strongroom_hsm_v1_NodeFrame__Output } from '../../../strongroom/hsm/v1/NodeFrame.js';

export interface LinkClient extends grpc.Client {
  Exchange(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_strongroom_hsm_v1_ClientFrame, _strongroom_hsm_v1_NodeFrame__Output>;
  Exchange(options?: grpc.CallOptions): grpc.ClientDuplexStream<_strongroom_hsm_v1_ClientFrame, _strongroom_hsm_v1_NodeFrame__Output>;
  exchange(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_strongroom_hsm_v1_ClientFrame, _strongroom_hsm_v1_NodeFrame__Output>;
  exchange(options?: grpc.CallOptions): grpc.ClientDuplexStream<_strongroom_hsm_v1_ClientFrame, _strongroom_hsm_v1_NodeFrame__Output>;
  
}

export interface LinkHandlers extends grpc.UntypedServiceImplementation {
  Exchange: grpc.handleBidiStreamingCall<_strongroom_hsm_v1_ClientFrame__Output, _strongroom_hsm_v1_NodeFrame>;
  
}

export interface LinkDefinition extends grpc.ServiceDefinition {
  Exchange: MethodDefinition<_strongroom_hsm_v1_ClientFrame, _strongroom_hsm_v1_NodeFrame, _strongroom_hsm_v1_ClientFrame__Output, _strongroom_hsm_v1_NodeFrame__Output>
}
