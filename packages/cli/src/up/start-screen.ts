/**
 * What `strongroom up` prints when everything serves: what runs, with which credentials, and three commands to paste.
 */
import { relative } from 'node:path';
import { must } from '@strongroom/core/assert.js';
import { bold, dim } from '../output.js';
import type { ReadyFile } from '../ready-file.js';

export interface ScreenOptions {
  readonly ready: ReadyFile;
  readonly readyFile: string;
  readonly dataDir: string;
  /** True when the data folder is the one that other commands use by themselves. */
  readonly isDefaultFolder: boolean;
  readonly ephemeral: boolean;
  readonly auth: 'strict' | 'permissive';
  readonly seconds: string;
}

const WARNING = 'A simulation of HSMs: not for production secrets.';

export function startScreen(options: ScreenOptions): string {
  const { ready } = options;
  const nodes = ready.regions.map((region) => {
    const count = ready.hsm.filter((node) => node.region === region).length;
    return `${region} (${String(count)} ${count === 1 ? 'HSM' : 'HSMs'})`;
  });
  const lines = [
    '',
    `${bold('Strongroom')} is up after ${options.seconds} s. ${dim(WARNING)}`,
    '',
    `  AWS endpoint  ${bold(ready.kms.http)}`,
    `  gRPC          ${bold(ready.kms.grpc)}   TLS, CA ${short(ready.kms.caFile)}`,
    `  admin         ${ready.kms.admin}   metrics ${ready.kms.metrics}`,
    `  Regions       ${nodes.join(', ')}`,
    `  data          ${short(options.dataDir)}${options.ephemeral ? ' (removed at the end)' : ''}`,
    `  as JSON       ${short(options.readyFile)}`,
    '',
    ...ready.tenants.flatMap((tenant) => [
      `  ${bold(tenant.name)}  account ${tenant.accountId}   ${tenant.accessKeyId} / ${tenant.secretAccessKey}`,
      `          bearer token ${tenant.token}`,
    ]),
    '',
    ...commands(options),
    '',
    dim('Ctrl-C stops everything.'),
  ];
  return `${lines.join('\n')}\n`;
}

function commands(options: ScreenOptions): string[] {
  const { ready } = options;
  const tenant = must(ready.tenants[0], 'there is a demo tenant');
  const flag = options.isDefaultFolder ? '' : ` --data-dir ${short(options.dataDir)}`;
  const credentials = `AWS_ACCESS_KEY_ID=${tenant.accessKeyId} AWS_SECRET_ACCESS_KEY=${tenant.secretAccessKey}`;
  return [
    bold('Try it, in another terminal and in this folder:'),
    '',
    dim('  # 1. the AWS CLI, unchanged'),
    `  ${credentials} aws --region ${ready.region} --endpoint-url ${ready.kms.http} kms create-key`,
    '',
    dim('  # 2. the same over gRPC'),
    `  npx strongroom key create --description "made over gRPC"${flag}`,
    '',
    dim('  # 3. envelope-encrypt a file of any size under a new key'),
    `  npx strongroom encrypt LICENSE --key $(npx strongroom key create${flag}) --context project=demo${flag}`,
  ];
}

/** A path as the user would type it. */
function short(path: string): string {
  const here = relative(process.cwd(), path);
  return here !== '' && !here.startsWith('..') ? here : path;
}
