/**
 * Types of the internal services, by proto-loader-gen-types. Its flags must be the run-time options of
 * packages/proto/src/load.ts. The public KMS service needs none: its codec is our own and its types are
 * gen/kms-types.ts.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from './outputs.js';

const require = createRequire(import.meta.url);

/**
 * Nothing but numbers for 64-bit integers: the link is the hot path, and every further option costs time per message.
 */
const LINK_FLAGS = ['--longs=Number'];
const FLAGS = ['--longs=Number', '--enums=String', '--oneofs'];

/** Directory under gen/ → the file that holds the service, and its flags. */
const SERVICES = [
  { directory: 'link', file: 'strongroom/hsm/v1/link.proto', flags: LINK_FLAGS },
  { directory: 'appliance', file: 'strongroom/hsm/v1/appliance.proto', flags: FLAGS },
  { directory: 'admin', file: 'strongroom/admin/v1/admin.proto', flags: FLAGS },
];

function generatorPath() {
  const manifest = require.resolve('@grpc/proto-loader/package.json');
  return join(dirname(manifest), JSON.parse(readFileSync(manifest, 'utf8')).bin['proto-loader-gen-types']);
}

/** @param {string} directory @returns {Map<string, string>} relative path → text */
function readTree(directory) {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1)).sort();
  return new Map(paths.map((path) => [path, readFileSync(join(directory, path), 'utf8')]));
}

/** @returns {[directory: string, files: Map<string, string>][]} */
export function grpcTypes() {
  return SERVICES.map(({ directory, file, flags }) => {
    const output = mkdtempSync(join(tmpdir(), 'strongroom-generate-'));
    try {
      const common = ['-I', 'proto', '--grpcLib=@grpc/grpc-js', '--importFileExtension=.js', '-O', output];
      const result = spawnSync(process.execPath, [generatorPath(), ...flags, ...common, `proto/${file}`], {
        cwd: ROOT,
      });
      if (result.status !== 0) throw new Error(`proto-loader-gen-types failed for ${file}: ${String(result.stderr)}`);
      return [directory, readTree(output)];
    } finally {
      rmSync(output, { recursive: true });
    }
  });
}
