/** Generated files: written, or compared with what is committed. */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export class Outputs {
  /** @param {{ check: boolean }} options */
  constructor({ check }) {
    this.check = check;
    /** @type {string[]} */
    this.different = [];
    this.count = 0;
  }

  /** @param {string} path from the root of the repository @param {string} text */
  file(path, text) {
    this.count += 1;
    const absolute = join(ROOT, path);
    if (existsSync(absolute) && readFileSync(absolute, 'utf8') === text) return;
    this.different.push(path);
    if (this.check) return;
    mkdirSync(dirname(absolute), { recursive: true });
    writeFileSync(absolute, text);
  }

  /** A directory that holds exactly these files. @param {string} path @param {Map<string, string>} files */
  directory(path, files) {
    for (const [name, text] of files) this.file(join(path, name), text);
    const absolute = join(ROOT, path);
    if (!existsSync(absolute)) return;
    for (const entry of readdirSync(absolute, { recursive: true, withFileTypes: true })) {
      const name = join(entry.parentPath, entry.name).slice(absolute.length + 1);
      if (entry.isDirectory() || files.has(name)) continue;
      this.different.push(join(path, name));
      if (!this.check) rmSync(join(absolute, name));
    }
  }

  /** Tells what differed and returns the exit code. */
  finish() {
    const verb = this.check ? 'differs' : 'written';
    for (const path of this.different) console.log(`${verb}: ${path}`);
    if (this.different.length === 0) console.log(`${String(this.count)} generated files are up to date.`);
    if (!this.check || this.different.length === 0) return 0;
    console.error('Generated files are not up to date: run `npm run generate` and commit the result.');
    return 1;
  }
}
