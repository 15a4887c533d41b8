/** Reads the Wycheproof files beside this module. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { assert } from '@strongroom/core/assert.js';

export interface WycheproofCase {
  readonly tcId: number;
  readonly comment: string;
  readonly flags: readonly string[];
  readonly result: 'valid' | 'invalid' | 'acceptable';
}

interface WycheproofFile {
  readonly algorithm: string;
  readonly numberOfTests: number;
  readonly testGroups: readonly unknown[];
}

/**
 * The groups of `wycheproof/NAME_test.json.gz`. `asGroup` names the type that the schema of the file gives to a group.
 * @throws AssertionFailure when the file is of another algorithm or holds fewer cases than it declares
 */
export function loadWycheproof<Group extends { readonly tests: readonly WycheproofCase[] }>(
  name: string,
  algorithm: string,
  asGroup: (group: unknown) => Group,
): readonly Group[] {
  const zipped = readFileSync(new URL(`./wycheproof/${name}_test.json.gz`, import.meta.url));
  const file = JSON.parse(gunzipSync(zipped).toString('utf8')) as WycheproofFile;
  const groups = file.testGroups.map(asGroup);
  assert(file.algorithm === algorithm, `${name} is of algorithm ${file.algorithm}`);
  let cases = 0;
  for (const group of groups) cases += group.tests.length;
  assert(cases > 0 && cases === file.numberOfTests, `${name} holds ${String(cases)} cases`);
  return groups;
}

/** How a failing assertion names its case. */
export function caseName(test: WycheproofCase): string {
  return `tcId ${String(test.tcId)} ${test.result} ${test.flags.join()} ${test.comment}`;
}

/** Cases by their flags, so that a report says which kind fails. */
export function byFlags<Case extends WycheproofCase>(tests: readonly Case[]): [string, Case[]][] {
  const groups = new Map<string, Case[]>();
  for (const test of tests) {
    const title = `${test.result}: ${test.flags.join(', ')}`;
    const group = groups.get(title);
    if (group === undefined) groups.set(title, [test]);
    else group.push(test);
  }
  return [...groups];
}

/** Every n-th of the cases of one kind, and at least one; the title says how many are left out. */
export function everyNth<Case extends WycheproofCase>(
  stride: number,
  title: string,
  cases: readonly Case[],
  offset = 0,
): [string, Case[]] {
  const taken = cases.filter((_, index) => index % stride === offset % cases.length);
  if (taken.length === cases.length) return [title, taken];
  return [`${title} (${String(taken.length)} of ${String(cases.length)}: one in ${String(stride)})`, taken];
}
