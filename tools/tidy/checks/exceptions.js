/**
 * Every exception of the KMS model is raised by a test that goes through the doors: a contract or e2e suite, or
 * services/kms/src/doors/exceptions.test.ts. Those of authentication and of CloudTrail, which have one door, may be
 * raised by any test of services/kms. What cannot be raised yet is listed in tools/tidy/untested-exceptions.js
 * with the reason, and leaves the list with its first test.
 */
import { lineAt } from '../repository.js';
import { UNTESTED_EXCEPTIONS } from '../untested-exceptions.js';

const TABLE = 'packages/core/src/errors.ts';
const LIST = 'tools/tidy/untested-exceptions.js';
const TESTS = /^(test\/(contract|e2e)\/.*|services\/kms\/src\/doors\/exceptions)\.test\.ts$/;
const OF_ONE_DOOR = /^services\/kms\/src\/.*\.test\.ts$/;
/** What the KMS model does not have stands below this comment of the table. */
const NOT_MODELLED = '// Common to AWS services';
const ROW = /^ {2}([A-Z][A-Za-z]+Exception): /gm;

/**
 * @param {import('../repository.js').Repository} repository @param {Readonly<Record<string, string>>} [untested] name →
 * reason
 * @returns {import('../repository.js').Problem[]}
 */
export function checkExceptions(repository, untested = UNTESTED_EXCEPTIONS) {
  const table = repository.files.get(TABLE);
  if (table === undefined) return [];
  const rows = [...table.text.matchAll(ROW)].map(({ 1: name = '', index }) => ({ name, index }));
  const modelledEnd = table.text.indexOf(NOT_MODELLED);
  const byDoors = namesIn(repository.sources(TESTS));
  const byAny = namesIn(repository.sources(OF_ONE_DOOR));
  /** @param {{ readonly name: string, readonly index: number }} row */
  const isTested = ({ name, index }) => byDoors.has(name) || (index > modelledEnd && byAny.has(name));
  const problems = [];
  for (const { name, index } of rows) {
    if (isTested({ name, index }) || name in untested) continue;
    const message = `no test of the doors raises ${name}; write one, or give the reason in ${LIST}`;
    problems.push({ path: TABLE, line: lineAt(table.text, index), message });
  }
  for (const name of Object.keys(untested)) {
    const row = rows.find((each) => each.name === name);
    if (row === undefined) problems.push(stale(`${name} is no exception`));
    else if (isTested(row)) problems.push(stale(`${name} is tested now; take it off the list`));
  }
  return problems;
}

/** @param {readonly { readonly text: string }[]} tests */
function namesIn(tests) {
  return new Set(tests.flatMap(({ text }) => text.match(/\b[A-Z][A-Za-z]+Exception\b/g) ?? []));
}

/** @param {string} message @returns {import('../repository.js').Problem} */
function stale(message) {
  return { path: LIST, line: 1, message };
}
