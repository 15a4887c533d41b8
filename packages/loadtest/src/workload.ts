/** What is sent: one operation of one tenant, again and again, over the batch stream or as unary calls. */
import type { KmsOperations } from '@strongroom/client/operations.js';
import { must } from '@strongroom/core/assert.js';
import type { Rng } from '@strongroom/core/rng.js';
import type { LoadSource } from './closed-loop.js';
import type { LoadTenant } from './load-tenants.js';

export const LOAD_OPERATIONS = ['Encrypt', 'Decrypt', 'GenerateDataKey', 'GenerateRandom', 'DescribeKey'] as const;
export type LoadOperation = (typeof LOAD_OPERATIONS)[number];

export interface Workload {
  readonly operation: LoadOperation;
  readonly via: 'batch' | 'unary';
  /** Plaintext or random bytes of one operation. */
  readonly bytes: number;
  readonly inFlight: number;
}

export interface OpenSource extends LoadSource {
  close(): Promise<void>;
}

/** GenerateRandom's own limit is lower than a plaintext's. */
const RANDOM_BYTES_MAX = 1024;

export async function openSource(tenant: LoadTenant, workload: Workload, rng: Rng): Promise<OpenSource> {
  const batch = workload.via === 'batch' ? tenant.kms.batch() : undefined;
  const operations = batch?.operations ?? tenant.kms;
  return {
    name: tenant.name,
    inFlight: workload.inFlight,
    send: await sender(operations, tenant.keyId, workload, rng),
    close: async () => {
      await batch?.close();
    },
  };
}

async function sender(
  operations: KmsOperations,
  keyId: string,
  workload: Workload,
  rng: Rng,
): Promise<() => Promise<unknown>> {
  const plaintext = rng.bytes(workload.bytes);
  switch (workload.operation) {
    case 'Encrypt':
      return () => operations.encrypt({ keyId, plaintext });
    case 'Decrypt': {
      const encrypted = await operations.encrypt({ keyId, plaintext });
      const ciphertextBlob = must(encrypted.ciphertextBlob, 'Encrypt returns a ciphertext');
      return () => operations.decrypt({ ciphertextBlob });
    }
    case 'GenerateDataKey':
      return () => operations.generateDataKey({ keyId, keySpec: 'AES_256' });
    case 'GenerateRandom':
      return () => operations.generateRandom({ numberOfBytes: Math.min(workload.bytes, RANDOM_BYTES_MAX) });
    case 'DescribeKey':
      return () => operations.describeKey({ keyId });
  }
}
