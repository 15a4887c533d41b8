/**
 * Writes `packages/proto/src/gen/descriptors.ts`: FileDescriptorSets for server reflection. They are built here from
 * what
 * protobufjs parsed: its own descriptor extension names files after packages, forgets imports and `optional`, and names
 * map entries in a way that strict clients refuse.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { camelCase } from './names.js';
import { ROOT } from './outputs.js';

const require = createRequire(import.meta.url);
// The protobufjs that proto-loader itself uses.
const loaderRequire = createRequire(require.resolve('@grpc/proto-loader'));
const protobuf = loaderRequire('protobufjs');
const { FileDescriptorSet } = loaderRequire('protobufjs/ext/descriptor');

const TIMESTAMP = 'google/protobuf/timestamp.proto';
const SETS = [
  { name: 'KMS_DESCRIPTOR_SET', doc: 'strongroom.kms.v1', file: 'strongroom/kms/v1/kms.proto' },
  { name: 'ADMIN_DESCRIPTOR_SET', doc: 'strongroom.admin.v1', file: 'strongroom/admin/v1/admin.proto' },
];

/** FieldDescriptorProto.Type of descriptor.proto. */
const TYPES = {
  double: 1,
  float: 2,
  int64: 3,
  uint64: 4,
  int32: 5,
  fixed64: 6,
  fixed32: 7,
  bool: 8,
  string: 9,
  bytes: 12,
  uint32: 13,
  sfixed32: 15,
  sfixed64: 16,
  sint32: 17,
  sint64: 18,
};
const TYPE_MESSAGE = 11;
const TYPE_ENUM = 14;
const LABEL_OPTIONAL = 1;
const LABEL_REPEATED = 3;

/** `encryption_context` → `EncryptionContextEntry`, as protoc names it. @param {string} field */
function entryName(field) {
  const camel = camelCase(field);
  return `${camel.charAt(0).toUpperCase()}${camel.slice(1)}Entry`;
}

/** @param {any} field @param {string} type @param {any} resolved the type or enumeration that it names, if any */
function typeOf(field, type, resolved) {
  if (resolved === null) {
    if (TYPES[type] === undefined) throw new Error(`${field.fullName}: unknown type ${type}`);
    return { type: TYPES[type] };
  }
  return { type: resolved instanceof protobuf.Enum ? TYPE_ENUM : TYPE_MESSAGE, typeName: resolved.fullName };
}

/** @param {any} field @param {string[]} oneofs real ones first, then those that `optional` implies */
function describeField(field, oneofs) {
  const { name, id: number } = field;
  const common = { name, number, label: field.repeated || field.map ? LABEL_REPEATED : LABEL_OPTIONAL };
  const described = { ...common, jsonName: camelCase(name) };
  if (field.map) {
    return { ...described, type: TYPE_MESSAGE, typeName: `${field.parent.fullName}.${entryName(name)}` };
  }
  Object.assign(described, typeOf(field, field.type, field.resolvedType));
  if (!field.partOf) return described;
  const optional = isOptional(field) ? { proto3Optional: true } : {};
  return { ...described, ...optional, oneofIndex: oneofs.indexOf(field.partOf.name) };
}

/** @param {any} field */
function isOptional(field) {
  return field.partOf?.name === `_${field.name}`;
}

/** @param {any} field */
function describeEntry(field) {
  const key = { name: 'key', number: 1, label: LABEL_OPTIONAL, jsonName: 'key', type: TYPES[field.keyType] };
  const type = typeOf(field, field.type, field.resolvedType);
  const value = { name: 'value', number: 2, label: LABEL_OPTIONAL, jsonName: 'value', ...type };
  return { name: entryName(field.name), field: [key, value], options: { mapEntry: true } };
}

/** @param {any} type */
function describeMessage(type) {
  const synthetic = new Set(type.fieldsArray.filter(isOptional).map((field) => field.partOf.name));
  const names = type.oneofsArray.map((oneof) => oneof.name);
  const oneofs = [...names.filter((name) => !synthetic.has(name)), ...names.filter((name) => synthetic.has(name))];
  const nested = type.nestedArray.filter((object) => object instanceof protobuf.Type).map(describeMessage);
  const entries = type.fieldsArray.filter((field) => field.map).map(describeEntry);
  const enums = type.nestedArray.filter((object) => object instanceof protobuf.Enum).map(describeEnum);
  return {
    name: type.name,
    field: type.fieldsArray.map((field) => describeField(field, oneofs)),
    nestedType: [...nested, ...entries],
    enumType: enums,
    oneofDecl: oneofs.map((name) => ({ name })),
  };
}

/** @param {any} type */
function describeEnum(type) {
  return { name: type.name, value: Object.entries(type.values).map(([name, number]) => ({ name, number })) };
}

/** @param {any} service */
function describeService(service) {
  const method = service.methodsArray.map((rpc) => ({
    name: rpc.name,
    inputType: rpc.resolvedRequestType.fullName,
    outputType: rpc.resolvedResponseType.fullName,
    ...(rpc.requestStream ? { clientStreaming: true } : {}),
    ...(rpc.responseStream ? { serverStreaming: true } : {}),
  }));
  return { name: service.name, method };
}

/** @param {any} root @param {string} packageName @param {string} name @param {string[]} dependency */
function describeFile(root, packageName, name, dependency) {
  const all = root.lookup(packageName).nestedArray;
  return {
    name,
    package: packageName,
    dependency,
    messageType: all.filter((object) => object instanceof protobuf.Type).map(describeMessage),
    enumType: all.filter((object) => object instanceof protobuf.Enum).map(describeEnum),
    service: all.filter((object) => object instanceof protobuf.Service).map(describeService),
    syntax: 'proto3',
  };
}

/** @param {string} file */
function descriptorSet(file) {
  const root = new protobuf.Root();
  const includes = root.resolvePath.bind(root);
  root.resolvePath = (origin, target) =>
    target.startsWith('strongroom/') ? join(ROOT, 'proto', target) : includes(origin, target);
  root.loadSync(file, { keepCase: true });
  root.resolveAll();
  const packageName = file.slice(0, file.lastIndexOf('/')).replaceAll('/', '.');
  const timestamp = root.lookup('google.protobuf.Timestamp') === null ? [] : [TIMESTAMP];
  const files = timestamp.map((name) => describeFile(root, 'google.protobuf', name, []));
  files.push(describeFile(root, packageName, file, timestamp));
  const set = FileDescriptorSet.fromObject({ file: files });
  return Buffer.from(FileDescriptorSet.encode(set).finish());
}

export function descriptorsTs() {
  let text = `// Generated by tools/generate. Do not edit.\n`;
  for (const { name, doc, file } of SETS) {
    text += `\n/** FileDescriptorSet of ${doc}, in base64: for server reflection. */\n`;
    text += `export const ${name} =\n  '${descriptorSet(file).toString('base64')}';\n`;
  }
  return text;
}
