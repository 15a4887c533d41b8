/** What users and CI start by its path is executable and begins with a #! line. */

const STARTED = ['.ci/run', 'tools/ci-prepare', 'bin/strongroom.js'];

/** @param {import('../repository.js').Repository} repository @returns {import('../repository.js').Problem[]} */
export function checkExecutables(repository) {
  return STARTED.flatMap((path) => {
    const file = repository.files.get(path);
    if (file === undefined) return [{ path, line: 1, message: 'is missing; restore it' }];
    if (!file.executable) return [{ path, line: 1, message: `is not executable; chmod 755 ${path}` }];
    return file.text.startsWith('#!') ? [] : [{ path, line: 1, message: 'has no #! line; add one' }];
  });
}
