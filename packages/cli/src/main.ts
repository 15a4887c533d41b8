/** The entry of the `strongroom` command. */
import { isErrno } from './files.js';
import { runCli } from './program.js';

/** A reader that has gone (`strongroom key list | head -1`) is no error; a supervisor goes on without a terminal. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (!isErrno(error, 'EPIPE') && !isErrno(error, 'EIO')) throw error;
  });
}

process.exitCode = await runCli(process.argv.slice(2));
