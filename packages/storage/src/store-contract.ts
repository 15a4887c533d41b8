/** The contract of {@link Store}, as cases that any engine must pass. Run each with a fresh harness. */
import { COMMIT_CASES } from './contract/commit-cases.js';
import { DUE_CASES } from './contract/due-cases.js';
import { IDENTITY_CASES } from './contract/identity-cases.js';
import type { ContractCase } from './contract/harness.js';
import { KEY_STORE_CASES } from './contract/key-store-cases.js';
import { READ_CASES } from './contract/read-cases.js';

export type { ContractCase, StoreHarness } from './contract/harness.js';

/** Every case. Random histories against the store in memory are in contract/model.test.ts. */
export const STORE_CONTRACT: readonly ContractCase[] = [
  ...COMMIT_CASES,
  ...READ_CASES,
  ...DUE_CASES,
  ...IDENTITY_CASES,
  ...KEY_STORE_CASES,
];
