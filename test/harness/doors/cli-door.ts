/** Debian's AWS CLI, one process per call: for a round trip of each operation, not for tables. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { OperationName } from '@strongroom/proto/gen/kms-model.js';
import { cleanEnvironment } from '../cluster.js';
import type { Ready, ReadyTenant } from '../ready-file.js';
import { fromAwsText, toAwsText } from './aws-shape.js';
import { DoorFailure, type Answer, type Door, type Question } from './door.js';

const run = promisify(execFile);
const TIMEOUT_MS = 30_000;
const FAILURE =
  /An error occurred \((\w+)\) when calling the \w+ operation(?: \(reached max retries: \d+\))?: ?([^]*)$/;

export class CliDoor implements Door {
  readonly name = 'AWS CLI';
  readonly #ready: Ready;
  readonly #program: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'strongroom-cli-'));
  #calls = 0;

  /** @param program the path of `aws` */
  constructor(ready: Ready, program: string) {
    this.#ready = ready;
    this.#program = program;
  }

  async call<Operation extends OperationName>(
    operation: Operation,
    input: Question<Operation>,
    as: ReadyTenant,
  ): Promise<Answer<Operation>> {
    this.#calls += 1;
    const file = join(this.#folder, `${String(this.#calls)}.json`);
    writeFileSync(file, toAwsText(input));
    const command = operation.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
    const stdout = await this.run(['kms', command, '--no-paginate', '--cli-input-json', `file://${file}`], as);
    return (stdout.trim() === '' ? {} : fromAwsText(stdout)) as Answer<Operation>;
  }

  /** Any command line of `aws`. @returns its standard output */
  async run(parameters: readonly string[], as: ReadyTenant): Promise<string> {
    try {
      const { stdout } = await run(this.#program, [...parameters, '--endpoint-url', this.#ready.kms.http], {
        env: { ...cleanEnvironment(), ...cliEnvironment(this.#ready, as) },
        timeout: TIMEOUT_MS,
      });
      return stdout;
    } catch (error) {
      const [, exception, message] = FAILURE.exec((error as { stderr?: string }).stderr ?? '') ?? [];
      if (exception === undefined) throw error;
      throw new DoorFailure(exception, (message ?? '').trim(), { cause: error });
    }
  }

  close(): Promise<void> {
    rmSync(this.#folder, { recursive: true, force: true });
    return Promise.resolve();
  }
}

/** Credentials and nothing of the tester's own configuration. */
export function cliEnvironment(ready: Ready, tenant: ReadyTenant): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: tenant.accessKeyId,
    AWS_SECRET_ACCESS_KEY: tenant.secretAccessKey,
    AWS_REGION: ready.region,
    AWS_DEFAULT_REGION: ready.region,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_MAX_ATTEMPTS: '1',
    AWS_PAGER: '',
  };
}
