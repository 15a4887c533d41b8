// Original file: proto/strongroom/hsm/v1/appliance.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { ApplianceStatus as _strongroom_hsm_v1_ApplianceStatus, ApplianceStatus__Output as _strongroom_hsm_v1_ApplianceStatus__Output } from '../../../strongroom/hsm/v1/ApplianceStatus.js';
import type { ExportedDomainToken as _strongroom_hsm_v1_ExportedDomainToken, ExportedDomainToken__Output as _strongroom_hsm_v1_ExportedDomainToken__Output } from '../../../strongroom/hsm/v1/ExportedDomainToken.js';
import type { GetStatusRequest as _strongroom_hsm_v1_GetStatusRequest, GetStatusRequest__Output as _strongroom_hsm_v1_GetStatusRequest__Output } from '../../../strongroom/hsm/v1/GetStatusRequest.js';
import type { JoinDomainRequest as _strongroom_hsm_v1_JoinDomainRequest, JoinDomainRequest__Output as _strongroom_hsm_v1_JoinDomainRequest__Output } from '../../../strongroom/hsm/v1/JoinDomainRequest.js';
import type { RunSelfTestsRequest as _strongroom_hsm_v1_RunSelfTestsRequest, RunSelfTestsRequest__Output as _strongroom_hsm_v1_RunSelfTestsRequest__Output } from '../../../strongroom/hsm/v1/RunSelfTestsRequest.js';
import type { SignedDomainCommand as _strongroom_hsm_v1_SignedDomainCommand, SignedDomainCommand__Output as _strongroom_hsm_v1_SignedDomainCommand__Output } from '../../../strongroom/hsm/v1/SignedDomainCommand.js';
import type { ZeroizeRequest as _strongroom_hsm_v1_ZeroizeRequest, ZeroizeRequest__Output as _strongroom_hsm_v1_ZeroizeRequest__Output } from '../../../strongroom/hsm/v1/ZeroizeRequest.js';

export interface ApplianceClient extends grpc.Client {
  ChangeDomain(argument: _strongroom_hsm_v1_SignedDomainCommand, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_hsm_v1_ExportedDomainToken__Output>): grpc.ClientUnaryCall;
  ChangeDomain(argument: _strongroom_hsm_v1_SignedDomainCommand, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_hsm_v1_ExportedDomainToken__Output>): grpc.ClientUnaryCall;
  ChangeDomain(argument: _strongroom_hsm_v1_SignedDomainCommand, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_hsm_v1_ExportedDomainToken__Output>): grpc.ClientUnaryCall;
  ChangeDomain(argument: _strongroom_hsm_v1_SignedDomainCommand, callback: grpc.requestCallback<_strongroom_hsm_v1_ExportedDomainToken__Output>): grpc.ClientUnaryCall;
  changeDomain(argument: _strongroom_hsm_v1_SignedDomainCommand, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_hsm_v1_ExportedDomainToken__Output>): grpc.ClientUnaryCall;
  changeDomain(argument: _strongroom_hsm_v1_SignedDomainCommand, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_hsm_v1_ExportedDomainToken__Output>): grpc.ClientUnaryCall;
  changeDomain(argument: _strongroom_hsm_v1_SignedDomainCommand, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_hsm_v1_ExportedDomainToken__Output>): grpc.ClientUnaryCall;
  changeDomain(argument: _strongroom_hsm_v1_SignedDomainCommand, callback: grpc.requestCallback<_strongroom_hsm_v1_ExportedDomainToken__Output>): grpc.ClientUnaryCall;
  
  CreateDomain(argument: _strongroom_hsm_v1_SignedDomainCommand, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_hsm_v1_ExportedDomainToken__Output>): grpc.ClientUnaryCall;
  CreateDomain(argument: _strongroom_hsm_v1_SignedDomainCommand, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_hsm_v1_ExportedDomainToken__Output>): grpc.ClientUnaryCall;
  CreateDomain(argument: _strongroom_hsm_v1_SignedDomainCommand, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_hsm_v1_ExportedDomainToken__Output>): grpc.ClientUnaryCall;
  CreateDomain(argument: _strongroom_hsm_v1_SignedDomainCommand, callback: grpc.requestCallback<_strongroom_hsm_v1_ExportedDomainToken__Output>): grpc.ClientUnaryCall;
  createDomain(argument: _strongroom_hsm_v1_SignedDomainCommand, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_hsm_v1_ExportedDomainToken__Output>): grpc.ClientUnaryCall;
  createDomain(argument: _strongroom_hsm_v1_SignedDomainCommand, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_hsm_v1_ExportedDomainToken__Output>): grpc.ClientUnaryCall;
  createDomain(argument: _strongroom_hsm_v1_SignedDomainCommand, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_hsm_v1_ExportedDomainToken__Output>): grpc.ClientUnaryCall;
  createDomain(argument: _strongroom_hsm_v1_SignedDomainCommand, callback: grpc.requestCallback<_strongroom_hsm_v1_ExportedDomainToken__Output>): grpc.ClientUnaryCall;
  
  GetStatus(argument: _strongroom_hsm_v1_GetStatusRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_hsm_v1_ApplianceStatus__Output>): grpc.ClientUnaryCall;
  GetStatus(argument: _strongroom_hsm_v1_GetStatusRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_hsm_v1_ApplianceStatus__Output>): grpc.ClientUnaryCall;
  GetStatus(argument: _strongroom_hsm_v1_GetStatusRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_hsm_v1_ApplianceStatus__Output>): grpc.ClientUnaryCall;
  GetStatus(argument: _strongroom_hsm_v1_GetStatusRequest, callback: grpc.requestCallback<_strongroom_hsm_v1_ApplianceStatus__Output>): grpc.ClientUnaryCall;
  getStatus(argument: _strongroom_hsm_v1_GetStatusRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_hsm_v1_ApplianceStatus__Output>): grpc.ClientUnaryCall;
  getStatus(argument: _strongroom_hsm_v1_GetStatusRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_hsm_v1_ApplianceStatus__Output>): grpc.ClientUnaryCall;
  getStatus(argument: _strongroom_hsm_v1_GetStatusRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_hsm_v1_ApplianceStatus__Output>): grpc.ClientUnaryCall;
  getStatus(argument: _strongroom_hsm_v1_GetStatusRequest, callback: grpc.requestCallback<_strongroom_hsm_v1_ApplianceStatus__Output>): grpc.ClientUnaryCall;
  
  JoinDomain(argument: _strongroom_hsm_v1_JoinDomainRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_hsm_v1_ApplianceStatus__Output>): grpc.ClientUnaryCall;
  JoinDomain(argument: _strongroom_hsm_v1_JoinDomainRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_hsm_v1_ApplianceStatus__Output>): grpc.ClientUnaryCall;
  JoinDomain(argument: _strongroom_hsm_v1_JoinDomainRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_hsm_v1_ApplianceStatus__Output>): grpc.ClientUnaryCall;
  JoinDomain(argument: _strongroom_hsm_v1_JoinDomainRequest, callback: grpc.requestCallback<_strongroom_hsm_v1_ApplianceStatus__Output>): grpc.ClientUnaryCall;
  joinDomain(argument: _strongroom_hsm_v1_JoinDomainRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_hsm_v1_ApplianceStatus__Output>): grpc.ClientUnaryCall;
  joinDomain(argument: _strongroom_hsm_v1_JoinDomainRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_hsm_v1_ApplianceStatus__Output>): grpc.ClientUnaryCall;
  joinDomain(argument: _strongroom_hsm_v1_JoinDomainRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_hsm_v1_ApplianceStatus__Output>): grpc.ClientUnaryCall;
  joinDomain(argument: _strongroom_hsm_v1_JoinDomainRequest, callback: grpc.requestCallback<_strongroom_hsm_v1_ApplianceStatus__Output>): grpc.ClientUnaryCall;
  
  RunSelfTests(argument: _strongroom_hsm_v1_RunSelfTestsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_hsm_v1_ApplianceStatus__Output>): grpc.ClientUnaryCall;
  RunSelfTests(argument: _strongroom_hsm_v1_RunSelfTestsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_hsm_v1_ApplianceStatus__Output>): grpc.ClientUnaryCall;
  RunSelfTests(argument: _strongroom_hsm_v1_RunSelfTestsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_hsm_v1_ApplianceStatus__Output>): grpc.ClientUnaryCall;
  RunSelfTests(argument: _strongroom_hsm_v1_RunSelfTestsRequest, callback: grpc.requestCallback<_strongroom_hsm_v1_ApplianceStatus__Output>): grpc.ClientUnaryCall;
  runSelfTests(argument: _strongroom_hsm_v1_RunSelfTestsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_hsm_v1_ApplianceStatus__Output>): grpc.ClientUnaryCall;
  runSelfTests(argument: _strongroom_hsm_v1_RunSelfTestsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_hsm_v1_ApplianceStatus__Output>): grpc.ClientUnaryCall;
  runSelfTests(argument: _strongroom_hsm_v1_RunSelfTestsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_hsm_v1_ApplianceStatus__Output>): grpc.ClientUnaryCall;
  runSelfTests(argument: _strongroom_hsm_v1_RunSelfTestsRequest, callback: grpc.requestCallback<_strongroom_hsm_v1_ApplianceStatus__Output>): grpc.ClientUnaryCall;
  
  Zeroize(argument: _strongroom_hsm_v1_ZeroizeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_hsm_v1_ApplianceStatus__Output>): grpc.ClientUnaryCall;
  Zeroize(argument: _strongroom_hsm_v1_ZeroizeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_hsm_v1_ApplianceStatus__Output>): grpc.ClientUnaryCall;
  Zeroize(argument: _strongroom_hsm_v1_ZeroizeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_hsm_v1_ApplianceStatus__Output>): grpc.ClientUnaryCall;
  Zeroize(argument: _strongroom_hsm_v1_ZeroizeRequest, callback: grpc.requestCallback<_strongroom_hsm_v1_ApplianceStatus__Output>): grpc.ClientUnaryCall;
  zeroize(argument: _strongroom_hsm_v1_ZeroizeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_hsm_v1_ApplianceStatus__Output>): grpc.ClientUnaryCall;
  zeroize(argument: _strongroom_hsm_v1_ZeroizeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_hsm_v1_ApplianceStatus__Output>): grpc.ClientUnaryCall;
  zeroize(argument: _strongroom_hsm_v1_ZeroizeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_hsm_v1_ApplianceStatus__Output>): grpc.ClientUnaryCall;
  zeroize(argument: _strongroom_hsm_v1_ZeroizeRequest, callback: grpc.requestCallback<_strongroom_hsm_v1_ApplianceStatus__Output>): grpc.ClientUnaryCall;
  
}

export interface ApplianceHandlers extends grpc.UntypedServiceImplementation {
  ChangeDomain: grpc.handleUnaryCall<_strongroom_hsm_v1_SignedDomainCommand__Output, _strongroom_hsm_v1_ExportedDomainToken>;
  
  CreateDomain: grpc.handleUnaryCall<_strongroom_hsm_v1_SignedDomainCommand__Output, _strongroom_hsm_v1_ExportedDomainToken>;
  
  GetStatus: grpc.handleUnaryCall<_strongroom_hsm_v1_GetStatusRequest__Output, _strongroom_hsm_v1_ApplianceStatus>;
  
  JoinDomain: grpc.handleUnaryCall<_strongroom_hsm_v1_JoinDomainRequest__Output, _strongroom_hsm_v1_ApplianceStatus>;
  
  RunSelfTests: grpc.handleUnaryCall<_strongroom_hsm_v1_RunSelfTestsRequest__Output, _strongroom_hsm_v1_ApplianceStatus>;
  
  Zeroize: grpc.handleUnaryCall<_strongroom_hsm_v1_ZeroizeRequest__Output, _strongroom_hsm_v1_ApplianceStatus>;
  
}

export interface ApplianceDefinition extends grpc.ServiceDefinition {
  ChangeDomain: MethodDefinition<_strongroom_hsm_v1_SignedDomainCommand, _strongroom_hsm_v1_ExportedDomainToken, _strongroom_hsm_v1_SignedDomainCommand__Output, _strongroom_hsm_v1_ExportedDomainToken__Output>
  CreateDomain: MethodDefinition<_strongroom_hsm_v1_SignedDomainCommand, _strongroom_hsm_v1_ExportedDomainToken, _strongroom_hsm_v1_SignedDomainCommand__Output, _strongroom_hsm_v1_ExportedDomainToken__Output>
  GetStatus: MethodDefinition<_strongroom_hsm_v1_GetStatusRequest, _strongroom_hsm_v1_ApplianceStatus, _strongroom_hsm_v1_GetStatusRequest__Output, _strongroom_hsm_v1_ApplianceStatus__Output>
  JoinDomain: MethodDefinition<_strongroom_hsm_v1_JoinDomainRequest, _strongroom_hsm_v1_ApplianceStatus, _strongroom_hsm_v1_JoinDomainRequest__Output, _strongroom_hsm_v1_ApplianceStatus__Output>
  RunSelfTests: MethodDefinition<_strongroom_hsm_v1_RunSelfTestsRequest, _strongroom_hsm_v1_ApplianceStatus, _strongroom_hsm_v1_RunSelfTestsRequest__Output, _strongroom_hsm_v1_ApplianceStatus__Output>
  Zeroize: MethodDefinition<_strongroom_hsm_v1_ZeroizeRequest, _strongroom_hsm_v1_ApplianceStatus, _strongroom_hsm_v1_ZeroizeRequest__Output, _strongroom_hsm_v1_ApplianceStatus__Output>
}
