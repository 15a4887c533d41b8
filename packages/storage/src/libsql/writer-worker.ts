/** The writer thread: adapts {@link Writer} to messages, one at a time, in order. */
import { parentPort, workerData } from 'node:worker_threads';
import { must, unreachable } from '@strongroom/core/assert.js';
import { openWriting } from './connections.js';
import { Writer } from './writer.js';
import type { WriterReply, WriterRequest } from './writer-messages.js';
import type { WriterData } from './writer-port.js';

const port = must(parentPort, 'writer-worker runs as a worker thread');
const { file, frontEndId } = workerData as WriterData;

const writer = new Writer(openWriting(file), frontEndId);

function answer(request: WriterRequest): WriterReply {
  switch (request.kind) {
    case 'group':
      return writer.group(request);
    case 'index':
      return writer.index(request);
    case 'close':
      writer.close();
      return { kind: 'closed' };
    default:
      return unreachable(request);
  }
}

port.on('message', (request: WriterRequest) => {
  port.postMessage(answer(request));
  // With its port closed the thread has nothing left to wait for, and ends.
  if (request.kind === 'close') port.close();
});
port.postMessage({ kind: 'ready', changeSeq: writer.changeSeq() } satisfies WriterReply);
