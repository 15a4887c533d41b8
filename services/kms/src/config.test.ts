import { describe, expect, it } from 'vitest';
import { ConfigError, parseConfig } from './config.js';

const FINE = {
  STRONGROOM_KMS_DATA_DIR: '/data',
  STRONGROOM_KMS_NODES: 'eu-central-1/hsm-1=127.0.0.1:9000',
  STRONGROOM_KMS_CA_FILE: '/dev/null',
  STRONGROOM_KMS_CERT_FILE: '/dev/null',
  STRONGROOM_KMS_KEY_FILE: '/dev/null',
};

describe('configuration of the front end', () => {
  it('is read as it is given', () => {
    const spki = `${'a'.repeat(64)},${'0'.repeat(64)}`;
    const config = parseConfig({ ...FINE, STRONGROOM_KMS_ADMIN_SPKI: spki });
    expect([...config.adminSpki]).toEqual(spki.split(','));
    expect(parseConfig(FINE).adminSpki.size).toBe(0);
  });

  it.each([
    ['an unknown variable', { STRONGROOM_KMS_AUHT: 'strict' }],
    ['a fingerprint that can match nobody', { STRONGROOM_KMS_ADMIN_SPKI: 'AB'.repeat(32) }],
    ['a fingerprint that is cut', { STRONGROOM_KMS_ADMIN_SPKI: 'ab'.repeat(31) }],
    ['permissive on a public address', { STRONGROOM_KMS_AUTH: 'permissive', STRONGROOM_KMS_HTTP_LISTEN: '0.0.0.0:80' }],
    ['permissive on a name', { STRONGROOM_KMS_AUTH: 'permissive', STRONGROOM_KMS_GRPC_LISTEN: '127.0.0.1.nip.io:80' }],
    ['a node without an id', { STRONGROOM_KMS_NODES: 'eu-central-1/=127.0.0.1:9000' }],
  ])('refuses %s', (_name, variables) => {
    expect(() => parseConfig({ ...FINE, ...variables })).toThrow(ConfigError);
  });
});
