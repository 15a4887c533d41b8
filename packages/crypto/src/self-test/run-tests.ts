/** Runs known-answer tests on whatever they test. */
import { fromHex } from '@strongroom/core/bytes.js';
import type { EngineName } from '../engine.js';
import { timingSafeEqual } from '../timing-safe.js';
import type { KnownAnswerTest } from './known-answer-test.js';

export interface SelfTestResult {
  readonly name: string;
  readonly engine: EngineName;
  readonly source: string;
  readonly passed: boolean;
}

export interface SelfTestOptions {
  /** The name of one test whose computed answer is falsified, so that the error state can be tested. */
  readonly failing?: string;
}

function passes<Subject>(test: KnownAnswerTest<Subject>, subject: Subject, falsify: boolean): boolean {
  try {
    const answer = new Uint8Array(test.compute(subject));
    if (falsify) answer[0] = (answer[0] ?? 0) ^ 1;
    return timingSafeEqual(answer, fromHex(test.expected));
  } catch {
    // An engine that throws on a fixed input has failed as surely as one that answers wrongly.
    return false;
  }
}

/** Runs all tests, also after a failure: status output names every one that failed. */
export function runTests<Subject>(
  tests: readonly KnownAnswerTest<Subject>[],
  subject: Subject,
  engine: EngineName,
  { failing }: SelfTestOptions,
): SelfTestResult[] {
  return tests.map((test) => ({
    name: test.name,
    engine,
    source: test.source,
    passed: passes(test, subject, test.name === failing),
  }));
}
