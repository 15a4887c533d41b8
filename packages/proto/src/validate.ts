/**
 * Checks a decoded request against the constraints of the model and words what is wrong as AWS does, all of it at once.
 * The path of a valid request allocates nothing.
 */
import { must } from '@strongroom/core/assert.js';
import { KmsError } from '@strongroom/core/errors.js';
import { MESSAGES, OPERATIONS } from './gen/kms-model.js';
import type { MessageName, OperationName } from './gen/kms-model.js';
import type { KmsRequests } from './gen/kms-types.js';
import type { UnvalidatedRequest } from './kms-codec.js';
import type { ValueModel } from './model.js';

/**
 * The most violations that one answer lists, and the most characters of a value that it repeats: an error travels in a
 * gRPC trailer.
 */
export const VIOLATIONS_MAX = 10;
export const VALUE_SHOWN_MAX_CHARS = 256;

interface CompiledValue {
  readonly model: ValueModel;
  readonly pattern: RegExp | undefined;
  readonly enumeration: ReadonlySet<string> | undefined;
  readonly of: CompiledValue | undefined;
  /** Whether a valid value needs a look at all: a map without constraints does not. */
  readonly constrained: boolean;
}

interface CompiledField extends CompiledValue {
  readonly name: string;
  readonly required: boolean;
}

function compileValue(model: ValueModel): CompiledValue {
  const of = model.of === undefined ? undefined : compileValue(model.of);
  const bounded =
    model.minLength !== undefined ||
    model.maxLength !== undefined ||
    model.min !== undefined ||
    model.max !== undefined;
  const listed = model.pattern !== undefined || model.enum !== undefined;
  return {
    model,
    // Java's matches() asks for the whole string. No flags: the classes of the model mean the same in both languages.
    pattern: model.pattern === undefined ? undefined : new RegExp(`^(?:${model.pattern})$`),
    enumeration: model.enum === undefined ? undefined : new Set(model.enum),
    of,
    constrained: bounded || listed || model.kind === 'structure' || of?.constrained === true,
  };
}

const compiled = new Map<MessageName, readonly CompiledField[]>();

function fieldsOf(message: MessageName): readonly CompiledField[] {
  const known = compiled.get(message);
  if (known !== undefined) return known;
  const made = MESSAGES[message].fields.map((field) => {
    return { name: field.name, required: field.required, ...compileValue(field) };
  });
  compiled.set(message, made);
  return made;
}

function sizeOf(model: ValueModel, value: unknown): number {
  if (model.kind === 'map') return Object.keys(value as object).length;
  return (value as { readonly length: number }).length;
}

/**
 * The constraints of this value itself, not of its members. Length comes before the pattern, so that no pattern sees an
 * unbounded string.
 */
function scalarHolds(value: CompiledValue, input: unknown): boolean {
  const { minLength, maxLength, min, max } = value.model;
  if (minLength !== undefined || maxLength !== undefined) {
    const size = sizeOf(value.model, input);
    if ((minLength !== undefined && size < minLength) || (maxLength !== undefined && size > maxLength)) return false;
  }
  if (min !== undefined && (input as number) < min) return false;
  if (max !== undefined && (input as number) > max) return false;
  if (value.enumeration !== undefined && !value.enumeration.has(input as string)) return false;
  return value.pattern?.test(input as string) ?? true;
}

function valueHolds(value: CompiledValue, input: unknown): boolean {
  if (!value.constrained) return true;
  if (value.model.kind === 'structure') return messageHolds(must(value.model.message, 'a message'), input);
  if (!scalarHolds(value, input)) return false;
  if (value.of?.constrained !== true) return true;
  if (value.model.kind === 'list') {
    for (const member of input as readonly unknown[]) if (!valueHolds(value.of, member)) return false;
    return true;
  }
  for (const member of Object.values(input as object)) if (!valueHolds(value.of, member)) return false;
  return true;
}

function messageHolds(message: MessageName, input: unknown): boolean {
  for (const field of fieldsOf(message)) {
    const member = (input as Record<string, unknown>)[field.name];
    if (member === undefined) {
      if (field.required) return false;
    } else if (!valueHolds(field, member)) return false;
  }
  return true;
}

/** Every constraint of a value, worded for the members of a list or map of scalars. */
function describe({ minLength, maxLength, min, max, pattern, enum: values }: ValueModel): string[] {
  const text: string[] = [];
  if (maxLength !== undefined) text.push(lengthWording('less', maxLength));
  if (minLength !== undefined) text.push(lengthWording('greater', minLength));
  if (max !== undefined) text.push(rangeWording('less', max));
  if (min !== undefined) text.push(rangeWording('greater', min));
  if (pattern !== undefined) text.push(`Member must satisfy regular expression pattern: ${pattern}`);
  if (values !== undefined) text.push(`Member must satisfy enum value set: [${values.join(', ')}]`);
  return text;
}

const lengthWording = (than: 'less' | 'greater', bound: number): string =>
  `Member must have length ${than} than or equal to ${String(bound)}`;
const rangeWording = (than: 'less' | 'greater', bound: number): string =>
  `Member must have value ${than} than or equal to ${String(bound)}`;

/** The constraints that this value breaks. An over-long string is not matched against its pattern. */
function broken(value: CompiledValue, input: unknown): string[] {
  const { minLength, maxLength, min, max } = value.model;
  const size = minLength === undefined && maxLength === undefined ? 0 : sizeOf(value.model, input);
  const tooLong = maxLength !== undefined && size > maxLength;
  const { pattern, enum: values } = value.model;
  return describe({
    kind: value.model.kind,
    ...(tooLong ? { maxLength } : {}),
    ...(minLength !== undefined && size < minLength ? { minLength } : {}),
    ...(max !== undefined && (input as number) > max ? { max } : {}),
    ...(min !== undefined && (input as number) < min ? { min } : {}),
    ...(pattern !== undefined && !tooLong && value.pattern?.test(input as string) === false ? { pattern } : {}),
    ...(values !== undefined && value.enumeration?.has(input as string) === false ? { enum: values } : {}),
  });
}

/** `Value 'x'`, or just `Value` for what is never shown: blobs and secrets. */
function shown(model: ValueModel, input: unknown): string {
  const of = model.of ?? model;
  if (of.sensitive === true || of.kind === 'blob' || of.kind === 'structure' || model.kind === 'map') return 'Value';
  let text = String(input);
  if (model.kind === 'list') {
    // Members beyond what is shown need not be joined.
    text = `[${(input as readonly unknown[]).slice(0, VALUE_SHOWN_MAX_CHARS).join(', ')}]`;
  }
  return `Value '${text.length > VALUE_SHOWN_MAX_CHARS ? `${text.slice(0, VALUE_SHOWN_MAX_CHARS)}…` : text}'`;
}

function collectValue(value: CompiledValue, input: unknown, path: string, found: string[]): void {
  if (found.length >= VIOLATIONS_MAX || valueHolds(value, input)) return;
  if (value.model.kind === 'structure') {
    collectMessage(must(value.model.message, 'a message'), input, `${path}.`, found);
    return;
  }
  const add = (constraint: string): void => {
    found.push(`${shown(value.model, input)} at '${path}' failed to satisfy constraint: ${constraint}`);
  };
  for (const constraint of broken(value, input)) add(constraint);
  const of = value.of;
  if (of === undefined || !of.constrained) return;
  const members = value.model.kind === 'list' ? (input as readonly unknown[]) : Object.values(input as object);
  if (of.model.kind !== 'structure') {
    if (!members.every((member) => valueHolds(of, member))) {
      add(`Member must satisfy constraint: [${describe(of.model).join(', ')}]`);
    }
    return;
  }
  members.forEach((member, index) => {
    collectValue(of, member, `${path}.${String(index + 1)}.member`, found);
  });
}

function collectMessage(message: MessageName, input: unknown, prefix: string, found: string[]): void {
  for (const field of fieldsOf(message)) {
    const member = (input as Record<string, unknown>)[field.name];
    const path = `${prefix}${field.name}`;
    if (member !== undefined) collectValue(field, member, path, found);
    else if (field.required)
      found.push(`Value null at '${path}' failed to satisfy constraint: Member must not be null`);
  }
}

/** What is wrong with a request, in AWS's words; at most {@link VIOLATIONS_MAX}. Empty for a valid one. */
export function violations<Operation extends OperationName>(
  operation: Operation,
  input: UnvalidatedRequest<Operation>,
): string[] {
  const message = OPERATIONS[operation].input;
  if (messageHolds(message, input)) return [];
  const found: string[] = [];
  collectMessage(message, input, '', found);
  return found.slice(0, VIOLATIONS_MAX);
}

/** The same object as what it was found to be. @throws KmsError ValidationException that lists the violations */
export function validate<Operation extends OperationName>(
  operation: Operation,
  input: UnvalidatedRequest<Operation>,
): KmsRequests[Operation] {
  const found = violations(operation, input);
  if (found.length > 0) {
    const head = `${String(found.length)} validation error${found.length === 1 ? '' : 's'} detected: `;
    throw new KmsError('ValidationException', head + found.join('; '));
  }
  return input as KmsRequests[Operation];
}
