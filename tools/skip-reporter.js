/**
 * A vitest reporter that leaves neither a skip nor a second try unseen: it prints each with its reason. Under
 * STRONGROOM_REQUIRE_ALL=1 a skip makes the run fail, also when nothing ran at all.
 */
import process from 'node:process';

export class SkipReporter {
  /** @type {{ readonly name: string, readonly note: string }[]} */
  #skipped = [];
  /** @type {{ readonly name: string, readonly reason: string }[]} */
  #unstable = [];
  #run = 0;

  /** @param {import('vitest/node').TestCase} testCase */
  onTestCaseResult(testCase) {
    const result = testCase.result();
    if (result.state === 'skipped')
      this.#skipped.push({ name: testCase.fullName, note: result.note ?? 'no reason given' });
    else this.#run += 1;
    if (testCase.diagnostic()?.flaky !== true) return;
    const [first] = result.errors ?? [];
    this.#unstable.push({ name: testCase.fullName, reason: first?.stack ?? first?.message ?? 'unknown' });
  }

  onTestRunEnd() {
    for (const { name, note } of this.#skipped) process.stdout.write(`skipped  ${name}: ${note}\n`);
    for (const { name, reason } of this.#unstable) {
      process.stdout.write(`UNSTABLE ${name}: passed only when it was tried again. First it failed with\n${reason}\n`);
    }
    const required = process.env['STRONGROOM_REQUIRE_ALL'] === '1';
    if (!required || (this.#skipped.length === 0 && this.#run > 0)) return;
    process.stdout.write(
      `STRONGROOM_REQUIRE_ALL=1: ${String(this.#skipped.length)} skipped, ${String(this.#run)} run; this run fails\n`,
    );
    process.exitCode = 1;
  }
}
