import { describe, expect, test } from 'vitest';
import { ConfigError, parseConfig } from './config.js';

const MINIMAL = {
  STRONGROOM_HSM_NODE_ID: 'hsm-1',
  STRONGROOM_HSM_DATA_DIR: '/data',
  STRONGROOM_HSM_CA_FILE: '/ca.pem',
  STRONGROOM_HSM_CERT_FILE: '/cert.pem',
  STRONGROOM_HSM_KEY_FILE: '/key.pem',
};

describe('parseConfig', () => {
  test('fills in what is not set, and ignores what is not ours', () => {
    expect(parseConfig({ ...MINIMAL, PATH: '/bin', STRONGROOM_KMS_LISTEN: 'x' })).toEqual({
      nodeId: 'hsm-1',
      dataDir: '/data',
      listen: '127.0.0.1:0',
      metricsListen: '127.0.0.1:0',
      caFile: '/ca.pem',
      certFile: '/cert.pem',
      keyFile: '/key.pem',
      sealKeyFile: '/data/seal.key',
      slotsMax: 64,
      slowThreadsMax: 8,
      slotQueueMaxCommands: 1024,
      slotQueueMaxBytes: 4_194_304,
      engine: 'openssl',
      supervisorFd: undefined,
      logLevel: 'info',
    });
  });

  test('takes every setting', () => {
    const config = parseConfig({
      ...MINIMAL,
      STRONGROOM_HSM_LISTEN: '[::1]:7000',
      STRONGROOM_HSM_SEAL_KEY_FILE: '/fuses',
      STRONGROOM_HSM_SLOTS_MAX: '2',
      STRONGROOM_HSM_SLOW_THREADS_MAX: '3',
      STRONGROOM_HSM_ENGINE: 'noble',
      STRONGROOM_HSM_SUPERVISOR_FD: '3',
      STRONGROOM_HSM_LOG_LEVEL: 'debug',
    });
    expect(config).toMatchObject({ listen: '[::1]:7000', sealKeyFile: '/fuses', slotsMax: 2, engine: 'noble' });
    expect(config).toMatchObject({ slowThreadsMax: 3, supervisorFd: 3, logLevel: 'debug' });
  });

  test.each([
    ['STRONGROOM_HSM_SLOT_MAX', '3', /SLOT_MAX: unknown setting/],
    ['STRONGROOM_HSM_NODE_ID', 'HSM 1', /NODE_ID: expected/],
    ['STRONGROOM_HSM_LISTEN', 'localhost', /LISTEN: expected host:port/],
    ['STRONGROOM_HSM_LISTEN', 'localhost:70000', /LISTEN: expected host:port/],
    ['STRONGROOM_HSM_SLOTS_MAX', '0', /SLOTS_MAX: expected 1 to 1024/],
    ['STRONGROOM_HSM_SLOTS_MAX', '1e2', /SLOTS_MAX: expected 1 to 1024/],
    ['STRONGROOM_HSM_ENGINE', 'fast', /ENGINE: expected openssl or noble/],
    ['STRONGROOM_HSM_LOG_LEVEL', 'loud', /LOG_LEVEL: expected/],
    ['STRONGROOM_HSM_DATA_DIR', '', /DATA_DIR: expected a path/],
  ])('refuses %s=%s', (name, value, message) => {
    expect(() => parseConfig({ ...MINIMAL, [name]: value })).toThrow(message);
  });

  test('names every fault at once and no value', () => {
    const faulty = { STRONGROOM_HSM_ENGINE: 'very-secret-value', STRONGROOM_HSM_X: 'y' };
    let message = '';
    try {
      parseConfig(faulty);
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError);
      message = (error as ConfigError).message;
    }
    for (const name of ['NODE_ID', 'DATA_DIR', 'CA_FILE', 'ENGINE', 'X: unknown']) expect(message).toContain(name);
    expect(message).not.toContain('very-secret-value');
  });
});
