/**
 * One thing per file: at most 300 lines, up to 500 where the header comment says why (a sentence with "One file
 * because" or "Long
 * because"). Lines of code have at most 120 columns; prettier wraps the code, this rule also sees comments and strings.
 */

const LINES_MAX = 300;
const LINES_HARD_MAX = 500;
const COLUMNS_MAX = 120;
const HEADER_LINES = 25;
const REASON = /\b(one file|long|longer than \d+ lines),? because\b/i;

/** @param {import('../repository.js').Repository} repository @returns {import('../repository.js').Problem[]} */
export function checkSize(repository) {
  const problems = [];
  for (const { path, text } of repository.sources(
    /^(packages|services|test|tools|bin)\/.*\.(ts|js)$|^[a-z.]+\.(ts|js)$/,
  )) {
    const lines = text.replace(/\n$/, '').split('\n');
    const message = judgeLength(lines);
    if (message !== undefined) problems.push({ path, line: lines.length, message });
    for (const [index, line] of lines.entries()) {
      const columns = [...line].length;
      if (columns <= COLUMNS_MAX || isUnbreakable(line)) continue;
      problems.push({
        path,
        line: index + 1,
        message: `${String(columns)} columns; break the line at ${String(COLUMNS_MAX)}`,
      });
    }
  }
  return problems;
}

/** @param {readonly string[]} lines @returns {string | undefined} */
function judgeLength(lines) {
  if (lines.length > LINES_HARD_MAX)
    return `${String(lines.length)} lines; split the file, ${String(LINES_HARD_MAX)} is the end`;
  if (lines.length <= LINES_MAX) return undefined;
  const header = lines
    .slice(0, HEADER_LINES)
    .join(' ')
    .replace(/\s*\*\s+/g, ' ');
  if (REASON.test(header)) return undefined;
  return `${String(lines.length)} lines; split the file, or say in its header "One file because …"`;
}

/**
 * A URL, a long literal of a test vector, a regular expression or an import cannot be broken without being spoilt; a
 * line that is nothing but one text stays whole, so that a wording can be found by searching for it.
 * @param {string} line
 */
function isUnbreakable(line) {
  return (
    /https?:\/\/\S{40,}/.test(line) ||
    /['"`/][^'"`\s]{80,}/.test(line) ||
    /^(import|export) .* from '[^']*';$/.test(line) ||
    /^\s*(?:'[^']*'|"[^"]*"|`[^`]*`)[,;)]*$/.test(line) ||
    /^\s*(\/\/|\/\*) eslint-disable/.test(line)
  );
}
