// Original file: proto/strongroom/admin/v1/admin.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { AccessKey as _strongroom_admin_v1_AccessKey, AccessKey__Output as _strongroom_admin_v1_AccessKey__Output } from '../../../strongroom/admin/v1/AccessKey.js';
import type { AdvanceClockRequest as _strongroom_admin_v1_AdvanceClockRequest, AdvanceClockRequest__Output as _strongroom_admin_v1_AdvanceClockRequest__Output } from '../../../strongroom/admin/v1/AdvanceClockRequest.js';
import type { BearerToken as _strongroom_admin_v1_BearerToken, BearerToken__Output as _strongroom_admin_v1_BearerToken__Output } from '../../../strongroom/admin/v1/BearerToken.js';
import type { BindClientCertificateRequest as _strongroom_admin_v1_BindClientCertificateRequest, BindClientCertificateRequest__Output as _strongroom_admin_v1_BindClientCertificateRequest__Output } from '../../../strongroom/admin/v1/BindClientCertificateRequest.js';
import type { ChangeDomainRequest as _strongroom_admin_v1_ChangeDomainRequest, ChangeDomainRequest__Output as _strongroom_admin_v1_ChangeDomainRequest__Output } from '../../../strongroom/admin/v1/ChangeDomainRequest.js';
import type { ChangeDomainResponse as _strongroom_admin_v1_ChangeDomainResponse, ChangeDomainResponse__Output as _strongroom_admin_v1_ChangeDomainResponse__Output } from '../../../strongroom/admin/v1/ChangeDomainResponse.js';
import type { ClientCertificateBinding as _strongroom_admin_v1_ClientCertificateBinding, ClientCertificateBinding__Output as _strongroom_admin_v1_ClientCertificateBinding__Output } from '../../../strongroom/admin/v1/ClientCertificateBinding.js';
import type { ClockState as _strongroom_admin_v1_ClockState, ClockState__Output as _strongroom_admin_v1_ClockState__Output } from '../../../strongroom/admin/v1/ClockState.js';
import type { CreateAccessKeyRequest as _strongroom_admin_v1_CreateAccessKeyRequest, CreateAccessKeyRequest__Output as _strongroom_admin_v1_CreateAccessKeyRequest__Output } from '../../../strongroom/admin/v1/CreateAccessKeyRequest.js';
import type { CreateBearerTokenRequest as _strongroom_admin_v1_CreateBearerTokenRequest, CreateBearerTokenRequest__Output as _strongroom_admin_v1_CreateBearerTokenRequest__Output } from '../../../strongroom/admin/v1/CreateBearerTokenRequest.js';
import type { CreatePrincipalRequest as _strongroom_admin_v1_CreatePrincipalRequest, CreatePrincipalRequest__Output as _strongroom_admin_v1_CreatePrincipalRequest__Output } from '../../../strongroom/admin/v1/CreatePrincipalRequest.js';
import type { CreateRoleRequest as _strongroom_admin_v1_CreateRoleRequest, CreateRoleRequest__Output as _strongroom_admin_v1_CreateRoleRequest__Output } from '../../../strongroom/admin/v1/CreateRoleRequest.js';
import type { CreateRoleSessionRequest as _strongroom_admin_v1_CreateRoleSessionRequest, CreateRoleSessionRequest__Output as _strongroom_admin_v1_CreateRoleSessionRequest__Output } from '../../../strongroom/admin/v1/CreateRoleSessionRequest.js';
import type { CreateServicePrincipalRequest as _strongroom_admin_v1_CreateServicePrincipalRequest, CreateServicePrincipalRequest__Output as _strongroom_admin_v1_CreateServicePrincipalRequest__Output } from '../../../strongroom/admin/v1/CreateServicePrincipalRequest.js';
import type { CreateSessionCredentialsRequest as _strongroom_admin_v1_CreateSessionCredentialsRequest, CreateSessionCredentialsRequest__Output as _strongroom_admin_v1_CreateSessionCredentialsRequest__Output } from '../../../strongroom/admin/v1/CreateSessionCredentialsRequest.js';
import type { CreateTenantRequest as _strongroom_admin_v1_CreateTenantRequest, CreateTenantRequest__Output as _strongroom_admin_v1_CreateTenantRequest__Output } from '../../../strongroom/admin/v1/CreateTenantRequest.js';
import type { DeleteAccessKeyRequest as _strongroom_admin_v1_DeleteAccessKeyRequest, DeleteAccessKeyRequest__Output as _strongroom_admin_v1_DeleteAccessKeyRequest__Output } from '../../../strongroom/admin/v1/DeleteAccessKeyRequest.js';
import type { DeletePrincipalPolicyRequest as _strongroom_admin_v1_DeletePrincipalPolicyRequest, DeletePrincipalPolicyRequest__Output as _strongroom_admin_v1_DeletePrincipalPolicyRequest__Output } from '../../../strongroom/admin/v1/DeletePrincipalPolicyRequest.js';
import type { DeletePrincipalRequest as _strongroom_admin_v1_DeletePrincipalRequest, DeletePrincipalRequest__Output as _strongroom_admin_v1_DeletePrincipalRequest__Output } from '../../../strongroom/admin/v1/DeletePrincipalRequest.js';
import type { DescribeFleetRequest as _strongroom_admin_v1_DescribeFleetRequest, DescribeFleetRequest__Output as _strongroom_admin_v1_DescribeFleetRequest__Output } from '../../../strongroom/admin/v1/DescribeFleetRequest.js';
import type { DescribeFleetResponse as _strongroom_admin_v1_DescribeFleetResponse, DescribeFleetResponse__Output as _strongroom_admin_v1_DescribeFleetResponse__Output } from '../../../strongroom/admin/v1/DescribeFleetResponse.js';
import type { DescribePrincipalRequest as _strongroom_admin_v1_DescribePrincipalRequest, DescribePrincipalRequest__Output as _strongroom_admin_v1_DescribePrincipalRequest__Output } from '../../../strongroom/admin/v1/DescribePrincipalRequest.js';
import type { GetClockRequest as _strongroom_admin_v1_GetClockRequest, GetClockRequest__Output as _strongroom_admin_v1_GetClockRequest__Output } from '../../../strongroom/admin/v1/GetClockRequest.js';
import type { InitializeFleetRequest as _strongroom_admin_v1_InitializeFleetRequest, InitializeFleetRequest__Output as _strongroom_admin_v1_InitializeFleetRequest__Output } from '../../../strongroom/admin/v1/InitializeFleetRequest.js';
import type { ListAccessKeysRequest as _strongroom_admin_v1_ListAccessKeysRequest, ListAccessKeysRequest__Output as _strongroom_admin_v1_ListAccessKeysRequest__Output } from '../../../strongroom/admin/v1/ListAccessKeysRequest.js';
import type { ListAccessKeysResponse as _strongroom_admin_v1_ListAccessKeysResponse, ListAccessKeysResponse__Output as _strongroom_admin_v1_ListAccessKeysResponse__Output } from '../../../strongroom/admin/v1/ListAccessKeysResponse.js';
import type { ListPrincipalsRequest as _strongroom_admin_v1_ListPrincipalsRequest, ListPrincipalsRequest__Output as _strongroom_admin_v1_ListPrincipalsRequest__Output } from '../../../strongroom/admin/v1/ListPrincipalsRequest.js';
import type { ListPrincipalsResponse as _strongroom_admin_v1_ListPrincipalsResponse, ListPrincipalsResponse__Output as _strongroom_admin_v1_ListPrincipalsResponse__Output } from '../../../strongroom/admin/v1/ListPrincipalsResponse.js';
import type { ListTenantsRequest as _strongroom_admin_v1_ListTenantsRequest, ListTenantsRequest__Output as _strongroom_admin_v1_ListTenantsRequest__Output } from '../../../strongroom/admin/v1/ListTenantsRequest.js';
import type { ListTenantsResponse as _strongroom_admin_v1_ListTenantsResponse, ListTenantsResponse__Output as _strongroom_admin_v1_ListTenantsResponse__Output } from '../../../strongroom/admin/v1/ListTenantsResponse.js';
import type { Principal as _strongroom_admin_v1_Principal, Principal__Output as _strongroom_admin_v1_Principal__Output } from '../../../strongroom/admin/v1/Principal.js';
import type { PrincipalDescription as _strongroom_admin_v1_PrincipalDescription, PrincipalDescription__Output as _strongroom_admin_v1_PrincipalDescription__Output } from '../../../strongroom/admin/v1/PrincipalDescription.js';
import type { PutPrincipalPolicyRequest as _strongroom_admin_v1_PutPrincipalPolicyRequest, PutPrincipalPolicyRequest__Output as _strongroom_admin_v1_PutPrincipalPolicyRequest__Output } from '../../../strongroom/admin/v1/PutPrincipalPolicyRequest.js';
import type { RevokeBearerTokenRequest as _strongroom_admin_v1_RevokeBearerTokenRequest, RevokeBearerTokenRequest__Output as _strongroom_admin_v1_RevokeBearerTokenRequest__Output } from '../../../strongroom/admin/v1/RevokeBearerTokenRequest.js';
import type { RewrapTenantsRequest as _strongroom_admin_v1_RewrapTenantsRequest, RewrapTenantsRequest__Output as _strongroom_admin_v1_RewrapTenantsRequest__Output } from '../../../strongroom/admin/v1/RewrapTenantsRequest.js';
import type { RewrapTenantsResponse as _strongroom_admin_v1_RewrapTenantsResponse, RewrapTenantsResponse__Output as _strongroom_admin_v1_RewrapTenantsResponse__Output } from '../../../strongroom/admin/v1/RewrapTenantsResponse.js';
import type { SetAccessKeyActiveRequest as _strongroom_admin_v1_SetAccessKeyActiveRequest, SetAccessKeyActiveRequest__Output as _strongroom_admin_v1_SetAccessKeyActiveRequest__Output } from '../../../strongroom/admin/v1/SetAccessKeyActiveRequest.js';
import type { SetPermissionsBoundaryRequest as _strongroom_admin_v1_SetPermissionsBoundaryRequest, SetPermissionsBoundaryRequest__Output as _strongroom_admin_v1_SetPermissionsBoundaryRequest__Output } from '../../../strongroom/admin/v1/SetPermissionsBoundaryRequest.js';
import type { TagPrincipalRequest as _strongroom_admin_v1_TagPrincipalRequest, TagPrincipalRequest__Output as _strongroom_admin_v1_TagPrincipalRequest__Output } from '../../../strongroom/admin/v1/TagPrincipalRequest.js';
import type { Tenant as _strongroom_admin_v1_Tenant, Tenant__Output as _strongroom_admin_v1_Tenant__Output } from '../../../strongroom/admin/v1/Tenant.js';
import type { UntagPrincipalRequest as _strongroom_admin_v1_UntagPrincipalRequest, UntagPrincipalRequest__Output as _strongroom_admin_v1_UntagPrincipalRequest__Output } from '../../../strongroom/admin/v1/UntagPrincipalRequest.js';
import type { UpdateRoleRequest as _strongroom_admin_v1_UpdateRoleRequest, UpdateRoleRequest__Output as _strongroom_admin_v1_UpdateRoleRequest__Output } from '../../../strongroom/admin/v1/UpdateRoleRequest.js';

export interface AdminClient extends grpc.Client {
  AdvanceClock(argument: _strongroom_admin_v1_AdvanceClockRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_ClockState__Output>): grpc.ClientUnaryCall;
  AdvanceClock(argument: _strongroom_admin_v1_AdvanceClockRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_ClockState__Output>): grpc.ClientUnaryCall;
  AdvanceClock(argument: _strongroom_admin_v1_AdvanceClockRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_ClockState__Output>): grpc.ClientUnaryCall;
  AdvanceClock(argument: _strongroom_admin_v1_AdvanceClockRequest, callback: grpc.requestCallback<_strongroom_admin_v1_ClockState__Output>): grpc.ClientUnaryCall;
  advanceClock(argument: _strongroom_admin_v1_AdvanceClockRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_ClockState__Output>): grpc.ClientUnaryCall;
  advanceClock(argument: _strongroom_admin_v1_AdvanceClockRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_ClockState__Output>): grpc.ClientUnaryCall;
  advanceClock(argument: _strongroom_admin_v1_AdvanceClockRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_ClockState__Output>): grpc.ClientUnaryCall;
  advanceClock(argument: _strongroom_admin_v1_AdvanceClockRequest, callback: grpc.requestCallback<_strongroom_admin_v1_ClockState__Output>): grpc.ClientUnaryCall;
  
  BindClientCertificate(argument: _strongroom_admin_v1_BindClientCertificateRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_ClientCertificateBinding__Output>): grpc.ClientUnaryCall;
  BindClientCertificate(argument: _strongroom_admin_v1_BindClientCertificateRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_ClientCertificateBinding__Output>): grpc.ClientUnaryCall;
  BindClientCertificate(argument: _strongroom_admin_v1_BindClientCertificateRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_ClientCertificateBinding__Output>): grpc.ClientUnaryCall;
  BindClientCertificate(argument: _strongroom_admin_v1_BindClientCertificateRequest, callback: grpc.requestCallback<_strongroom_admin_v1_ClientCertificateBinding__Output>): grpc.ClientUnaryCall;
  bindClientCertificate(argument: _strongroom_admin_v1_BindClientCertificateRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_ClientCertificateBinding__Output>): grpc.ClientUnaryCall;
  bindClientCertificate(argument: _strongroom_admin_v1_BindClientCertificateRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_ClientCertificateBinding__Output>): grpc.ClientUnaryCall;
  bindClientCertificate(argument: _strongroom_admin_v1_BindClientCertificateRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_ClientCertificateBinding__Output>): grpc.ClientUnaryCall;
  bindClientCertificate(argument: _strongroom_admin_v1_BindClientCertificateRequest, callback: grpc.requestCallback<_strongroom_admin_v1_ClientCertificateBinding__Output>): grpc.ClientUnaryCall;
  
  ChangeDomain(argument: _strongroom_admin_v1_ChangeDomainRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_ChangeDomainResponse__Output>): grpc.ClientUnaryCall;
  ChangeDomain(argument: _strongroom_admin_v1_ChangeDomainRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_ChangeDomainResponse__Output>): grpc.ClientUnaryCall;
  ChangeDomain(argument: _strongroom_admin_v1_ChangeDomainRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_ChangeDomainResponse__Output>): grpc.ClientUnaryCall;
  ChangeDomain(argument: _strongroom_admin_v1_ChangeDomainRequest, callback: grpc.requestCallback<_strongroom_admin_v1_ChangeDomainResponse__Output>): grpc.ClientUnaryCall;
  changeDomain(argument: _strongroom_admin_v1_ChangeDomainRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_ChangeDomainResponse__Output>): grpc.ClientUnaryCall;
  changeDomain(argument: _strongroom_admin_v1_ChangeDomainRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_ChangeDomainResponse__Output>): grpc.ClientUnaryCall;
  changeDomain(argument: _strongroom_admin_v1_ChangeDomainRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_ChangeDomainResponse__Output>): grpc.ClientUnaryCall;
  changeDomain(argument: _strongroom_admin_v1_ChangeDomainRequest, callback: grpc.requestCallback<_strongroom_admin_v1_ChangeDomainResponse__Output>): grpc.ClientUnaryCall;
  
  CreateAccessKey(argument: _strongroom_admin_v1_CreateAccessKeyRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_AccessKey__Output>): grpc.ClientUnaryCall;
  CreateAccessKey(argument: _strongroom_admin_v1_CreateAccessKeyRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_AccessKey__Output>): grpc.ClientUnaryCall;
  CreateAccessKey(argument: _strongroom_admin_v1_CreateAccessKeyRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_AccessKey__Output>): grpc.ClientUnaryCall;
  CreateAccessKey(argument: _strongroom_admin_v1_CreateAccessKeyRequest, callback: grpc.requestCallback<_strongroom_admin_v1_AccessKey__Output>): grpc.ClientUnaryCall;
  createAccessKey(argument: _strongroom_admin_v1_CreateAccessKeyRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_AccessKey__Output>): grpc.ClientUnaryCall;
  createAccessKey(argument: _strongroom_admin_v1_CreateAccessKeyRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_AccessKey__Output>): grpc.ClientUnaryCall;
  createAccessKey(argument: _strongroom_admin_v1_CreateAccessKeyRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_AccessKey__Output>): grpc.ClientUnaryCall;
  createAccessKey(argument: _strongroom_admin_v1_CreateAccessKeyRequest, callback: grpc.requestCallback<_strongroom_admin_v1_AccessKey__Output>): grpc.ClientUnaryCall;
  
  CreateBearerToken(argument: _strongroom_admin_v1_CreateBearerTokenRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_BearerToken__Output>): grpc.ClientUnaryCall;
  CreateBearerToken(argument: _strongroom_admin_v1_CreateBearerTokenRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_BearerToken__Output>): grpc.ClientUnaryCall;
  CreateBearerToken(argument: _strongroom_admin_v1_CreateBearerTokenRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_BearerToken__Output>): grpc.ClientUnaryCall;
  CreateBearerToken(argument: _strongroom_admin_v1_CreateBearerTokenRequest, callback: grpc.requestCallback<_strongroom_admin_v1_BearerToken__Output>): grpc.ClientUnaryCall;
  createBearerToken(argument: _strongroom_admin_v1_CreateBearerTokenRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_BearerToken__Output>): grpc.ClientUnaryCall;
  createBearerToken(argument: _strongroom_admin_v1_CreateBearerTokenRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_BearerToken__Output>): grpc.ClientUnaryCall;
  createBearerToken(argument: _strongroom_admin_v1_CreateBearerTokenRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_BearerToken__Output>): grpc.ClientUnaryCall;
  createBearerToken(argument: _strongroom_admin_v1_CreateBearerTokenRequest, callback: grpc.requestCallback<_strongroom_admin_v1_BearerToken__Output>): grpc.ClientUnaryCall;
  
  CreatePrincipal(argument: _strongroom_admin_v1_CreatePrincipalRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_Principal__Output>): grpc.ClientUnaryCall;
  CreatePrincipal(argument: _strongroom_admin_v1_CreatePrincipalRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_Principal__Output>): grpc.ClientUnaryCall;
  CreatePrincipal(argument: _strongroom_admin_v1_CreatePrincipalRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_Principal__Output>): grpc.ClientUnaryCall;
  CreatePrincipal(argument: _strongroom_admin_v1_CreatePrincipalRequest, callback: grpc.requestCallback<_strongroom_admin_v1_Principal__Output>): grpc.ClientUnaryCall;
  createPrincipal(argument: _strongroom_admin_v1_CreatePrincipalRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_Principal__Output>): grpc.ClientUnaryCall;
  createPrincipal(argument: _strongroom_admin_v1_CreatePrincipalRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_Principal__Output>): grpc.ClientUnaryCall;
  createPrincipal(argument: _strongroom_admin_v1_CreatePrincipalRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_Principal__Output>): grpc.ClientUnaryCall;
  createPrincipal(argument: _strongroom_admin_v1_CreatePrincipalRequest, callback: grpc.requestCallback<_strongroom_admin_v1_Principal__Output>): grpc.ClientUnaryCall;
  
  CreateRole(argument: _strongroom_admin_v1_CreateRoleRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_Principal__Output>): grpc.ClientUnaryCall;
  CreateRole(argument: _strongroom_admin_v1_CreateRoleRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_Principal__Output>): grpc.ClientUnaryCall;
  CreateRole(argument: _strongroom_admin_v1_CreateRoleRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_Principal__Output>): grpc.ClientUnaryCall;
  CreateRole(argument: _strongroom_admin_v1_CreateRoleRequest, callback: grpc.requestCallback<_strongroom_admin_v1_Principal__Output>): grpc.ClientUnaryCall;
  createRole(argument: _strongroom_admin_v1_CreateRoleRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_Principal__Output>): grpc.ClientUnaryCall;
  createRole(argument: _strongroom_admin_v1_CreateRoleRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_Principal__Output>): grpc.ClientUnaryCall;
  createRole(argument: _strongroom_admin_v1_CreateRoleRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_Principal__Output>): grpc.ClientUnaryCall;
  createRole(argument: _strongroom_admin_v1_CreateRoleRequest, callback: grpc.requestCallback<_strongroom_admin_v1_Principal__Output>): grpc.ClientUnaryCall;
  
  CreateRoleSession(argument: _strongroom_admin_v1_CreateRoleSessionRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_AccessKey__Output>): grpc.ClientUnaryCall;
  CreateRoleSession(argument: _strongroom_admin_v1_CreateRoleSessionRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_AccessKey__Output>): grpc.ClientUnaryCall;
  CreateRoleSession(argument: _strongroom_admin_v1_CreateRoleSessionRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_AccessKey__Output>): grpc.ClientUnaryCall;
  CreateRoleSession(argument: _strongroom_admin_v1_CreateRoleSessionRequest, callback: grpc.requestCallback<_strongroom_admin_v1_AccessKey__Output>): grpc.ClientUnaryCall;
  createRoleSession(argument: _strongroom_admin_v1_CreateRoleSessionRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_AccessKey__Output>): grpc.ClientUnaryCall;
  createRoleSession(argument: _strongroom_admin_v1_CreateRoleSessionRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_AccessKey__Output>): grpc.ClientUnaryCall;
  createRoleSession(argument: _strongroom_admin_v1_CreateRoleSessionRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_AccessKey__Output>): grpc.ClientUnaryCall;
  createRoleSession(argument: _strongroom_admin_v1_CreateRoleSessionRequest, callback: grpc.requestCallback<_strongroom_admin_v1_AccessKey__Output>): grpc.ClientUnaryCall;
  
  CreateServicePrincipal(argument: _strongroom_admin_v1_CreateServicePrincipalRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_Principal__Output>): grpc.ClientUnaryCall;
  CreateServicePrincipal(argument: _strongroom_admin_v1_CreateServicePrincipalRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_Principal__Output>): grpc.ClientUnaryCall;
  CreateServicePrincipal(argument: _strongroom_admin_v1_CreateServicePrincipalRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_Principal__Output>): grpc.ClientUnaryCall;
  CreateServicePrincipal(argument: _strongroom_admin_v1_CreateServicePrincipalRequest, callback: grpc.requestCallback<_strongroom_admin_v1_Principal__Output>): grpc.ClientUnaryCall;
  createServicePrincipal(argument: _strongroom_admin_v1_CreateServicePrincipalRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_Principal__Output>): grpc.ClientUnaryCall;
  createServicePrincipal(argument: _strongroom_admin_v1_CreateServicePrincipalRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_Principal__Output>): grpc.ClientUnaryCall;
  createServicePrincipal(argument: _strongroom_admin_v1_CreateServicePrincipalRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_Principal__Output>): grpc.ClientUnaryCall;
  createServicePrincipal(argument: _strongroom_admin_v1_CreateServicePrincipalRequest, callback: grpc.requestCallback<_strongroom_admin_v1_Principal__Output>): grpc.ClientUnaryCall;
  
  CreateSessionCredentials(argument: _strongroom_admin_v1_CreateSessionCredentialsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_AccessKey__Output>): grpc.ClientUnaryCall;
  CreateSessionCredentials(argument: _strongroom_admin_v1_CreateSessionCredentialsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_AccessKey__Output>): grpc.ClientUnaryCall;
  CreateSessionCredentials(argument: _strongroom_admin_v1_CreateSessionCredentialsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_AccessKey__Output>): grpc.ClientUnaryCall;
  CreateSessionCredentials(argument: _strongroom_admin_v1_CreateSessionCredentialsRequest, callback: grpc.requestCallback<_strongroom_admin_v1_AccessKey__Output>): grpc.ClientUnaryCall;
  createSessionCredentials(argument: _strongroom_admin_v1_CreateSessionCredentialsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_AccessKey__Output>): grpc.ClientUnaryCall;
  createSessionCredentials(argument: _strongroom_admin_v1_CreateSessionCredentialsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_AccessKey__Output>): grpc.ClientUnaryCall;
  createSessionCredentials(argument: _strongroom_admin_v1_CreateSessionCredentialsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_AccessKey__Output>): grpc.ClientUnaryCall;
  createSessionCredentials(argument: _strongroom_admin_v1_CreateSessionCredentialsRequest, callback: grpc.requestCallback<_strongroom_admin_v1_AccessKey__Output>): grpc.ClientUnaryCall;
  
  CreateTenant(argument: _strongroom_admin_v1_CreateTenantRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_Tenant__Output>): grpc.ClientUnaryCall;
  CreateTenant(argument: _strongroom_admin_v1_CreateTenantRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_Tenant__Output>): grpc.ClientUnaryCall;
  CreateTenant(argument: _strongroom_admin_v1_CreateTenantRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_Tenant__Output>): grpc.ClientUnaryCall;
  CreateTenant(argument: _strongroom_admin_v1_CreateTenantRequest, callback: grpc.requestCallback<_strongroom_admin_v1_Tenant__Output>): grpc.ClientUnaryCall;
  createTenant(argument: _strongroom_admin_v1_CreateTenantRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_Tenant__Output>): grpc.ClientUnaryCall;
  createTenant(argument: _strongroom_admin_v1_CreateTenantRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_Tenant__Output>): grpc.ClientUnaryCall;
  createTenant(argument: _strongroom_admin_v1_CreateTenantRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_Tenant__Output>): grpc.ClientUnaryCall;
  createTenant(argument: _strongroom_admin_v1_CreateTenantRequest, callback: grpc.requestCallback<_strongroom_admin_v1_Tenant__Output>): grpc.ClientUnaryCall;
  
  DeleteAccessKey(argument: _strongroom_admin_v1_DeleteAccessKeyRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_AccessKey__Output>): grpc.ClientUnaryCall;
  DeleteAccessKey(argument: _strongroom_admin_v1_DeleteAccessKeyRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_AccessKey__Output>): grpc.ClientUnaryCall;
  DeleteAccessKey(argument: _strongroom_admin_v1_DeleteAccessKeyRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_AccessKey__Output>): grpc.ClientUnaryCall;
  DeleteAccessKey(argument: _strongroom_admin_v1_DeleteAccessKeyRequest, callback: grpc.requestCallback<_strongroom_admin_v1_AccessKey__Output>): grpc.ClientUnaryCall;
  deleteAccessKey(argument: _strongroom_admin_v1_DeleteAccessKeyRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_AccessKey__Output>): grpc.ClientUnaryCall;
  deleteAccessKey(argument: _strongroom_admin_v1_DeleteAccessKeyRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_AccessKey__Output>): grpc.ClientUnaryCall;
  deleteAccessKey(argument: _strongroom_admin_v1_DeleteAccessKeyRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_AccessKey__Output>): grpc.ClientUnaryCall;
  deleteAccessKey(argument: _strongroom_admin_v1_DeleteAccessKeyRequest, callback: grpc.requestCallback<_strongroom_admin_v1_AccessKey__Output>): grpc.ClientUnaryCall;
  
  DeletePrincipal(argument: _strongroom_admin_v1_DeletePrincipalRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_Principal__Output>): grpc.ClientUnaryCall;
  DeletePrincipal(argument: _strongroom_admin_v1_DeletePrincipalRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_Principal__Output>): grpc.ClientUnaryCall;
  DeletePrincipal(argument: _strongroom_admin_v1_DeletePrincipalRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_Principal__Output>): grpc.ClientUnaryCall;
  DeletePrincipal(argument: _strongroom_admin_v1_DeletePrincipalRequest, callback: grpc.requestCallback<_strongroom_admin_v1_Principal__Output>): grpc.ClientUnaryCall;
  deletePrincipal(argument: _strongroom_admin_v1_DeletePrincipalRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_Principal__Output>): grpc.ClientUnaryCall;
  deletePrincipal(argument: _strongroom_admin_v1_DeletePrincipalRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_Principal__Output>): grpc.ClientUnaryCall;
  deletePrincipal(argument: _strongroom_admin_v1_DeletePrincipalRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_Principal__Output>): grpc.ClientUnaryCall;
  deletePrincipal(argument: _strongroom_admin_v1_DeletePrincipalRequest, callback: grpc.requestCallback<_strongroom_admin_v1_Principal__Output>): grpc.ClientUnaryCall;
  
  DeletePrincipalPolicy(argument: _strongroom_admin_v1_DeletePrincipalPolicyRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  DeletePrincipalPolicy(argument: _strongroom_admin_v1_DeletePrincipalPolicyRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  DeletePrincipalPolicy(argument: _strongroom_admin_v1_DeletePrincipalPolicyRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  DeletePrincipalPolicy(argument: _strongroom_admin_v1_DeletePrincipalPolicyRequest, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  deletePrincipalPolicy(argument: _strongroom_admin_v1_DeletePrincipalPolicyRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  deletePrincipalPolicy(argument: _strongroom_admin_v1_DeletePrincipalPolicyRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  deletePrincipalPolicy(argument: _strongroom_admin_v1_DeletePrincipalPolicyRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  deletePrincipalPolicy(argument: _strongroom_admin_v1_DeletePrincipalPolicyRequest, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  
  DescribeFleet(argument: _strongroom_admin_v1_DescribeFleetRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_DescribeFleetResponse__Output>): grpc.ClientUnaryCall;
  DescribeFleet(argument: _strongroom_admin_v1_DescribeFleetRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_DescribeFleetResponse__Output>): grpc.ClientUnaryCall;
  DescribeFleet(argument: _strongroom_admin_v1_DescribeFleetRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_DescribeFleetResponse__Output>): grpc.ClientUnaryCall;
  DescribeFleet(argument: _strongroom_admin_v1_DescribeFleetRequest, callback: grpc.requestCallback<_strongroom_admin_v1_DescribeFleetResponse__Output>): grpc.ClientUnaryCall;
  describeFleet(argument: _strongroom_admin_v1_DescribeFleetRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_DescribeFleetResponse__Output>): grpc.ClientUnaryCall;
  describeFleet(argument: _strongroom_admin_v1_DescribeFleetRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_DescribeFleetResponse__Output>): grpc.ClientUnaryCall;
  describeFleet(argument: _strongroom_admin_v1_DescribeFleetRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_DescribeFleetResponse__Output>): grpc.ClientUnaryCall;
  describeFleet(argument: _strongroom_admin_v1_DescribeFleetRequest, callback: grpc.requestCallback<_strongroom_admin_v1_DescribeFleetResponse__Output>): grpc.ClientUnaryCall;
  
  DescribePrincipal(argument: _strongroom_admin_v1_DescribePrincipalRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  DescribePrincipal(argument: _strongroom_admin_v1_DescribePrincipalRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  DescribePrincipal(argument: _strongroom_admin_v1_DescribePrincipalRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  DescribePrincipal(argument: _strongroom_admin_v1_DescribePrincipalRequest, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  describePrincipal(argument: _strongroom_admin_v1_DescribePrincipalRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  describePrincipal(argument: _strongroom_admin_v1_DescribePrincipalRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  describePrincipal(argument: _strongroom_admin_v1_DescribePrincipalRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  describePrincipal(argument: _strongroom_admin_v1_DescribePrincipalRequest, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  
  GetClock(argument: _strongroom_admin_v1_GetClockRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_ClockState__Output>): grpc.ClientUnaryCall;
  GetClock(argument: _strongroom_admin_v1_GetClockRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_ClockState__Output>): grpc.ClientUnaryCall;
  GetClock(argument: _strongroom_admin_v1_GetClockRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_ClockState__Output>): grpc.ClientUnaryCall;
  GetClock(argument: _strongroom_admin_v1_GetClockRequest, callback: grpc.requestCallback<_strongroom_admin_v1_ClockState__Output>): grpc.ClientUnaryCall;
  getClock(argument: _strongroom_admin_v1_GetClockRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_ClockState__Output>): grpc.ClientUnaryCall;
  getClock(argument: _strongroom_admin_v1_GetClockRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_ClockState__Output>): grpc.ClientUnaryCall;
  getClock(argument: _strongroom_admin_v1_GetClockRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_ClockState__Output>): grpc.ClientUnaryCall;
  getClock(argument: _strongroom_admin_v1_GetClockRequest, callback: grpc.requestCallback<_strongroom_admin_v1_ClockState__Output>): grpc.ClientUnaryCall;
  
  InitializeFleet(argument: _strongroom_admin_v1_InitializeFleetRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_DescribeFleetResponse__Output>): grpc.ClientUnaryCall;
  InitializeFleet(argument: _strongroom_admin_v1_InitializeFleetRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_DescribeFleetResponse__Output>): grpc.ClientUnaryCall;
  InitializeFleet(argument: _strongroom_admin_v1_InitializeFleetRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_DescribeFleetResponse__Output>): grpc.ClientUnaryCall;
  InitializeFleet(argument: _strongroom_admin_v1_InitializeFleetRequest, callback: grpc.requestCallback<_strongroom_admin_v1_DescribeFleetResponse__Output>): grpc.ClientUnaryCall;
  initializeFleet(argument: _strongroom_admin_v1_InitializeFleetRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_DescribeFleetResponse__Output>): grpc.ClientUnaryCall;
  initializeFleet(argument: _strongroom_admin_v1_InitializeFleetRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_DescribeFleetResponse__Output>): grpc.ClientUnaryCall;
  initializeFleet(argument: _strongroom_admin_v1_InitializeFleetRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_DescribeFleetResponse__Output>): grpc.ClientUnaryCall;
  initializeFleet(argument: _strongroom_admin_v1_InitializeFleetRequest, callback: grpc.requestCallback<_strongroom_admin_v1_DescribeFleetResponse__Output>): grpc.ClientUnaryCall;
  
  ListAccessKeys(argument: _strongroom_admin_v1_ListAccessKeysRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_ListAccessKeysResponse__Output>): grpc.ClientUnaryCall;
  ListAccessKeys(argument: _strongroom_admin_v1_ListAccessKeysRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_ListAccessKeysResponse__Output>): grpc.ClientUnaryCall;
  ListAccessKeys(argument: _strongroom_admin_v1_ListAccessKeysRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_ListAccessKeysResponse__Output>): grpc.ClientUnaryCall;
  ListAccessKeys(argument: _strongroom_admin_v1_ListAccessKeysRequest, callback: grpc.requestCallback<_strongroom_admin_v1_ListAccessKeysResponse__Output>): grpc.ClientUnaryCall;
  listAccessKeys(argument: _strongroom_admin_v1_ListAccessKeysRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_ListAccessKeysResponse__Output>): grpc.ClientUnaryCall;
  listAccessKeys(argument: _strongroom_admin_v1_ListAccessKeysRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_ListAccessKeysResponse__Output>): grpc.ClientUnaryCall;
  listAccessKeys(argument: _strongroom_admin_v1_ListAccessKeysRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_ListAccessKeysResponse__Output>): grpc.ClientUnaryCall;
  listAccessKeys(argument: _strongroom_admin_v1_ListAccessKeysRequest, callback: grpc.requestCallback<_strongroom_admin_v1_ListAccessKeysResponse__Output>): grpc.ClientUnaryCall;
  
  ListPrincipals(argument: _strongroom_admin_v1_ListPrincipalsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_ListPrincipalsResponse__Output>): grpc.ClientUnaryCall;
  ListPrincipals(argument: _strongroom_admin_v1_ListPrincipalsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_ListPrincipalsResponse__Output>): grpc.ClientUnaryCall;
  ListPrincipals(argument: _strongroom_admin_v1_ListPrincipalsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_ListPrincipalsResponse__Output>): grpc.ClientUnaryCall;
  ListPrincipals(argument: _strongroom_admin_v1_ListPrincipalsRequest, callback: grpc.requestCallback<_strongroom_admin_v1_ListPrincipalsResponse__Output>): grpc.ClientUnaryCall;
  listPrincipals(argument: _strongroom_admin_v1_ListPrincipalsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_ListPrincipalsResponse__Output>): grpc.ClientUnaryCall;
  listPrincipals(argument: _strongroom_admin_v1_ListPrincipalsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_ListPrincipalsResponse__Output>): grpc.ClientUnaryCall;
  listPrincipals(argument: _strongroom_admin_v1_ListPrincipalsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_ListPrincipalsResponse__Output>): grpc.ClientUnaryCall;
  listPrincipals(argument: _strongroom_admin_v1_ListPrincipalsRequest, callback: grpc.requestCallback<_strongroom_admin_v1_ListPrincipalsResponse__Output>): grpc.ClientUnaryCall;
  
  ListTenants(argument: _strongroom_admin_v1_ListTenantsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_ListTenantsResponse__Output>): grpc.ClientUnaryCall;
  ListTenants(argument: _strongroom_admin_v1_ListTenantsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_ListTenantsResponse__Output>): grpc.ClientUnaryCall;
  ListTenants(argument: _strongroom_admin_v1_ListTenantsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_ListTenantsResponse__Output>): grpc.ClientUnaryCall;
  ListTenants(argument: _strongroom_admin_v1_ListTenantsRequest, callback: grpc.requestCallback<_strongroom_admin_v1_ListTenantsResponse__Output>): grpc.ClientUnaryCall;
  listTenants(argument: _strongroom_admin_v1_ListTenantsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_ListTenantsResponse__Output>): grpc.ClientUnaryCall;
  listTenants(argument: _strongroom_admin_v1_ListTenantsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_ListTenantsResponse__Output>): grpc.ClientUnaryCall;
  listTenants(argument: _strongroom_admin_v1_ListTenantsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_ListTenantsResponse__Output>): grpc.ClientUnaryCall;
  listTenants(argument: _strongroom_admin_v1_ListTenantsRequest, callback: grpc.requestCallback<_strongroom_admin_v1_ListTenantsResponse__Output>): grpc.ClientUnaryCall;
  
  PutPrincipalPolicy(argument: _strongroom_admin_v1_PutPrincipalPolicyRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  PutPrincipalPolicy(argument: _strongroom_admin_v1_PutPrincipalPolicyRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  PutPrincipalPolicy(argument: _strongroom_admin_v1_PutPrincipalPolicyRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  PutPrincipalPolicy(argument: _strongroom_admin_v1_PutPrincipalPolicyRequest, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  putPrincipalPolicy(argument: _strongroom_admin_v1_PutPrincipalPolicyRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  putPrincipalPolicy(argument: _strongroom_admin_v1_PutPrincipalPolicyRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  putPrincipalPolicy(argument: _strongroom_admin_v1_PutPrincipalPolicyRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  putPrincipalPolicy(argument: _strongroom_admin_v1_PutPrincipalPolicyRequest, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  
  RevokeBearerToken(argument: _strongroom_admin_v1_RevokeBearerTokenRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_BearerToken__Output>): grpc.ClientUnaryCall;
  RevokeBearerToken(argument: _strongroom_admin_v1_RevokeBearerTokenRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_BearerToken__Output>): grpc.ClientUnaryCall;
  RevokeBearerToken(argument: _strongroom_admin_v1_RevokeBearerTokenRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_BearerToken__Output>): grpc.ClientUnaryCall;
  RevokeBearerToken(argument: _strongroom_admin_v1_RevokeBearerTokenRequest, callback: grpc.requestCallback<_strongroom_admin_v1_BearerToken__Output>): grpc.ClientUnaryCall;
  revokeBearerToken(argument: _strongroom_admin_v1_RevokeBearerTokenRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_BearerToken__Output>): grpc.ClientUnaryCall;
  revokeBearerToken(argument: _strongroom_admin_v1_RevokeBearerTokenRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_BearerToken__Output>): grpc.ClientUnaryCall;
  revokeBearerToken(argument: _strongroom_admin_v1_RevokeBearerTokenRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_BearerToken__Output>): grpc.ClientUnaryCall;
  revokeBearerToken(argument: _strongroom_admin_v1_RevokeBearerTokenRequest, callback: grpc.requestCallback<_strongroom_admin_v1_BearerToken__Output>): grpc.ClientUnaryCall;
  
  RewrapTenants(argument: _strongroom_admin_v1_RewrapTenantsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_RewrapTenantsResponse__Output>): grpc.ClientUnaryCall;
  RewrapTenants(argument: _strongroom_admin_v1_RewrapTenantsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_RewrapTenantsResponse__Output>): grpc.ClientUnaryCall;
  RewrapTenants(argument: _strongroom_admin_v1_RewrapTenantsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_RewrapTenantsResponse__Output>): grpc.ClientUnaryCall;
  RewrapTenants(argument: _strongroom_admin_v1_RewrapTenantsRequest, callback: grpc.requestCallback<_strongroom_admin_v1_RewrapTenantsResponse__Output>): grpc.ClientUnaryCall;
  rewrapTenants(argument: _strongroom_admin_v1_RewrapTenantsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_RewrapTenantsResponse__Output>): grpc.ClientUnaryCall;
  rewrapTenants(argument: _strongroom_admin_v1_RewrapTenantsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_RewrapTenantsResponse__Output>): grpc.ClientUnaryCall;
  rewrapTenants(argument: _strongroom_admin_v1_RewrapTenantsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_RewrapTenantsResponse__Output>): grpc.ClientUnaryCall;
  rewrapTenants(argument: _strongroom_admin_v1_RewrapTenantsRequest, callback: grpc.requestCallback<_strongroom_admin_v1_RewrapTenantsResponse__Output>): grpc.ClientUnaryCall;
  
  SetAccessKeyActive(argument: _strongroom_admin_v1_SetAccessKeyActiveRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_AccessKey__Output>): grpc.ClientUnaryCall;
  SetAccessKeyActive(argument: _strongroom_admin_v1_SetAccessKeyActiveRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_AccessKey__Output>): grpc.ClientUnaryCall;
  SetAccessKeyActive(argument: _strongroom_admin_v1_SetAccessKeyActiveRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_AccessKey__Output>): grpc.ClientUnaryCall;
  SetAccessKeyActive(argument: _strongroom_admin_v1_SetAccessKeyActiveRequest, callback: grpc.requestCallback<_strongroom_admin_v1_AccessKey__Output>): grpc.ClientUnaryCall;
  setAccessKeyActive(argument: _strongroom_admin_v1_SetAccessKeyActiveRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_AccessKey__Output>): grpc.ClientUnaryCall;
  setAccessKeyActive(argument: _strongroom_admin_v1_SetAccessKeyActiveRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_AccessKey__Output>): grpc.ClientUnaryCall;
  setAccessKeyActive(argument: _strongroom_admin_v1_SetAccessKeyActiveRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_AccessKey__Output>): grpc.ClientUnaryCall;
  setAccessKeyActive(argument: _strongroom_admin_v1_SetAccessKeyActiveRequest, callback: grpc.requestCallback<_strongroom_admin_v1_AccessKey__Output>): grpc.ClientUnaryCall;
  
  SetPermissionsBoundary(argument: _strongroom_admin_v1_SetPermissionsBoundaryRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  SetPermissionsBoundary(argument: _strongroom_admin_v1_SetPermissionsBoundaryRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  SetPermissionsBoundary(argument: _strongroom_admin_v1_SetPermissionsBoundaryRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  SetPermissionsBoundary(argument: _strongroom_admin_v1_SetPermissionsBoundaryRequest, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  setPermissionsBoundary(argument: _strongroom_admin_v1_SetPermissionsBoundaryRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  setPermissionsBoundary(argument: _strongroom_admin_v1_SetPermissionsBoundaryRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  setPermissionsBoundary(argument: _strongroom_admin_v1_SetPermissionsBoundaryRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  setPermissionsBoundary(argument: _strongroom_admin_v1_SetPermissionsBoundaryRequest, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  
  TagPrincipal(argument: _strongroom_admin_v1_TagPrincipalRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  TagPrincipal(argument: _strongroom_admin_v1_TagPrincipalRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  TagPrincipal(argument: _strongroom_admin_v1_TagPrincipalRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  TagPrincipal(argument: _strongroom_admin_v1_TagPrincipalRequest, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  tagPrincipal(argument: _strongroom_admin_v1_TagPrincipalRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  tagPrincipal(argument: _strongroom_admin_v1_TagPrincipalRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  tagPrincipal(argument: _strongroom_admin_v1_TagPrincipalRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  tagPrincipal(argument: _strongroom_admin_v1_TagPrincipalRequest, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  
  UntagPrincipal(argument: _strongroom_admin_v1_UntagPrincipalRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  UntagPrincipal(argument: _strongroom_admin_v1_UntagPrincipalRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  UntagPrincipal(argument: _strongroom_admin_v1_UntagPrincipalRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  UntagPrincipal(argument: _strongroom_admin_v1_UntagPrincipalRequest, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  untagPrincipal(argument: _strongroom_admin_v1_UntagPrincipalRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  untagPrincipal(argument: _strongroom_admin_v1_UntagPrincipalRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  untagPrincipal(argument: _strongroom_admin_v1_UntagPrincipalRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  untagPrincipal(argument: _strongroom_admin_v1_UntagPrincipalRequest, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  
  UpdateRole(argument: _strongroom_admin_v1_UpdateRoleRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  UpdateRole(argument: _strongroom_admin_v1_UpdateRoleRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  UpdateRole(argument: _strongroom_admin_v1_UpdateRoleRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  UpdateRole(argument: _strongroom_admin_v1_UpdateRoleRequest, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  updateRole(argument: _strongroom_admin_v1_UpdateRoleRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  updateRole(argument: _strongroom_admin_v1_UpdateRoleRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  updateRole(argument: _strongroom_admin_v1_UpdateRoleRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  updateRole(argument: _strongroom_admin_v1_UpdateRoleRequest, callback: grpc.requestCallback<_strongroom_admin_v1_PrincipalDescription__Output>): grpc.ClientUnaryCall;
  
}

export interface AdminHandlers extends grpc.UntypedServiceImplementation {
  AdvanceClock: grpc.handleUnaryCall<_strongroom_admin_v1_AdvanceClockRequest__Output, _strongroom_admin_v1_ClockState>;
  
  BindClientCertificate: grpc.handleUnaryCall<_strongroom_admin_v1_BindClientCertificateRequest__Output, _strongroom_admin_v1_ClientCertificateBinding>;
  
  ChangeDomain: grpc.handleUnaryCall<_strongroom_admin_v1_ChangeDomainRequest__Output, _strongroom_admin_v1_ChangeDomainResponse>;
  
  CreateAccessKey: grpc.handleUnaryCall<_strongroom_admin_v1_CreateAccessKeyRequest__Output, _strongroom_admin_v1_AccessKey>;
  
  CreateBearerToken: grpc.handleUnaryCall<_strongroom_admin_v1_CreateBearerTokenRequest__Output, _strongroom_admin_v1_BearerToken>;
  
  CreatePrincipal: grpc.handleUnaryCall<_strongroom_admin_v1_CreatePrincipalRequest__Output, _strongroom_admin_v1_Principal>;
  
  CreateRole: grpc.handleUnaryCall<_strongroom_admin_v1_CreateRoleRequest__Output, _strongroom_admin_v1_Principal>;
  
  CreateRoleSession: grpc.handleUnaryCall<_strongroom_admin_v1_CreateRoleSessionRequest__Output, _strongroom_admin_v1_AccessKey>;
  
  CreateServicePrincipal: grpc.handleUnaryCall<_strongroom_admin_v1_CreateServicePrincipalRequest__Output, _strongroom_admin_v1_Principal>;
  
  CreateSessionCredentials: grpc.handleUnaryCall<_strongroom_admin_v1_CreateSessionCredentialsRequest__Output, _strongroom_admin_v1_AccessKey>;
  
  CreateTenant: grpc.handleUnaryCall<_strongroom_admin_v1_CreateTenantRequest__Output, _strongroom_admin_v1_Tenant>;
  
  DeleteAccessKey: grpc.handleUnaryCall<_strongroom_admin_v1_DeleteAccessKeyRequest__Output, _strongroom_admin_v1_AccessKey>;
  
  DeletePrincipal: grpc.handleUnaryCall<_strongroom_admin_v1_DeletePrincipalRequest__Output, _strongroom_admin_v1_Principal>;
  
  DeletePrincipalPolicy: grpc.handleUnaryCall<_strongroom_admin_v1_DeletePrincipalPolicyRequest__Output, _strongroom_admin_v1_PrincipalDescription>;
  
  DescribeFleet: grpc.handleUnaryCall<_strongroom_admin_v1_DescribeFleetRequest__Output, _strongroom_admin_v1_DescribeFleetResponse>;
  
  DescribePrincipal: grpc.handleUnaryCall<_strongroom_admin_v1_DescribePrincipalRequest__Output, _strongroom_admin_v1_PrincipalDescription>;
  
  GetClock: grpc.handleUnaryCall<_strongroom_admin_v1_GetClockRequest__Output, _strongroom_admin_v1_ClockState>;
  
  InitializeFleet: grpc.handleUnaryCall<_strongroom_admin_v1_InitializeFleetRequest__Output, _strongroom_admin_v1_DescribeFleetResponse>;
  
  ListAccessKeys: grpc.handleUnaryCall<_strongroom_admin_v1_ListAccessKeysRequest__Output, _strongroom_admin_v1_ListAccessKeysResponse>;
  
  ListPrincipals: grpc.handleUnaryCall<_strongroom_admin_v1_ListPrincipalsRequest__Output, _strongroom_admin_v1_ListPrincipalsResponse>;
  
  ListTenants: grpc.handleUnaryCall<_strongroom_admin_v1_ListTenantsRequest__Output, _strongroom_admin_v1_ListTenantsResponse>;
  
  PutPrincipalPolicy: grpc.handleUnaryCall<_strongroom_admin_v1_PutPrincipalPolicyRequest__Output, _strongroom_admin_v1_PrincipalDescription>;
  
  RevokeBearerToken: grpc.handleUnaryCall<_strongroom_admin_v1_RevokeBearerTokenRequest__Output, _strongroom_admin_v1_BearerToken>;
  
  RewrapTenants: grpc.handleUnaryCall<_strongroom_admin_v1_RewrapTenantsRequest__Output, _strongroom_admin_v1_RewrapTenantsResponse>;
  
  SetAccessKeyActive: grpc.handleUnaryCall<_strongroom_admin_v1_SetAccessKeyActiveRequest__Output, _strongroom_admin_v1_AccessKey>;
  
  SetPermissionsBoundary: grpc.handleUnaryCall<_strongroom_admin_v1_SetPermissionsBoundaryRequest__Output, _strongroom_admin_v1_PrincipalDescription>;
  
  TagPrincipal: grpc.handleUnaryCall<_strongroom_admin_v1_TagPrincipalRequest__Output, _strongroom_admin_v1_PrincipalDescription>;
  
  UntagPrincipal: grpc.handleUnaryCall<_strongroom_admin_v1_UntagPrincipalRequest__Output, _strongroom_admin_v1_PrincipalDescription>;
  
  UpdateRole: grpc.handleUnaryCall<_strongroom_admin_v1_UpdateRoleRequest__Output, _strongroom_admin_v1_PrincipalDescription>;
  
}

export interface AdminDefinition extends grpc.ServiceDefinition {
  AdvanceClock: MethodDefinition<_strongroom_admin_v1_AdvanceClockRequest, _strongroom_admin_v1_ClockState, _strongroom_admin_v1_AdvanceClockRequest__Output, _strongroom_admin_v1_ClockState__Output>
  BindClientCertificate: MethodDefinition<_strongroom_admin_v1_BindClientCertificateRequest, _strongroom_admin_v1_ClientCertificateBinding, _strongroom_admin_v1_BindClientCertificateRequest__Output, _strongroom_admin_v1_ClientCertificateBinding__Output>
  ChangeDomain: MethodDefinition<_strongroom_admin_v1_ChangeDomainRequest, _strongroom_admin_v1_ChangeDomainResponse, _strongroom_admin_v1_ChangeDomainRequest__Output, _strongroom_admin_v1_ChangeDomainResponse__Output>
  CreateAccessKey: MethodDefinition<_strongroom_admin_v1_CreateAccessKeyRequest, _strongroom_admin_v1_AccessKey, _strongroom_admin_v1_CreateAccessKeyRequest__Output, _strongroom_admin_v1_AccessKey__Output>
  CreateBearerToken: MethodDefinition<_strongroom_admin_v1_CreateBearerTokenRequest, _strongroom_admin_v1_BearerToken, _strongroom_admin_v1_CreateBearerTokenRequest__Output, _strongroom_admin_v1_BearerToken__Output>
  CreatePrincipal: MethodDefinition<_strongroom_admin_v1_CreatePrincipalRequest, _strongroom_admin_v1_Principal, _strongroom_admin_v1_CreatePrincipalRequest__Output, _strongroom_admin_v1_Principal__Output>
  CreateRole: MethodDefinition<_strongroom_admin_v1_CreateRoleRequest, _strongroom_admin_v1_Principal, _strongroom_admin_v1_CreateRoleRequest__Output, _strongroom_admin_v1_Principal__Output>
  CreateRoleSession: MethodDefinition<_strongroom_admin_v1_CreateRoleSessionRequest, _strongroom_admin_v1_AccessKey, _strongroom_admin_v1_CreateRoleSessionRequest__Output, _strongroom_admin_v1_AccessKey__Output>
  CreateServicePrincipal: MethodDefinition<_strongroom_admin_v1_CreateServicePrincipalRequest, _strongroom_admin_v1_Principal, _strongroom_admin_v1_CreateServicePrincipalRequest__Output, _strongroom_admin_v1_Principal__Output>
  CreateSessionCredentials: MethodDefinition<_strongroom_admin_v1_CreateSessionCredentialsRequest, _strongroom_admin_v1_AccessKey, _strongroom_admin_v1_CreateSessionCredentialsRequest__Output, _strongroom_admin_v1_AccessKey__Output>
  CreateTenant: MethodDefinition<_strongroom_admin_v1_CreateTenantRequest, _strongroom_admin_v1_Tenant, _strongroom_admin_v1_CreateTenantRequest__Output, _strongroom_admin_v1_Tenant__Output>
  DeleteAccessKey: MethodDefinition<_strongroom_admin_v1_DeleteAccessKeyRequest, _strongroom_admin_v1_AccessKey, _strongroom_admin_v1_DeleteAccessKeyRequest__Output, _strongroom_admin_v1_AccessKey__Output>
  DeletePrincipal: MethodDefinition<_strongroom_admin_v1_DeletePrincipalRequest, _strongroom_admin_v1_Principal, _strongroom_admin_v1_DeletePrincipalRequest__Output, _strongroom_admin_v1_Principal__Output>
  DeletePrincipalPolicy: MethodDefinition<_strongroom_admin_v1_DeletePrincipalPolicyRequest, _strongroom_admin_v1_PrincipalDescription, _strongroom_admin_v1_DeletePrincipalPolicyRequest__Output, _strongroom_admin_v1_PrincipalDescription__Output>
  DescribeFleet: MethodDefinition<_strongroom_admin_v1_DescribeFleetRequest, _strongroom_admin_v1_DescribeFleetResponse, _strongroom_admin_v1_DescribeFleetRequest__Output, _strongroom_admin_v1_DescribeFleetResponse__Output>
  DescribePrincipal: MethodDefinition<_strongroom_admin_v1_DescribePrincipalRequest, _strongroom_admin_v1_PrincipalDescription, _strongroom_admin_v1_DescribePrincipalRequest__Output, _strongroom_admin_v1_PrincipalDescription__Output>
  GetClock: MethodDefinition<_strongroom_admin_v1_GetClockRequest, _strongroom_admin_v1_ClockState, _strongroom_admin_v1_GetClockRequest__Output, _strongroom_admin_v1_ClockState__Output>
  InitializeFleet: MethodDefinition<_strongroom_admin_v1_InitializeFleetRequest, _strongroom_admin_v1_DescribeFleetResponse, _strongroom_admin_v1_InitializeFleetRequest__Output, _strongroom_admin_v1_DescribeFleetResponse__Output>
  ListAccessKeys: MethodDefinition<_strongroom_admin_v1_ListAccessKeysRequest, _strongroom_admin_v1_ListAccessKeysResponse, _strongroom_admin_v1_ListAccessKeysRequest__Output, _strongroom_admin_v1_ListAccessKeysResponse__Output>
  ListPrincipals: MethodDefinition<_strongroom_admin_v1_ListPrincipalsRequest, _strongroom_admin_v1_ListPrincipalsResponse, _strongroom_admin_v1_ListPrincipalsRequest__Output, _strongroom_admin_v1_ListPrincipalsResponse__Output>
  ListTenants: MethodDefinition<_strongroom_admin_v1_ListTenantsRequest, _strongroom_admin_v1_ListTenantsResponse, _strongroom_admin_v1_ListTenantsRequest__Output, _strongroom_admin_v1_ListTenantsResponse__Output>
  PutPrincipalPolicy: MethodDefinition<_strongroom_admin_v1_PutPrincipalPolicyRequest, _strongroom_admin_v1_PrincipalDescription, _strongroom_admin_v1_PutPrincipalPolicyRequest__Output, _strongroom_admin_v1_PrincipalDescription__Output>
  RevokeBearerToken: MethodDefinition<_strongroom_admin_v1_RevokeBearerTokenRequest, _strongroom_admin_v1_BearerToken, _strongroom_admin_v1_RevokeBearerTokenRequest__Output, _strongroom_admin_v1_BearerToken__Output>
  RewrapTenants: MethodDefinition<_strongroom_admin_v1_RewrapTenantsRequest, _strongroom_admin_v1_RewrapTenantsResponse, _strongroom_admin_v1_RewrapTenantsRequest__Output, _strongroom_admin_v1_RewrapTenantsResponse__Output>
  SetAccessKeyActive: MethodDefinition<_strongroom_admin_v1_SetAccessKeyActiveRequest, _strongroom_admin_v1_AccessKey, _strongroom_admin_v1_SetAccessKeyActiveRequest__Output, _strongroom_admin_v1_AccessKey__Output>
  SetPermissionsBoundary: MethodDefinition<_strongroom_admin_v1_SetPermissionsBoundaryRequest, _strongroom_admin_v1_PrincipalDescription, _strongroom_admin_v1_SetPermissionsBoundaryRequest__Output, _strongroom_admin_v1_PrincipalDescription__Output>
  TagPrincipal: MethodDefinition<_strongroom_admin_v1_TagPrincipalRequest, _strongroom_admin_v1_PrincipalDescription, _strongroom_admin_v1_TagPrincipalRequest__Output, _strongroom_admin_v1_PrincipalDescription__Output>
  UntagPrincipal: MethodDefinition<_strongroom_admin_v1_UntagPrincipalRequest, _strongroom_admin_v1_PrincipalDescription, _strongroom_admin_v1_UntagPrincipalRequest__Output, _strongroom_admin_v1_PrincipalDescription__Output>
  UpdateRole: MethodDefinition<_strongroom_admin_v1_UpdateRoleRequest, _strongroom_admin_v1_PrincipalDescription, _strongroom_admin_v1_UpdateRoleRequest__Output, _strongroom_admin_v1_PrincipalDescription__Output>
}
