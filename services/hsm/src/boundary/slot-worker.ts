/** A thread of one slot, fast or slow: adapts the slot module to its ports, and nothing else. */
import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { must } from '@strongroom/core/assert.js';
import { parseTenantId } from '@strongroom/core/ids.js';
import { HSM_STATUS } from '@strongroom/core/errors.js';
import { systemMonotonic } from '@strongroom/core/time.js';
import { loadEngine } from '@strongroom/crypto/engines.js';
import { loadKeyPairEngine } from '@strongroom/crypto/key-pair/load-key-pair-engine.js';
import {
  isSlotKey,
  type EvictMessage,
  type SlotKeyMessage,
  type SlotNotice,
  type SlotWorkerData,
} from '../wire/slot-messages.js';
import { createBoundaryRng } from './boundary-rng.js';
import { testedBeforeUse } from './self-tests.js';
import { SlotModule } from './slot-module.js';

const SWEEP_PERIOD_MS = 15_000;

const host = must(parentPort, 'a slot worker has a parent');
const { engine: engineChoice, keyPort, lane } = workerData as SlotWorkerData;
// Linux knows niceness per thread, and 0 names the calling one; elsewhere this would slow down the whole process. Only
// the whole lane can be niced, not an operation: going back up needs a privilege (CAP_SYS_NICE).
if (lane === 'slow' && process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_LOW);
const engine = await loadEngine(engineChoice);
const rng = createBoundaryRng(engine);
const loaded = await loadKeyPairEngine(engineChoice, lane);
// What a fast thread can do was tested at power-on.
const keyPairs = lane === 'slow' ? testedBeforeUse(loaded, engineChoice) : loaded;
const slot = new SlotModule({ engine, keyPairs, rng, monotonic: systemMonotonic, lane });

function notify(notice: SlotNotice): void {
  host.postMessage(notice);
}

function bind(message: SlotKeyMessage): void {
  const { generation } = message;
  if (!isSlotKey(message)) {
    slot.evict();
    notify({ kind: 'bound', generation, status: message.status, detail: message.detail });
    return;
  }
  const tenant = must(parseTenantId(message.tenant), 'the root worker binds tenants only');
  slot.bind({ ...message, tenant });
  notify({ kind: 'bound', generation, status: HSM_STATUS.OK.code, detail: '' });
}

host.on('message', (message: ArrayBuffer | EvictMessage) => {
  if (message instanceof ArrayBuffer) {
    const results = slot.execute(message);
    host.postMessage(results, [results]);
    return;
  }
  if (slot.generation <= message.generation) slot.evict();
  rng.reset();
  notify({ kind: 'evicted' });
});
keyPort.on('message', bind);
systemMonotonic.every(
  SWEEP_PERIOD_MS,
  () => {
    slot.sweep();
  },
  { ref: false },
);
notify({ kind: 'ready' });
