/** Writes docs/OPERATIONS.md and docs/ERRORS.md: the tables that would rot if they were kept by hand. */

/** @param {import('./model.js').Model} model @param {import('./sources.js').Declaration[]} declarations */
export function operationsPage({ operations }, declarations) {
  const declared = new Map(declarations.map((declaration) => [declaration.name, declaration]));
  const rows = operations.map(({ name, summary, errors }) => {
    const found = declared.get(name);
    if (found === undefined) throw new Error(`${name} has no file in services/kms/src/operations/`);
    const details = [found.quota, yesOrNo(found.readOnly), yesOrNo(found.crossAccount)];
    return row([name, summary, ...details, errors.join(', ')]);
  });
  return page('Operations', [
    'Generated from the registry in `services/kms/src/operations/` and the service model. Do not edit.',
    '',
    `${String(declarations.length)} of ${String(operations.length)} operations are implemented. Common exceptions`,
    '([ERRORS.md](ERRORS.md)) come on top of the declared ones. "Cross-account" is what the API allows; what is',
    'enforced is in [DIVERGENCES.md](DIVERGENCES.md).',
    '',
    row(['operation', 'what it does', 'quota class', 'read-only', 'cross-account', 'declared exceptions']),
    rule(6),
    ...rows,
  ]);
}

/** @param {import('./sources.js').ErrorFact[]} errors */
export function errorsPage(errors) {
  return page('Errors', [
    'Generated from the table in `packages/core/src/errors.ts`. Do not edit.',
    '',
    'On gRPC the exception name is the `reason` of a `google.rpc.ErrorInfo` (domain `kms.strongroom`) in',
    '`grpc-status-details-bin`, with the request id. On the AWS wire it is `__type` in the body and',
    '`x-amzn-errortype` in the headers.',
    '',
    row(['exception', 'gRPC status', 'HTTP', 'retry helps', 'what it means and what to do']),
    rule(5),
    ...errors.map(({ name, grpc, http, retryable, meaning }) =>
      row([name, grpc, String(http), yesOrNo(retryable), meaning]),
    ),
  ]);
}

/** @param {string} title @param {string[]} lines */
function page(title, lines) {
  return [`# ${title}`, '', ...lines, ''].join('\n');
}

/** @param {string[]} cells */
function row(cells) {
  return `| ${cells.join(' | ')} |`;
}

/** @param {number} columns */
function rule(columns) {
  return `|${'---|'.repeat(columns)}`;
}

/** @param {boolean} value */
function yesOrNo(value) {
  return value ? 'yes' : 'no';
}
