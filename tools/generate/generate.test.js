import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { FieldNumbers } from './field-numbers.js';
import { loadModel } from './model.js';
import { camelCase, snakeCase } from './names.js';

describe('field numbers', () => {
  it('are kept, appended and never given twice', () => {
    const numbers = new FieldNumbers({ Tag: { tag_key: 1, old: 5 } });
    expect(numbers.of('Tag', 'tag_value')).toBe(6);
    expect(numbers.of('Tag', 'tag_key')).toBe(1);
    expect(numbers.of('Tag', 'tag_value')).toBe(6);
    expect(numbers.unused('Tag')).toEqual([5]);
    expect(numbers.of('Other', 'first')).toBe(1);
    expect(numbers.of('BatchOperation', 'encrypt')).toBe(10);
  });
});

describe('names', () => {
  it.each([
    ['KeyId', 'key_id', 'keyId'],
    ['AWSAccountId', 'aws_account_id', 'awsAccountId'],
    ['XksProxyVpcEndpointServiceName', 'xks_proxy_vpc_endpoint_service_name', 'xksProxyVpcEndpointServiceName'],
    ['ReEncrypt', 're_encrypt', 'reEncrypt'],
  ])('%s', (pascal, snake, camel) => {
    expect(snakeCase(pascal)).toBe(snake);
    expect(camelCase(snake)).toBe(camel);
  });
});

describe('the model', () => {
  it('has every operation with a request and an answer of its own', () => {
    const { operations, messages } = loadModel();
    const names = new Set(messages.map(({ name }) => name));
    expect(operations).toHaveLength(56);
    for (const { name, input, output } of operations) {
      expect([input, output]).toEqual([`${name}Request`, `${name}Response`]);
      expect(names.has(input) && names.has(output)).toBe(true);
    }
  });

  it('never numbers two fields of a message alike', () => {
    for (const { name, fields } of loadModel().messages) {
      expect(new Set(fields.map(({ number }) => number)).size, name).toBe(fields.length);
    }
  });
});

describe('generated files', () => {
  it('are up to date', { timeout: 60_000 }, () => {
    const main = fileURLToPath(new URL('main.js', import.meta.url));
    const { status, stdout } = spawnSync(process.execPath, [main, '--check'], { encoding: 'utf8' });
    expect(stdout).toMatch(/files are up to date/);
    expect(status).toBe(0);
  });
});
