import { describe, expect, it } from 'vitest';
import { codeOnly, importsOf } from './imports.js';

describe('imports', () => {
  it.each([
    ["import a from 'x';", 'x', false],
    ["import {\n  a,\n  b,\n} from './x.js';", './x.js', false],
    ["import type { A } from './x.js';", './x.js', true],
    ["export * from './x.js';", './x.js', false],
    ["export type { A } from './x.js';", './x.js', true],
    ["import './x.js';", './x.js', false],
    ["const a = await import('./x.js');", './x.js', false],
    ["new Worker(new URL('./x.js', import.meta.url))", './x.js', false],
  ])('%s', (text, specifier, typeOnly) => {
    expect(importsOf(`const before = 1;\n${text}`)).toMatchObject([{ specifier, typeOnly }]);
  });

  it('sees none in comments, and the line of each', () => {
    expect(importsOf("// import a from 'x';\n/* import b from 'y'; */\nimport c from 'z';")).toEqual([
      { specifier: 'z', typeOnly: false, line: 3 },
    ]);
  });

  it('codeOnly blanks comments and strings and keeps positions', () => {
    const text = "a('b // c'); // d\n/* e */ f";
    expect(codeOnly(text)).toHaveLength(text.length);
    expect(codeOnly(text)).toBe("a('      ');     \n        f");
  });
});
