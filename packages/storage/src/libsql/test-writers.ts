/** Writers for tests: in this thread, so that their connection can be bent, or in a thread that can be cut off. */
import type { Connection } from './binding.js';
import { openWriting } from './connections.js';
import { Writer } from './writer.js';
import { type SpawnWriter, spawnWriterThread, type WriterPort } from './writer-port.js';
import type { WriterReply, WriterRequest } from './writer-messages.js';

/** A writer in the calling thread. @param opened is given each connection, to limit or break it. */
export function inlineWriter(opened: (connection: Connection) => void): SpawnWriter {
  return ({ file, frontEndId }, listener) => {
    const connection = openWriting(file);
    const writer = new Writer(connection, frontEndId);
    opened(connection);
    const say = (reply: WriterReply): void => {
      queueMicrotask(() => {
        listener.reply(reply);
      });
    };
    const close = (): void => {
      writer.close();
      queueMicrotask(() => {
        listener.down(undefined);
      });
    };
    say({ kind: 'ready', changeSeq: writer.changeSeq() });
    return {
      post: (request: WriterRequest) => {
        if (request.kind === 'group') say(writer.group(request));
        else if (request.kind === 'index') say(writer.index(request));
        else close();
      },
      terminate: close,
    };
  };
}

/** The real writer thread. `ports` collects every one that is started. */
export function recordedWriterThread(ports: WriterPort[]): SpawnWriter {
  return (data, listener) => {
    const port = spawnWriterThread(data, listener);
    ports.push(port);
    return port;
  };
}
