import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FieldNumbers } from './field-numbers.js';
import { loadModel } from './model.js';
import { camelCase, snakeCase } from './names.js';
import { Outputs, ROOT } from './outputs.js';
import { errorsPage, operationsPage } from './pages.js';
import { registryTs } from './registry-ts.js';
import { declarationsIn, errorFacts, operationDeclarations } from './sources.js';

afterEach(() => {
  vi.restoreAllMocks();
});

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

describe('operation declarations', () => {
  const text = (properties) => `const a = 1;\nexport const sign = operation({ ${properties}, async handle() {} });\n`;
  const facts = { name: 'Sign', quota: 'create', readOnly: true, crossAccount: false };

  it('are read from the source of a file', () => {
    const properties = "name: 'Sign', quota: 'create', readOnly: true, crossAccount: false";
    expect(declarationsIn('sign.ts', text(properties))).toEqual([{ file: 'sign.js', constant: 'sign', ...facts }]);
  });

  it.each([
    ['is missing', "name: 'Sign', quota: 'create', readOnly: true", 'crossAccount must be a literal boolean'],
    ['is computed', "name: 'Sign', quota: q(), readOnly: true, crossAccount: true", 'quota must be a literal string'],
  ])('are refused when a fact %s', (_case, properties, message) => {
    expect(() => declarationsIn('sign.ts', text(properties))).toThrow(`sign.ts: ${message}`);
  });

  it('are one per file, and none in a helper', () => {
    const properties = "name: 'Sign', quota: 'create', readOnly: true, crossAccount: false";
    expect(() => declarationsIn('sign.ts', text(properties).repeat(2))).toThrow('one operation, one file');
    expect(declarationsIn('support.ts', 'export const limit = Math.max(1, 2);')).toEqual([]);
  });

  it('make the registry and the page of operations', () => {
    const declarations = operationDeclarations();
    const registry = registryTs(declarations);
    const page = operationsPage(loadModel(), declarations);
    expect(declarations.length).toBeGreaterThan(20);
    for (const { name, constant } of declarations) {
      expect(registry).toContain(`  ${name}: ${constant},\n`);
      expect(page).toContain(`\n| ${name} | `);
    }
    expect(page.match(/^\| [A-Z]\w+ \| /gm)).toHaveLength(56);
    expect(() => operationsPage(loadModel(), declarations.slice(1))).toThrow('has no file');
  });
});

describe('the page of errors', () => {
  it('has every exception that an operation declares, with its gRPC status', async () => {
    const page = errorsPage(await errorFacts());
    for (const name of new Set(loadModel().operations.flatMap(({ errors }) => errors))) {
      expect(page, name).toMatch(new RegExp(`^\\| ${name} \\| [A-Z_]+ \\| \\d{3} \\| (yes|no) \\| .+ \\|$`, 'm'));
    }
  });
});

// That the committed files are up to date is a step of tools/check.js.
describe('comparing with what is committed', () => {
  const path = 'tools/generate/outputs.js';
  const committed = readFileSync(join(ROOT, path), 'utf8');
  const quiet = () => [vi.spyOn(console, 'log'), vi.spyOn(console, 'error')].map((spy) => spy.mockReturnValue());

  it('succeeds for equal files', () => {
    quiet();
    const outputs = new Outputs({ check: true });
    outputs.file(path, committed);
    expect(outputs.finish()).toBe(0);
  });

  it.each([
    ['another text', path, `${committed}\n`],
    ['a missing file', 'tools/generate/missing.ts', ''],
  ])('fails for %s and writes nothing', (_case, file, text) => {
    const [log] = quiet();
    const outputs = new Outputs({ check: true });
    outputs.file(file, text);
    expect(outputs.finish()).toBe(1);
    expect(log).toHaveBeenCalledWith(`differs: ${file}`);
    expect(readFileSync(join(ROOT, path), 'utf8')).toBe(committed);
    expect(existsSync(join(ROOT, 'tools/generate/missing.ts'))).toBe(false);
  });

  it('fails for a file that is no longer generated', () => {
    const [log] = quiet();
    const outputs = new Outputs({ check: true });
    outputs.directory('docs/adr', new Map());
    expect(outputs.finish()).toBe(1);
    expect(log).toHaveBeenCalledWith('differs: docs/adr/README.md');
    expect(existsSync(join(ROOT, 'docs/adr/README.md'))).toBe(true);
  });
});
