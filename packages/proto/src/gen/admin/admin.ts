import type * as grpc from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from './google/protobuf/Timestamp.js';
import type { AccessKey as _strongroom_admin_v1_AccessKey, AccessKey__Output as _strongroom_admin_v1_AccessKey__Output } from './strongroom/admin/v1/AccessKey.js';
import type { AdminClient as _strongroom_admin_v1_AdminClient, AdminDefinition as _strongroom_admin_v1_AdminDefinition } from './strongroom/admin/v1/Admin.js';
import type { AdvanceClockRequest as _strongroom_admin_v1_AdvanceClockRequest, AdvanceClockRequest__Output as _strongroom_admin_v1_AdvanceClockRequest__Output } from './strongroom/admin/v1/AdvanceClockRequest.js';
import type { BearerToken as _strongroom_admin_v1_BearerToken, BearerToken__Output as _strongroom_admin_v1_BearerToken__Output } from './strongroom/admin/v1/BearerToken.js';
import type { BindClientCertificateRequest as _strongroom_admin_v1_BindClientCertificateRequest, BindClientCertificateRequest__Output as _strongroom_admin_v1_BindClientCertificateRequest__Output } from './strongroom/admin/v1/BindClientCertificateRequest.js';
import type { ChangeDomainRequest as _strongroom_admin_v1_ChangeDomainRequest, ChangeDomainRequest__Output as _strongroom_admin_v1_ChangeDomainRequest__Output } from './strongroom/admin/v1/ChangeDomainRequest.js';
import type { ChangeDomainResponse as _strongroom_admin_v1_ChangeDomainResponse, ChangeDomainResponse__Output as _strongroom_admin_v1_ChangeDomainResponse__Output } from './strongroom/admin/v1/ChangeDomainResponse.js';
import type { ClientCertificateBinding as _strongroom_admin_v1_ClientCertificateBinding, ClientCertificateBinding__Output as _strongroom_admin_v1_ClientCertificateBinding__Output } from './strongroom/admin/v1/ClientCertificateBinding.js';
import type { ClockState as _strongroom_admin_v1_ClockState, ClockState__Output as _strongroom_admin_v1_ClockState__Output } from './strongroom/admin/v1/ClockState.js';
import type { CommandSignature as _strongroom_admin_v1_CommandSignature, CommandSignature__Output as _strongroom_admin_v1_CommandSignature__Output } from './strongroom/admin/v1/CommandSignature.js';
import type { CreateAccessKeyRequest as _strongroom_admin_v1_CreateAccessKeyRequest, CreateAccessKeyRequest__Output as _strongroom_admin_v1_CreateAccessKeyRequest__Output } from './strongroom/admin/v1/CreateAccessKeyRequest.js';
import type { CreateBearerTokenRequest as _strongroom_admin_v1_CreateBearerTokenRequest, CreateBearerTokenRequest__Output as _strongroom_admin_v1_CreateBearerTokenRequest__Output } from './strongroom/admin/v1/CreateBearerTokenRequest.js';
import type { CreatePrincipalRequest as _strongroom_admin_v1_CreatePrincipalRequest, CreatePrincipalRequest__Output as _strongroom_admin_v1_CreatePrincipalRequest__Output } from './strongroom/admin/v1/CreatePrincipalRequest.js';
import type { CreateRoleRequest as _strongroom_admin_v1_CreateRoleRequest, CreateRoleRequest__Output as _strongroom_admin_v1_CreateRoleRequest__Output } from './strongroom/admin/v1/CreateRoleRequest.js';
import type { CreateRoleSessionRequest as _strongroom_admin_v1_CreateRoleSessionRequest, CreateRoleSessionRequest__Output as _strongroom_admin_v1_CreateRoleSessionRequest__Output } from './strongroom/admin/v1/CreateRoleSessionRequest.js';
import type { CreateServicePrincipalRequest as _strongroom_admin_v1_CreateServicePrincipalRequest, CreateServicePrincipalRequest__Output as _strongroom_admin_v1_CreateServicePrincipalRequest__Output } from './strongroom/admin/v1/CreateServicePrincipalRequest.js';
import type { CreateSessionCredentialsRequest as _strongroom_admin_v1_CreateSessionCredentialsRequest, CreateSessionCredentialsRequest__Output as _strongroom_admin_v1_CreateSessionCredentialsRequest__Output } from './strongroom/admin/v1/CreateSessionCredentialsRequest.js';
import type { CreateTenantRequest as _strongroom_admin_v1_CreateTenantRequest, CreateTenantRequest__Output as _strongroom_admin_v1_CreateTenantRequest__Output } from './strongroom/admin/v1/CreateTenantRequest.js';
import type { DeleteAccessKeyRequest as _strongroom_admin_v1_DeleteAccessKeyRequest, DeleteAccessKeyRequest__Output as _strongroom_admin_v1_DeleteAccessKeyRequest__Output } from './strongroom/admin/v1/DeleteAccessKeyRequest.js';
import type { DeletePrincipalPolicyRequest as _strongroom_admin_v1_DeletePrincipalPolicyRequest, DeletePrincipalPolicyRequest__Output as _strongroom_admin_v1_DeletePrincipalPolicyRequest__Output } from './strongroom/admin/v1/DeletePrincipalPolicyRequest.js';
import type { DeletePrincipalRequest as _strongroom_admin_v1_DeletePrincipalRequest, DeletePrincipalRequest__Output as _strongroom_admin_v1_DeletePrincipalRequest__Output } from './strongroom/admin/v1/DeletePrincipalRequest.js';
import type { DescribeFleetRequest as _strongroom_admin_v1_DescribeFleetRequest, DescribeFleetRequest__Output as _strongroom_admin_v1_DescribeFleetRequest__Output } from './strongroom/admin/v1/DescribeFleetRequest.js';
import type { DescribeFleetResponse as _strongroom_admin_v1_DescribeFleetResponse, DescribeFleetResponse__Output as _strongroom_admin_v1_DescribeFleetResponse__Output } from './strongroom/admin/v1/DescribeFleetResponse.js';
import type { DescribePrincipalRequest as _strongroom_admin_v1_DescribePrincipalRequest, DescribePrincipalRequest__Output as _strongroom_admin_v1_DescribePrincipalRequest__Output } from './strongroom/admin/v1/DescribePrincipalRequest.js';
import type { DomainMember as _strongroom_admin_v1_DomainMember, DomainMember__Output as _strongroom_admin_v1_DomainMember__Output } from './strongroom/admin/v1/DomainMember.js';
import type { DomainOperator as _strongroom_admin_v1_DomainOperator, DomainOperator__Output as _strongroom_admin_v1_DomainOperator__Output } from './strongroom/admin/v1/DomainOperator.js';
import type { DomainPeer as _strongroom_admin_v1_DomainPeer, DomainPeer__Output as _strongroom_admin_v1_DomainPeer__Output } from './strongroom/admin/v1/DomainPeer.js';
import type { DomainRule as _strongroom_admin_v1_DomainRule, DomainRule__Output as _strongroom_admin_v1_DomainRule__Output } from './strongroom/admin/v1/DomainRule.js';
import type { GetClockRequest as _strongroom_admin_v1_GetClockRequest, GetClockRequest__Output as _strongroom_admin_v1_GetClockRequest__Output } from './strongroom/admin/v1/GetClockRequest.js';
import type { InitializeFleetRequest as _strongroom_admin_v1_InitializeFleetRequest, InitializeFleetRequest__Output as _strongroom_admin_v1_InitializeFleetRequest__Output } from './strongroom/admin/v1/InitializeFleetRequest.js';
import type { ListAccessKeysRequest as _strongroom_admin_v1_ListAccessKeysRequest, ListAccessKeysRequest__Output as _strongroom_admin_v1_ListAccessKeysRequest__Output } from './strongroom/admin/v1/ListAccessKeysRequest.js';
import type { ListAccessKeysResponse as _strongroom_admin_v1_ListAccessKeysResponse, ListAccessKeysResponse__Output as _strongroom_admin_v1_ListAccessKeysResponse__Output } from './strongroom/admin/v1/ListAccessKeysResponse.js';
import type { ListPrincipalsRequest as _strongroom_admin_v1_ListPrincipalsRequest, ListPrincipalsRequest__Output as _strongroom_admin_v1_ListPrincipalsRequest__Output } from './strongroom/admin/v1/ListPrincipalsRequest.js';
import type { ListPrincipalsResponse as _strongroom_admin_v1_ListPrincipalsResponse, ListPrincipalsResponse__Output as _strongroom_admin_v1_ListPrincipalsResponse__Output } from './strongroom/admin/v1/ListPrincipalsResponse.js';
import type { ListTenantsRequest as _strongroom_admin_v1_ListTenantsRequest, ListTenantsRequest__Output as _strongroom_admin_v1_ListTenantsRequest__Output } from './strongroom/admin/v1/ListTenantsRequest.js';
import type { ListTenantsResponse as _strongroom_admin_v1_ListTenantsResponse, ListTenantsResponse__Output as _strongroom_admin_v1_ListTenantsResponse__Output } from './strongroom/admin/v1/ListTenantsResponse.js';
import type { NodeStatus as _strongroom_admin_v1_NodeStatus, NodeStatus__Output as _strongroom_admin_v1_NodeStatus__Output } from './strongroom/admin/v1/NodeStatus.js';
import type { Principal as _strongroom_admin_v1_Principal, Principal__Output as _strongroom_admin_v1_Principal__Output } from './strongroom/admin/v1/Principal.js';
import type { PrincipalDescription as _strongroom_admin_v1_PrincipalDescription, PrincipalDescription__Output as _strongroom_admin_v1_PrincipalDescription__Output } from './strongroom/admin/v1/PrincipalDescription.js';
import type { PutPrincipalPolicyRequest as _strongroom_admin_v1_PutPrincipalPolicyRequest, PutPrincipalPolicyRequest__Output as _strongroom_admin_v1_PutPrincipalPolicyRequest__Output } from './strongroom/admin/v1/PutPrincipalPolicyRequest.js';
import type { RegionStatus as _strongroom_admin_v1_RegionStatus, RegionStatus__Output as _strongroom_admin_v1_RegionStatus__Output } from './strongroom/admin/v1/RegionStatus.js';
import type { RevokeBearerTokenRequest as _strongroom_admin_v1_RevokeBearerTokenRequest, RevokeBearerTokenRequest__Output as _strongroom_admin_v1_RevokeBearerTokenRequest__Output } from './strongroom/admin/v1/RevokeBearerTokenRequest.js';
import type { RewrapTenantsRequest as _strongroom_admin_v1_RewrapTenantsRequest, RewrapTenantsRequest__Output as _strongroom_admin_v1_RewrapTenantsRequest__Output } from './strongroom/admin/v1/RewrapTenantsRequest.js';
import type { RewrapTenantsResponse as _strongroom_admin_v1_RewrapTenantsResponse, RewrapTenantsResponse__Output as _strongroom_admin_v1_RewrapTenantsResponse__Output } from './strongroom/admin/v1/RewrapTenantsResponse.js';
import type { SetAccessKeyActiveRequest as _strongroom_admin_v1_SetAccessKeyActiveRequest, SetAccessKeyActiveRequest__Output as _strongroom_admin_v1_SetAccessKeyActiveRequest__Output } from './strongroom/admin/v1/SetAccessKeyActiveRequest.js';
import type { SetPermissionsBoundaryRequest as _strongroom_admin_v1_SetPermissionsBoundaryRequest, SetPermissionsBoundaryRequest__Output as _strongroom_admin_v1_SetPermissionsBoundaryRequest__Output } from './strongroom/admin/v1/SetPermissionsBoundaryRequest.js';
import type { TagPrincipalRequest as _strongroom_admin_v1_TagPrincipalRequest, TagPrincipalRequest__Output as _strongroom_admin_v1_TagPrincipalRequest__Output } from './strongroom/admin/v1/TagPrincipalRequest.js';
import type { Tenant as _strongroom_admin_v1_Tenant, Tenant__Output as _strongroom_admin_v1_Tenant__Output } from './strongroom/admin/v1/Tenant.js';
import type { UntagPrincipalRequest as _strongroom_admin_v1_UntagPrincipalRequest, UntagPrincipalRequest__Output as _strongroom_admin_v1_UntagPrincipalRequest__Output } from './strongroom/admin/v1/UntagPrincipalRequest.js';
import type { UpdateRoleRequest as _strongroom_admin_v1_UpdateRoleRequest, UpdateRoleRequest__Output as _strongroom_admin_v1_UpdateRoleRequest__Output } from './strongroom/admin/v1/UpdateRoleRequest.js';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  google: {
    protobuf: {
      Timestamp: MessageTypeDefinition<_google_protobuf_Timestamp, _google_protobuf_Timestamp__Output>
    }
  }
  strongroom: {
    admin: {
      v1: {
        AccessKey: MessageTypeDefinition<_strongroom_admin_v1_AccessKey, _strongroom_admin_v1_AccessKey__Output>
        Admin: SubtypeConstructor<typeof grpc.Client, _strongroom_admin_v1_AdminClient> & { service: _strongroom_admin_v1_AdminDefinition }
        AdvanceClockRequest: MessageTypeDefinition<_strongroom_admin_v1_AdvanceClockRequest, _strongroom_admin_v1_AdvanceClockRequest__Output>
        BearerToken: MessageTypeDefinition<_strongroom_admin_v1_BearerToken, _strongroom_admin_v1_BearerToken__Output>
        BindClientCertificateRequest: MessageTypeDefinition<_strongroom_admin_v1_BindClientCertificateRequest, _strongroom_admin_v1_BindClientCertificateRequest__Output>
        ChangeDomainRequest: MessageTypeDefinition<_strongroom_admin_v1_ChangeDomainRequest, _strongroom_admin_v1_ChangeDomainRequest__Output>
        ChangeDomainResponse: MessageTypeDefinition<_strongroom_admin_v1_ChangeDomainResponse, _strongroom_admin_v1_ChangeDomainResponse__Output>
        ClientCertificateBinding: MessageTypeDefinition<_strongroom_admin_v1_ClientCertificateBinding, _strongroom_admin_v1_ClientCertificateBinding__Output>
        ClockState: MessageTypeDefinition<_strongroom_admin_v1_ClockState, _strongroom_admin_v1_ClockState__Output>
        CommandSignature: MessageTypeDefinition<_strongroom_admin_v1_CommandSignature, _strongroom_admin_v1_CommandSignature__Output>
        CreateAccessKeyRequest: MessageTypeDefinition<_strongroom_admin_v1_CreateAccessKeyRequest, _strongroom_admin_v1_CreateAccessKeyRequest__Output>
        CreateBearerTokenRequest: MessageTypeDefinition<_strongroom_admin_v1_CreateBearerTokenRequest, _strongroom_admin_v1_CreateBearerTokenRequest__Output>
        CreatePrincipalRequest: MessageTypeDefinition<_strongroom_admin_v1_CreatePrincipalRequest, _strongroom_admin_v1_CreatePrincipalRequest__Output>
        CreateRoleRequest: MessageTypeDefinition<_strongroom_admin_v1_CreateRoleRequest, _strongroom_admin_v1_CreateRoleRequest__Output>
        CreateRoleSessionRequest: MessageTypeDefinition<_strongroom_admin_v1_CreateRoleSessionRequest, _strongroom_admin_v1_CreateRoleSessionRequest__Output>
        CreateServicePrincipalRequest: MessageTypeDefinition<_strongroom_admin_v1_CreateServicePrincipalRequest, _strongroom_admin_v1_CreateServicePrincipalRequest__Output>
        CreateSessionCredentialsRequest: MessageTypeDefinition<_strongroom_admin_v1_CreateSessionCredentialsRequest, _strongroom_admin_v1_CreateSessionCredentialsRequest__Output>
        CreateTenantRequest: MessageTypeDefinition<_strongroom_admin_v1_CreateTenantRequest, _strongroom_admin_v1_CreateTenantRequest__Output>
        DeleteAccessKeyRequest: MessageTypeDefinition<_strongroom_admin_v1_DeleteAccessKeyRequest, _strongroom_admin_v1_DeleteAccessKeyRequest__Output>
        DeletePrincipalPolicyRequest: MessageTypeDefinition<_strongroom_admin_v1_DeletePrincipalPolicyRequest, _strongroom_admin_v1_DeletePrincipalPolicyRequest__Output>
        DeletePrincipalRequest: MessageTypeDefinition<_strongroom_admin_v1_DeletePrincipalRequest, _strongroom_admin_v1_DeletePrincipalRequest__Output>
        DescribeFleetRequest: MessageTypeDefinition<_strongroom_admin_v1_DescribeFleetRequest, _strongroom_admin_v1_DescribeFleetRequest__Output>
        DescribeFleetResponse: MessageTypeDefinition<_strongroom_admin_v1_DescribeFleetResponse, _strongroom_admin_v1_DescribeFleetResponse__Output>
        DescribePrincipalRequest: MessageTypeDefinition<_strongroom_admin_v1_DescribePrincipalRequest, _strongroom_admin_v1_DescribePrincipalRequest__Output>
        DomainMember: MessageTypeDefinition<_strongroom_admin_v1_DomainMember, _strongroom_admin_v1_DomainMember__Output>
        DomainOperator: MessageTypeDefinition<_strongroom_admin_v1_DomainOperator, _strongroom_admin_v1_DomainOperator__Output>
        DomainPeer: MessageTypeDefinition<_strongroom_admin_v1_DomainPeer, _strongroom_admin_v1_DomainPeer__Output>
        DomainRule: MessageTypeDefinition<_strongroom_admin_v1_DomainRule, _strongroom_admin_v1_DomainRule__Output>
        GetClockRequest: MessageTypeDefinition<_strongroom_admin_v1_GetClockRequest, _strongroom_admin_v1_GetClockRequest__Output>
        InitializeFleetRequest: MessageTypeDefinition<_strongroom_admin_v1_InitializeFleetRequest, _strongroom_admin_v1_InitializeFleetRequest__Output>
        ListAccessKeysRequest: MessageTypeDefinition<_strongroom_admin_v1_ListAccessKeysRequest, _strongroom_admin_v1_ListAccessKeysRequest__Output>
        ListAccessKeysResponse: MessageTypeDefinition<_strongroom_admin_v1_ListAccessKeysResponse, _strongroom_admin_v1_ListAccessKeysResponse__Output>
        ListPrincipalsRequest: MessageTypeDefinition<_strongroom_admin_v1_ListPrincipalsRequest, _strongroom_admin_v1_ListPrincipalsRequest__Output>
        ListPrincipalsResponse: MessageTypeDefinition<_strongroom_admin_v1_ListPrincipalsResponse, _strongroom_admin_v1_ListPrincipalsResponse__Output>
        ListTenantsRequest: MessageTypeDefinition<_strongroom_admin_v1_ListTenantsRequest, _strongroom_admin_v1_ListTenantsRequest__Output>
        ListTenantsResponse: MessageTypeDefinition<_strongroom_admin_v1_ListTenantsResponse, _strongroom_admin_v1_ListTenantsResponse__Output>
        NodeStatus: MessageTypeDefinition<_strongroom_admin_v1_NodeStatus, _strongroom_admin_v1_NodeStatus__Output>
        Principal: MessageTypeDefinition<_strongroom_admin_v1_Principal, _strongroom_admin_v1_Principal__Output>
        PrincipalDescription: MessageTypeDefinition<_strongroom_admin_v1_PrincipalDescription, _strongroom_admin_v1_PrincipalDescription__Output>
        PutPrincipalPolicyRequest: MessageTypeDefinition<_strongroom_admin_v1_PutPrincipalPolicyRequest, _strongroom_admin_v1_PutPrincipalPolicyRequest__Output>
        RegionStatus: MessageTypeDefinition<_strongroom_admin_v1_RegionStatus, _strongroom_admin_v1_RegionStatus__Output>
        RevokeBearerTokenRequest: MessageTypeDefinition<_strongroom_admin_v1_RevokeBearerTokenRequest, _strongroom_admin_v1_RevokeBearerTokenRequest__Output>
        RewrapTenantsRequest: MessageTypeDefinition<_strongroom_admin_v1_RewrapTenantsRequest, _strongroom_admin_v1_RewrapTenantsRequest__Output>
        RewrapTenantsResponse: MessageTypeDefinition<_strongroom_admin_v1_RewrapTenantsResponse, _strongroom_admin_v1_RewrapTenantsResponse__Output>
        SetAccessKeyActiveRequest: MessageTypeDefinition<_strongroom_admin_v1_SetAccessKeyActiveRequest, _strongroom_admin_v1_SetAccessKeyActiveRequest__Output>
        SetPermissionsBoundaryRequest: MessageTypeDefinition<_strongroom_admin_v1_SetPermissionsBoundaryRequest, _strongroom_admin_v1_SetPermissionsBoundaryRequest__Output>
        TagPrincipalRequest: MessageTypeDefinition<_strongroom_admin_v1_TagPrincipalRequest, _strongroom_admin_v1_TagPrincipalRequest__Output>
        Tenant: MessageTypeDefinition<_strongroom_admin_v1_Tenant, _strongroom_admin_v1_Tenant__Output>
        UntagPrincipalRequest: MessageTypeDefinition<_strongroom_admin_v1_UntagPrincipalRequest, _strongroom_admin_v1_UntagPrincipalRequest__Output>
        UpdateRoleRequest: MessageTypeDefinition<_strongroom_admin_v1_UpdateRoleRequest, _strongroom_admin_v1_UpdateRoleRequest__Output>
      }
    }
  }
}

