import { describe, expect, it } from 'vitest';
import { Repository, file } from '../repository.js';
import { checkLinks } from './links.js';

describe('links', () => {
  it('lead to files and folders that exist', () => {
    const files = [file('docs/STYLE.md', ''), file('docs/adr/0001.md', '[up](../STYLE.md#names) [list](../adr/)')];
    expect(checkLinks(new Repository(files))).toEqual([]);
    const broken = file('README.md', 'text\n[gone](docs/GONE.md) [web](https://example.com/x.md)');
    expect(checkLinks(new Repository([...files, broken]))).toMatchObject([{ path: 'README.md', line: 2 }]);
  });
});
