/** FileDescriptorSets for server reflection, with the names of the .proto files. */
import { ADMIN_DESCRIPTOR_SET, KMS_DESCRIPTOR_SET } from './gen/descriptors.js';

/** A serialized FileDescriptorSet of `strongroom.kms.v1` and what it imports. */
export function kmsDescriptorSet(): Buffer {
  return Buffer.from(KMS_DESCRIPTOR_SET, 'base64');
}

/** A serialized FileDescriptorSet of `strongroom.admin.v1` and what it imports. */
export function adminDescriptorSet(): Buffer {
  return Buffer.from(ADMIN_DESCRIPTOR_SET, 'base64');
}
