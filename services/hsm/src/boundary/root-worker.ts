/** The root thread of one node: adapts the root module to its ports. It reads and makes the seal key file itself. */
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { must } from '@strongroom/core/assert.js';
import { HSM_STATUS, HsmError } from '@strongroom/core/errors.js';
import { parseNodeId, parseTenantId } from '@strongroom/core/ids.js';
import { loadEngine } from '@strongroom/crypto/engines.js';
import { loadKeyPairEngine } from '@strongroom/crypto/key-pair/load-key-pair-engine.js';
import type { RootAnswer, RootCall, RootNotice, RootWorkerData } from '../wire/root-messages.js';
import type { SlotKeyMessage } from '../wire/slot-messages.js';
import { createBoundaryRng } from './boundary-rng.js';
import { RootModule } from './root-module.js';
import { createRootOperations, type RootHandlers } from './root-operations.js';
import { slotKeysInClear } from './slot-binding.js';

const host = must(parentPort, 'the root worker has a parent');
const data = workerData as RootWorkerData;
const engine = await loadEngine(data.engine);
const rng = createBoundaryRng(engine);
const nodeId = must(parseNodeId(data.nodeId), 'the configuration was parsed');
const root = new RootModule({ engine, rng, nodeId });
const keyPairs = await loadKeyPairEngine(data.engine, 'fast');
const handlers: RootHandlers = createRootOperations({ root, engine, keyPairs, rng, sealKeyFile: data.sealKeyFile });
/** Key ports by worker number; each leads to one slot worker. */
const keyPorts = new Map<number, MessagePort>();

function answer(call: RootCall): RootAnswer {
  try {
    const handle = handlers[call.operation] as (request: unknown) => unknown;
    return { id: call.id, ok: true, value: handle(call.request) };
  } catch (error) {
    const status = error instanceof HsmError ? error.status : undefined;
    return { id: call.id, ok: false, status, message: error instanceof Error ? error.message : 'not an Error' };
  }
}

/** Hands a slot key, or the reason why not, to the slot itself. */
function bind({ worker, generation, tenant: tenantName, slotToken }: Extract<RootNotice, { kind: 'bind' }>): void {
  const port = keyPorts.get(worker);
  if (port === undefined) return;
  try {
    const tenant = parseTenantId(tenantName);
    if (tenant === undefined) throw new HsmError('ARGUMENTS_BAD', 'not a tenant');
    const { domainId, active, outgoing } = slotKeysInClear(root.openSlotToken(tenant, slotToken));
    const message: SlotKeyMessage = { status: 0, generation, tenant, domainId, active, outgoing };
    port.postMessage(message, [active.keyBytes.buffer, ...(outgoing === undefined ? [] : [outgoing.keyBytes.buffer])]);
  } catch (error) {
    if (!(error instanceof HsmError)) throw error;
    const message: SlotKeyMessage = { status: HSM_STATUS[error.status].code, generation, detail: error.message };
    port.postMessage(message);
  }
}

host.on('message', (message: RootCall | RootNotice) => {
  switch (message.kind) {
    case 'call':
      host.postMessage(answer(message));
      break;
    case 'attach':
      keyPorts.set(message.worker, message.port);
      // The ports of ended workers close by themselves; they keep nothing alive.
      message.port.unref();
      break;
    case 'detach':
      keyPorts.get(message.worker)?.close();
      keyPorts.delete(message.worker);
      break;
    case 'bind':
      bind(message);
      break;
  }
});
