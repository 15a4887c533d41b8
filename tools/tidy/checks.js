/** The rules in the order in which docs/STYLE.md names them. */
import { checkCycles } from './checks/cycles.js';
import { checkDependencies } from './checks/dependencies.js';
import { checkDisables } from './checks/disables.js';
import { checkEnvironment } from './checks/environment.js';
import { checkExceptions } from './checks/exceptions.js';
import { checkExecutables } from './checks/executables.js';
import { checkInjected } from './checks/injected.js';
import { checkLayers } from './checks/layers.js';
import { checkLinks } from './checks/links.js';
import { checkNames } from './checks/names.js';
import { checkOperations } from './checks/operations.js';
import { checkSecrets } from './checks/secrets.js';
import { checkSize } from './checks/size.js';
import { checkSkips } from './checks/skips.js';
import { checkWords } from './checks/words.js';

/** @type {readonly ((repository: import('./repository.js').Repository) => import('./repository.js').Problem[])[]} */
export const CHECKS = [
  checkLayers,
  checkCycles,
  checkSecrets,
  checkEnvironment,
  checkInjected,
  checkSize,
  checkNames,
  checkOperations,
  checkExceptions,
  checkDependencies,
  checkWords,
  checkSkips,
  checkDisables,
  checkLinks,
  checkExecutables,
];
