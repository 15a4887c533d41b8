/**
 * The choice of an engine. noble is imported on demand only: slot workers have small heaps, and the default path must
 * never load it.
 */
import { unreachable } from '@strongroom/core/assert.js';
import type { CryptoEngine, EngineName } from './engine.js';

export const ENGINE_NAMES: readonly EngineName[] = ['openssl', 'noble'];

/** Undefined for text that names no engine. */
export function parseEngineName(text: string): EngineName | undefined {
  return ENGINE_NAMES.find((name) => name === text);
}

export async function loadEngine(name: EngineName): Promise<CryptoEngine> {
  switch (name) {
    case 'openssl':
      return (await import('./openssl-engine.js')).opensslEngine;
    case 'noble':
      return (await import('./noble-engine.js')).nobleEngine;
    default:
      return unreachable(name);
  }
}
