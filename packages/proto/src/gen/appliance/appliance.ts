import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { ApplianceClient as _strongroom_hsm_v1_ApplianceClient, ApplianceDefinition as _strongroom_hsm_v1_ApplianceDefinition } from './strongroom/hsm/v1/Appliance.js';
import type { ApplianceStatus as _strongroom_hsm_v1_ApplianceStatus, ApplianceStatus__Output as _strongroom_hsm_v1_ApplianceStatus__Output } from './strongroom/hsm/v1/ApplianceStatus.js';
import type { ExportedDomainToken as _strongroom_hsm_v1_ExportedDomainToken, ExportedDomainToken__Output as _strongroom_hsm_v1_ExportedDomainToken__Output } from './strongroom/hsm/v1/ExportedDomainToken.js';
import type { GetStatusRequest as _strongroom_hsm_v1_GetStatusRequest, GetStatusRequest__Output as _strongroom_hsm_v1_GetStatusRequest__Output } from './strongroom/hsm/v1/GetStatusRequest.js';
import type { JoinDomainRequest as _strongroom_hsm_v1_JoinDomainRequest, JoinDomainRequest__Output as _strongroom_hsm_v1_JoinDomainRequest__Output } from './strongroom/hsm/v1/JoinDomainRequest.js';
import type { OperatorSignature as _strongroom_hsm_v1_OperatorSignature, OperatorSignature__Output as _strongroom_hsm_v1_OperatorSignature__Output } from './strongroom/hsm/v1/OperatorSignature.js';
import type { RunSelfTestsRequest as _strongroom_hsm_v1_RunSelfTestsRequest, RunSelfTestsRequest__Output as _strongroom_hsm_v1_RunSelfTestsRequest__Output } from './strongroom/hsm/v1/RunSelfTestsRequest.js';
import type { SelfTestResult as _strongroom_hsm_v1_SelfTestResult, SelfTestResult__Output as _strongroom_hsm_v1_SelfTestResult__Output } from './strongroom/hsm/v1/SelfTestResult.js';
import type { SignedDomainCommand as _strongroom_hsm_v1_SignedDomainCommand, SignedDomainCommand__Output as _strongroom_hsm_v1_SignedDomainCommand__Output } from './strongroom/hsm/v1/SignedDomainCommand.js';
import type { ZeroizeRequest as _strongroom_hsm_v1_ZeroizeRequest, ZeroizeRequest__Output as _strongroom_hsm_v1_ZeroizeRequest__Output } from './strongroom/hsm/v1/ZeroizeRequest.js';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  strongroom: {
    hsm: {
      v1: {
        Appliance: SubtypeConstructor<typeof grpc.Client, _strongroom_hsm_v1_ApplianceClient> & { service: _strongroom_hsm_v1_ApplianceDefinition }
        ApplianceState: EnumTypeDefinition
        ApplianceStatus: MessageTypeDefinition<_strongroom_hsm_v1_ApplianceStatus, _strongroom_hsm_v1_ApplianceStatus__Output>
        ExportedDomainToken: MessageTypeDefinition<_strongroom_hsm_v1_ExportedDomainToken, _strongroom_hsm_v1_ExportedDomainToken__Output>
        GetStatusRequest: MessageTypeDefinition<_strongroom_hsm_v1_GetStatusRequest, _strongroom_hsm_v1_GetStatusRequest__Output>
        JoinDomainRequest: MessageTypeDefinition<_strongroom_hsm_v1_JoinDomainRequest, _strongroom_hsm_v1_JoinDomainRequest__Output>
        OperatorSignature: MessageTypeDefinition<_strongroom_hsm_v1_OperatorSignature, _strongroom_hsm_v1_OperatorSignature__Output>
        RunSelfTestsRequest: MessageTypeDefinition<_strongroom_hsm_v1_RunSelfTestsRequest, _strongroom_hsm_v1_RunSelfTestsRequest__Output>
        SelfTestResult: MessageTypeDefinition<_strongroom_hsm_v1_SelfTestResult, _strongroom_hsm_v1_SelfTestResult__Output>
        SignedDomainCommand: MessageTypeDefinition<_strongroom_hsm_v1_SignedDomainCommand, _strongroom_hsm_v1_SignedDomainCommand__Output>
        ZeroizeRequest: MessageTypeDefinition<_strongroom_hsm_v1_ZeroizeRequest, _strongroom_hsm_v1_ZeroizeRequest__Output>
      }
    }
  }
}

