// Writes docs/OPERATIONS.md and docs/ERRORS.md from the built registry, model and error table. `--check` only compares.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERRORS } from '@strongroom/core/errors.js';
import { OPERATIONS, OPERATION_NAMES } from '@strongroom/proto/gen/kms-model.js';

const root = join(import.meta.dirname, '..');
const { operations } = await import(join(root, 'services/kms/dist/operations/registry.gen.js'));

const GRPC_NAMES = {
  3: 'INVALID_ARGUMENT', 5: 'NOT_FOUND', 6: 'ALREADY_EXISTS', 7: 'PERMISSION_DENIED', 8: 'RESOURCE_EXHAUSTED', 9: 'FAILED_PRECONDITION',
  10: 'ABORTED', 12: 'UNIMPLEMENTED', 13: 'INTERNAL', 14: 'UNAVAILABLE', 16: 'UNAUTHENTICATED',
};

function operationsPage() {
  const rows = OPERATION_NAMES.map((name) => {
    const model = OPERATIONS[name];
    const declared = operations[name];
    const state = declared === undefined ? 'not yet' : 'yes';
    const details =
      declared === undefined
        ? ['', '', '']
        : [declared.quota, declared.readOnly ? 'yes' : 'no', declared.crossAccount ? 'yes' : 'no'];
    return `| ${name} | ${state} | ${model.summary} | ${details.join(' | ')} | ${model.errors.join(', ')} |`;
  });
  const done = OPERATION_NAMES.filter((name) => operations[name] !== undefined).length;
  return [
    '# Operations',
    '',
    'Generated from the registry in `services/kms/src/operations/` and the service model. Do not edit.',
    '',
    `${String(done)} of ${String(OPERATION_NAMES.length)} operations are implemented; the others answer UnsupportedOperationException. Common exceptions`,
    '(docs/ERRORS.md) come on top of the declared ones. "Cross-account" is what the API allows, see docs/DIVERGENCES.md for what is enforced.',
    '',
    '| operation | implemented | what it does | quota class | read-only | cross-account | declared exceptions |',
    '|---|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function errorsPage() {
  const rows = Object.entries(ERRORS).map(
    ([name, entry]) =>
      `| ${name} | ${GRPC_NAMES[entry.grpc]} | ${String(entry.http)} | ${entry.retryable ? 'yes' : 'no'} | ${entry.meaning} |`,
  );
  return [
    '# Errors',
    '',
    'Generated from the table in `packages/core/src/errors.ts`. Do not edit.',
    '',
    'On gRPC the exception name is the `reason` of a `google.rpc.ErrorInfo` (domain `kms.strongroom`) in `grpc-status-details-bin`, with the request id.',
    'On the AWS wire it is `__type` in the body and `x-amzn-errortype` in the headers.',
    '',
    '| exception | gRPC status | HTTP | retry helps | what it means and what to do |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

const pages = { 'docs/OPERATIONS.md': operationsPage(), 'docs/ERRORS.md': errorsPage() };
let stale = false;
for (const [file, text] of Object.entries(pages)) {
  const target = join(root, file);
  if (!process.argv.includes('--check')) writeFileSync(target, text);
  else if (readFileSync(target, 'utf8') !== text) {
    stale = true;
    console.error(`${file} is out of date: run \`npm run build && node tools/generate-docs.js\``);
  }
}
if (stale) process.exit(1);
