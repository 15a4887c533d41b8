/**
 * Looks for byte patterns in the memory of a running process (proc(5): maps and mem). Needs to be its owner or root.
 */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

const CHUNK_BYTES = 8 * 1024 * 1024;

export interface Pattern {
  readonly name: string;
  readonly bytes: Buffer;
}

/**
 * The names of the patterns that are anywhere in readable memory. @throws Error when the process cannot be read at all
 */
export function findInMemory(pid: number, patterns: readonly Pattern[]): Set<string> {
  const overlap = Math.max(...patterns.map((pattern) => pattern.bytes.length));
  const found = new Set<string>();
  const memory = openSync(`/proc/${String(pid)}/mem`, 'r');
  let readBytes = 0;
  try {
    const buffer = Buffer.alloc(CHUNK_BYTES + overlap);
    for (const [start, end] of readableRanges(pid)) {
      for (let at = start; at < end; at += CHUNK_BYTES) {
        const length = Math.min(end - at, CHUNK_BYTES + overlap);
        const got = tryRead(memory, buffer, length, at);
        readBytes += got;
        const chunk = buffer.subarray(0, got);
        for (const { name, bytes } of patterns) if (!found.has(name) && chunk.includes(bytes)) found.add(name);
      }
    }
  } finally {
    closeSync(memory);
  }
  if (readBytes === 0) throw new Error(`nothing of process ${String(pid)} could be read`);
  return found;
}

/** A secret as raw bytes and in the spellings in which it might be logged or kept in a string. */
export function spellings(name: string, secret: Uint8Array): Pattern[] {
  const raw = Buffer.from(secret);
  const texts = [raw.toString('hex'), raw.toString('hex').toUpperCase(), raw.toString('base64').replace(/=+$/, '')];
  const listed = [...raw].join(',');
  return [
    { name: `${name} (bytes)`, bytes: raw },
    ...[...texts, listed].map((text, index) => ({
      name: `${name} (${['hex', 'HEX', 'base64', 'list'][index] ?? ''})`,
      bytes: Buffer.from(text, 'latin1'),
    })),
    // V8 keeps a string with one character beyond Latin-1 in two bytes per character.
    { name: `${name} (hex, UTF-16)`, bytes: Buffer.from(texts[0] ?? '', 'utf16le') },
  ];
}

function readableRanges(pid: number): [number, number][] {
  const ranges: [number, number][] = [];
  for (const line of readFileSync(`/proc/${String(pid)}/maps`, 'latin1').split('\n')) {
    const match = /^([0-9a-f]+)-([0-9a-f]+) r\S+ \S+ \S+ \S+\s*(.*)$/.exec(line);
    if (match === null || /^\[(vvar|vsyscall)/.test(match[3] ?? '')) continue;
    ranges.push([parseInt(match[1] ?? '', 16), parseInt(match[2] ?? '', 16)]);
  }
  return ranges;
}

/** A range may be unmapped between the reading of the map and now. */
function tryRead(memory: number, buffer: Buffer, length: number, position: number): number {
  let got = 0;
  while (got < length) {
    try {
      const read = readSync(memory, buffer, got, length - got, position + got);
      if (read === 0) break;
      got += read;
    } catch {
      break;
    }
  }
  return got;
}
