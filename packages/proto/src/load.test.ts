import { loadFileDescriptorSetFromBuffer } from '@grpc/proto-loader';
import { describe, expect, it } from 'vitest';
import { adminDescriptorSet, kmsDescriptorSet } from './descriptor-set.js';
import { OPERATION_NAMES } from './gen/kms-model.js';
import { KMS_SERVICE } from './kms-service.js';
import { adminService, applianceService, linkService } from './load.js';
import { oracleMethod } from './testing/protobuf-oracle.js';

describe('internal services', () => {
  it('load with their methods, once', () => {
    expect(linkService().service.Exchange.path).toBe('/strongroom.hsm.v1.Link/Exchange');
    expect(linkService()).toBe(linkService());
    expect(applianceService().service.GetStatus.path).toBe('/strongroom.hsm.v1.Appliance/GetStatus');
    expect(adminService().service.CreateTenant.path).toBe('/strongroom.admin.v1.Admin/CreateTenant');
  });

  it('leave absent fields absent and give 64-bit integers as numbers', () => {
    const { requestSerialize, requestDeserialize } = linkService().service.Exchange;
    const frame = { clockOffsetMs: 2 ** 40, commands: [{ id: 1, payload: Buffer.of(7) }] };
    expect(requestDeserialize(requestSerialize(frame))).toEqual(frame);
  });
});

describe('the KMS service', () => {
  it('has the paths and streams of kms.proto', () => {
    for (const name of [...OPERATION_NAMES, 'Batch'] as const) {
      const { path, requestStream, responseStream } = oracleMethod(name);
      expect(KMS_SERVICE[name]).toMatchObject({ path, requestStream, responseStream });
    }
    expect(Object.keys(KMS_SERVICE)).toHaveLength(57);
  });
});

describe('descriptor sets', () => {
  it.each([
    ['kms', kmsDescriptorSet(), 'strongroom.kms.v1.KeyManagementService'],
    ['admin', adminDescriptorSet(), 'strongroom.admin.v1.Admin'],
  ])('of %s load and name their service', (_, bytes, service) => {
    expect(Object.keys(loadFileDescriptorSetFromBuffer(bytes))).toContain(service);
  });

  it('of kms decode what the .proto file encodes', () => {
    const definition = loadFileDescriptorSetFromBuffer(kmsDescriptorSet(), { keepCase: true, longs: Number });
    const service = definition['strongroom.kms.v1.KeyManagementService'] as unknown as Record<
      string,
      { requestDeserialize: (bytes: Buffer) => object }
    >;
    const request = { keyId: 'k', validTo: { seconds: 5 }, importToken: Buffer.of(1) };
    const bytes = oracleMethod('ImportKeyMaterial').requestSerialize(request);
    expect(service['ImportKeyMaterial']?.requestDeserialize(bytes)).toEqual({
      key_id: 'k',
      valid_to: { seconds: 5 },
      import_token: Buffer.of(1),
    });
  });
});
