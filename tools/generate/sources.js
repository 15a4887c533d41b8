/**
 * Facts that are read from product sources: the declarations in services/kms/src/operations and the error table. From
 * sources and not from `dist`, because a new operation compiles only when the registry names it, and the registry is
 * written here.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from './outputs.js';

export const OPERATIONS_FOLDER = 'services/kms/src/operations';
const ERROR_TABLE = 'packages/core/src/errors.ts';

/**
 * @typedef {{ name: string, file: string, constant: string, quota: string, readOnly: boolean, crossAccount: boolean }}
 * Declaration `file` is relative to the folder and ends in `.js`, as an import names it
 * @typedef {{ name: string, grpc: string, http: number, retryable: boolean, meaning: string }} ErrorFact
 */

/** One per operation file, by name. @returns {Declaration[]} */
export function operationDeclarations() {
  const files = readdirSync(join(ROOT, OPERATIONS_FOLDER)).filter((file) => /^[a-z0-9-]+\.ts$/.test(file));
  const declarations = files.flatMap((file) => declarationsIn(file, readSource(`${OPERATIONS_FOLDER}/${file}`)));
  return declarations.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * @param {string} file @param {string} text
 * @returns {Declaration[]} what `export const x = operation({ … })` says; helper files have none
 */
export function declarationsIn(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, false);
  const calls = source.statements.filter(ts.isVariableStatement).flatMap((statement) => {
    const { name, initializer } = statement.declarationList.declarations[0];
    const declares = initializer && ts.isCallExpression(initializer) && initializer.expression.text === 'operation';
    return declares ? [{ constant: name.text, facts: literalProperties(initializer.arguments[0]) }] : [];
  });
  if (calls.length > 1) throw new Error(`${file}: one operation, one file`);
  return calls.map(({ constant, facts }) => {
    const fact = (/** @type {string} */ name, /** @type {string} */ type) => {
      const value = facts.get(name);
      if (typeof value !== type) throw new Error(`${file}: ${name} must be a literal ${type}, or docs cannot show it`);
      return value;
    };
    return {
      name: fact('name', 'string'),
      file: file.replace(/\.ts$/, '.js'),
      constant,
      quota: fact('quota', 'string'),
      readOnly: fact('readOnly', 'boolean'),
      crossAccount: fact('crossAccount', 'boolean'),
    };
  });
}

/** @param {any} object an object literal @returns {Map<string, string | boolean>} */
function literalProperties(object) {
  /** @type {Map<string, string | boolean>} */
  const found = new Map();
  for (const property of object.properties.filter(ts.isPropertyAssignment)) {
    const { initializer } = property;
    if (ts.isStringLiteral(initializer)) found.set(property.name.text, initializer.text);
    if (initializer.kind === ts.SyntaxKind.TrueKeyword) found.set(property.name.text, true);
    if (initializer.kind === ts.SyntaxKind.FalseKeyword) found.set(property.name.text, false);
  }
  return found;
}

/** The rows of the error table, in its order. @returns {Promise<ErrorFact[]>} */
export async function errorFacts() {
  // The file imports nothing, so that it can be run as it is once its types are gone.
  const { outputText } = ts.transpileModule(readSource(ERROR_TABLE), {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  });
  const { ERRORS, GRPC } = await import(`data:text/javascript;base64,${Buffer.from(outputText).toString('base64')}`);
  const statusNames = new Map(Object.entries(GRPC).map(([name, number]) => [number, name]));
  return Object.entries(ERRORS).map(([name, { grpc, http, retryable, meaning }]) => {
    const status = statusNames.get(grpc);
    if (status === undefined) throw new Error(`${ERROR_TABLE}: ${name} has gRPC status ${grpc}, which has no name`);
    return { name, grpc: status, http, retryable, meaning };
  });
}

/** @param {string} path */
function readSource(path) {
  return readFileSync(join(ROOT, path), 'utf8');
}
