import { describe, expect, it } from 'vitest';
import { Repository, file } from '../repository.js';
import { checkExecutables } from './executables.js';

describe('executables', () => {
  it('exist, are executable and name their interpreter', () => {
    const good = [
      file('.ci/run', '#!/bin/sh\n', true),
      file('tools/ci-prepare', '#!/bin/sh\n', true),
      file('bin/strongroom.js', '#!/usr/bin/env node\n', true),
    ];
    expect(checkExecutables(new Repository(good))).toEqual([]);
    const bad = [file('.ci/run', '#!/bin/sh\n', false), file('tools/ci-prepare', 'echo', true)];
    expect(checkExecutables(new Repository(bad)).map((problem) => problem.message)).toEqual([
      'is not executable; chmod 755 .ci/run',
      'has no #! line; add one',
      'is missing; restore it',
    ]);
  });
});
