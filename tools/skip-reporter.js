/**
 * A vitest reporter that leaves no skip unseen: it prints each with its reason, and under STRONGROOM_REQUIRE_ALL=1
 * makes the run fail, also when nothing ran at all.
 */
import process from 'node:process';

export class SkipReporter {
  /** @type {{ readonly name: string, readonly note: string }[]} */
  #skipped = [];
  #run = 0;

  /** @param {import('vitest/node').TestCase} testCase */
  onTestCaseResult(testCase) {
    const result = testCase.result();
    if (result.state === 'skipped')
      this.#skipped.push({ name: testCase.fullName, note: result.note ?? 'no reason given' });
    else this.#run += 1;
  }

  onTestRunEnd() {
    for (const { name, note } of this.#skipped) process.stdout.write(`skipped  ${name}: ${note}\n`);
    const required = process.env['STRONGROOM_REQUIRE_ALL'] === '1';
    if (!required || (this.#skipped.length === 0 && this.#run > 0)) return;
    process.stdout.write(
      `STRONGROOM_REQUIRE_ALL=1: ${String(this.#skipped.length)} skipped, ${String(this.#run)} run; this run fails\n`,
    );
    process.exitCode = 1;
  }
}
