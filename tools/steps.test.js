import { describe, expect, it } from 'vitest';
import { runSteps } from './steps.js';

/** @param {readonly import('./steps.js').Step[]} steps */
async function run(steps) {
  /** @type {string[]} */
  const lines = [];
  const ok = await runSteps(steps, { lanes: 2, print: (line) => lines.push(line) });
  return { ok, text: lines.join('\n') };
}

describe('steps', () => {
  it('succeeds quietly', async () => {
    const { ok, text } = await run([{ name: 'a', command: ['node', '-e', 'console.log("noise")'] }]);
    expect(ok).toBe(true);
    expect(text).toContain('ok       a');
    expect(text).not.toContain('noise');
  });

  it('shows the output of a failing step, how to run it alone, and does not run what waits for it', async () => {
    const { ok, text } = await run([
      { name: 'a', command: ['node', '-e', 'console.error("broken"); process.exit(3)'], alone: 'npm run a' },
      { name: 'b', command: ['node', '-e', ''], after: ['a'] },
    ]);
    expect(ok).toBe(false);
    expect(text).toContain('broken');
    expect(text).toContain('run it alone with  npm run a');
    expect(text).toContain('not run  b: a failed');
  });

  it('repeats the end of a shown step that failed after everything else', async () => {
    const script = 'for (let line = 1; line <= 400; line += 1) console.log(`line ${line}.`); process.exitCode = 1';
    const { text } = await run([
      { name: 'a', command: ['node', '-e', script], show: true },
      { name: 'b', command: ['node', '-e', ''], after: [] },
    ]);
    const end = text.slice(text.indexOf('the end of a, which failed'));
    expect(end).toContain('line 400.');
    expect(end).not.toContain('line 200.');
    expect(text.indexOf('ok       b')).toBeLessThan(text.indexOf('the end of a'));
  });

  it('fails for a program that does not exist and for a step that waits for nothing known', async () => {
    expect((await run([{ name: 'a', command: ['no-such-program-here'] }])).ok).toBe(false);
    await expect(run([{ name: 'a', command: ['node', '-e', ''], after: ['z'] }])).rejects.toThrow('do not exist');
  });
});
