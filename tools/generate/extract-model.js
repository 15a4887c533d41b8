/**
 * Writes `kms-model.json`: the facts of the KMS API (operations, shapes, constraints, declared errors), without any
 * documentation text, from
 * AWS's API model (a botocore/SDK v2 `kms-2014-11-01` JSON file) merged with what the newer @aws-sdk/client-kms knows.
 * Run by hand when AWS adds something; `npm run generate` needs only the result.
 *
 *     node tools/generate/extract-model.js PATH/kms-2014-11-01.json
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const SDK = '@aws-sdk/client-kms';

/** Smithy schema numbers of the SDK: where a member is not an array, it is one of these. */
const STRUCTURE = 3;
const OPERATION = 9;

/**
 * Shapes that the SDK has and the model may lack. The SDK's schemas do not tell string types apart, so a new member
 * gets its shape by name.
 * Constraints of these are those of the member's siblings (CiphertextBlob, KeyId) or, for the enumeration, the SDK's
 * own.
 */
const NEW_MEMBER_SHAPES = {
  KeyId: 'KeyIdType',
  SharedSecretCiphertextBlob: 'CiphertextType',
  SharedSecret: 'PlaintextType',
  EncapsulationAlgorithm: 'EncapsulationAlgorithmSpec',
  EncapsulationAlgorithms: 'EncapsulationAlgorithmSpecList',
  GrantTokens: 'GrantTokenList',
  DryRun: 'NullableBooleanType',
};
const NEW_LISTS = { EncapsulationAlgorithmSpecList: 'EncapsulationAlgorithmSpec' };

/** @param {Record<string, any>} shape */
function factsOf(shape) {
  /** @type {Record<string, any>} */
  const facts = { type: shape.type };
  for (const name of ['min', 'max', 'pattern', 'enum', 'sensitive']) if (name in shape) facts[name] = shape[name];
  if (shape.type === 'structure') {
    facts.members = Object.fromEntries(Object.entries(shape.members ?? {}).map(([name, m]) => [name, m.shape]));
    if (shape.required?.length > 0) facts.required = shape.required;
  }
  if (shape.type === 'list') facts.member = shape.member.shape;
  if (shape.type === 'map') Object.assign(facts, { key: shape.key.shape, value: shape.value.shape });
  return facts;
}

/** The exceptions that the SDK's types declare for an operation. @param {string} operation */
function errorsOfSdk(operation) {
  const root = dirname(require.resolve(`${SDK}/package.json`));
  const text = readFileSync(join(root, 'dist-types/commands', `${operation}Command.d.ts`), 'utf8');
  const names = [...text.matchAll(/@throws \{@link (\w+)\}/g)].map((match) => match[1]);
  return names.filter((name) => name !== 'KMSServiceException');
}

/** @param {any} sdk @param {Record<string, any>} shapes */
function mergeStructures(sdk, shapes) {
  for (const schema of Object.values(sdk)) {
    if (!Array.isArray(schema) || schema[0] !== STRUCTURE) continue;
    const [, , name, , members, , requiredCount = 0] = schema;
    const shape = (shapes[name] ??= { type: 'structure', members: {} });
    for (const member of members) {
      if (shape.members[member] !== undefined) continue;
      const memberShape = NEW_MEMBER_SHAPES[member];
      if (memberShape === undefined) throw new Error(`${name}.${member} is new: add its shape to NEW_MEMBER_SHAPES`);
      shape.members[member] = memberShape;
    }
    const required = members.slice(0, requiredCount);
    if (required.length > 0) shape.required = required;
  }
}

/** @param {any} sdk @param {Record<string, any>} shapes */
function mergeEnumerations(sdk, shapes) {
  for (const [name, values] of Object.entries(sdk)) {
    if (typeof values !== 'object' || values === null || Array.isArray(values) || !/^[A-Z]/.test(name)) continue;
    const known = (shapes[name] ??= { type: 'string', enum: [] });
    const added = Object.values(values).filter((value) => !known.enum.includes(value));
    known.enum.push(...added.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })));
  }
}

function main() {
  const path = process.argv[2];
  if (path === undefined) throw new Error('usage: node tools/generate/extract-model.js PATH/kms-2014-11-01.json');
  const model = JSON.parse(readFileSync(path, 'utf8'));
  const sdk = require(SDK);
  /** @type {Record<string, any>} */
  const shapes = {};
  for (const [name, shape] of Object.entries(model.shapes)) {
    if (shape.exception !== true) shapes[name] = factsOf(shape);
  }
  mergeEnumerations(sdk, shapes);
  mergeStructures(sdk, shapes);
  for (const [name, member] of Object.entries(NEW_LISTS)) shapes[name] ??= { type: 'list', member };

  /** @type {Record<string, any>} */
  const operations = {};
  for (const schema of Object.values(sdk)) {
    if (!Array.isArray(schema) || schema[0] !== OPERATION) continue;
    const [, , name, , input, output] = schema;
    const known = model.operations[name];
    operations[name] = {
      input: known?.input?.shape ?? input()[2],
      output: known === undefined ? output()[2] : (known.output?.shape ?? null),
      errors: (known?.errors.map((error) => error.shape) ?? errorsOfSdk(name)).sort(),
    };
  }
  const sorted = (record) => Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
  const extract = { targetPrefix: model.metadata.targetPrefix, apiVersion: model.metadata.apiVersion };
  const target = new URL('kms-model.json', import.meta.url);
  const text = JSON.stringify({ ...extract, operations: sorted(operations), shapes: sorted(shapes) }, null, 2);
  writeFileSync(target, `${text}\n`);
}

main();
