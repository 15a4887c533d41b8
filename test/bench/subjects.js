/** What is measured: each subject sends one kind of request to one server and says whose CPU that took. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Child } from './children.js';
import { cpuBetween, processCpu } from './cpu.js';
import { h2load } from './h2load.js';
import {
  awsJsonTarget,
  batchFrameBase64,
  grpcBodyFile,
  grpcTarget,
  jsonBody,
  KMS_PATH,
  newRequest,
} from './requests.js';

/**
 * @typedef {import('./cpu.js').ProcessCpu} ProcessCpu
 * @typedef {import('./h2load.js').Concurrency} Concurrency
 * @typedef {import('./h2load.js').LoadResult} LoadResult
 * @typedef {LoadResult & {
 *   readonly server: ProcessCpu, readonly hsm: ProcessCpu | undefined, readonly others: number,
 * }} Run `others` is what programs other than these used meanwhile, in cores
 * @typedef {'grpcEcho' | 'grpcEncrypt' | 'batchEncrypt' | 'jsonEcho' | 'jsonEncrypt'} SubjectName
 * @typedef {Omit<Run, 'others'>} OwnRun
 * @typedef {{ readonly name: SubjectName, run(inFlight: number, requests: number): Promise<OwnRun> }} Subject
 */

/**
 * HTTP/2: connections x streams. The batch stream has one stream per connection. @type {Readonly<Record<number,
 * Concurrency>>}
 */
const HTTP2 = {
  1: { connections: 1, streams: 1 },
  64: { connections: 4, streams: 16 },
  256: { connections: 8, streams: 32 },
  1024: { connections: 8, streams: 128 },
};

/** @param {import('./product.js').Product} product @param {string} folder @returns {Promise<readonly Subject[]>} */
export async function openSubjects(product, folder) {
  const request = newRequest(await product.createKey());
  const { token, accessKeyId, secretAccessKey } = product.tenant;
  const { kms, region } = product.ready;
  const grpcEcho = new Child('echo-grpc.js');
  const jsonEcho = new Child('echo-json.js');
  const generator = new Child('batch-generator.js');
  const echoPort = /** @type {{ port: number }} */ (await grpcEcho.ask()).port;
  const jsonPort = /** @type {{ port: number }} */ (await jsonEcho.ask()).port;
  const grpcBody = grpcBodyFile(request, folder);
  const body = jsonBody(request);
  const bodyFile = join(folder, 'encrypt.json');
  writeFileSync(bodyFile, body);
  const credentials = { accessKeyId, secretAccessKey };
  const awsTarget = awsJsonTarget(`${kms.http}/`, body, bodyFile, credentials, region);
  return [
    echo(
      'grpcEcho',
      grpcEcho,
      grpcTarget(`https://127.0.0.1:${String(echoPort)}/bench.Echo/Echo`, grpcBody, token),
      folder,
    ),
    encrypt('grpcEncrypt', product, grpcTarget(`https://${kms.grpc}${KMS_PATH}/Encrypt`, grpcBody, token), folder),
    batch(product, generator, request),
    // The same headers and body on both sides; the yardstick does not look at the signature.
    echo('jsonEcho', jsonEcho, { ...awsTarget, url: `http://127.0.0.1:${String(jsonPort)}/` }, folder),
    encrypt('jsonEncrypt', product, awsTarget, folder),
  ];
}

/**
 * @param {number} inFlight @param {boolean} http1 @returns {Concurrency} HTTP/1.1 carries one request per connection
 */
function concurrencyOf(inFlight, http1) {
  const concurrency = http1 ? { connections: inFlight, streams: 1 } : HTTP2[inFlight];
  if (concurrency === undefined) throw new RangeError(`no connections are laid down for ${String(inFlight)} in flight`);
  return concurrency;
}

/**
 * @param {SubjectName} name @param {Child} server @param {import('./h2load.js').Target} target @param {string} folder
 * @returns {Subject}
 */
function echo(name, server, target, folder) {
  return {
    name,
    run: async (inFlight, requests) => {
      const before = processCpu(server.pid);
      const load = await h2load(target, concurrencyOf(inFlight, target.http1), requests, folder);
      return { ...load, server: cpuBetween(processCpu(server.pid), before), hsm: undefined };
    },
  };
}

/**
 * @param {SubjectName} name @param {import('./product.js').Product} product @param {import('./h2load.js').Target}
 * target
 * @param {string} folder @returns {Subject}
 */
function encrypt(name, product, target, folder) {
  return {
    name,
    run: (inFlight, requests) =>
      counted(product, requests, () => h2load(target, concurrencyOf(inFlight, target.http1), requests, folder)),
  };
}

/**
 * @param {import('./product.js').Product} product @param {Child} generator
 * @param {import('./requests.js').Request} request @returns {Subject}
 */
function batch(product, generator, request) {
  const { kms } = product.ready;
  let planned = 0;
  return {
    name: 'batchEncrypt',
    run: async (inFlight, requests) => {
      const { connections, streams } = concurrencyOf(inFlight, false);
      // Two messages under way per stream, so that the server has work while an answer travels.
      const frameOperations = Math.max(1, streams / 2);
      if (planned !== inFlight) {
        const frameBase64 = batchFrameBase64(request, frameOperations);
        const url = `https://${kms.grpc}`;
        const load = { connections, inFlight: streams, frameOperations, frameBase64 };
        await generator.ask({ plan: { url, path: `${KMS_PATH}/Batch`, token: product.tenant.token, ...load } });
        planned = inFlight;
      }
      const unit = connections * frameOperations;
      const operations = Math.ceil(requests / unit) * unit;
      const before = processCpu(generator.pid);
      return counted(product, operations, async () => {
        const report = /** @type {import('./batch-generator.js').Report} */ (await generator.ask({ operations }));
        const { main, workers, rest } = cpuBetween(processCpu(generator.pid), before);
        return { ...report, ops: operations, generatorCpuNs: main + workers + rest };
      });
    },
  };
}

/**
 * Runs a load between two readings of the product's counters. @param {import('./product.js').Product} product
 * @param {number} operations @param {() => Promise<LoadResult>} load @returns {Promise<OwnRun>}
 * @throws Error when the product did not do what the generator counted
 */
async function counted(product, operations, load) {
  const before = await product.outcomes('Encrypt');
  const measured = product.measure();
  const result = await load();
  const { kms, hsm } = measured();
  const after = await product.outcomes('Encrypt');
  const ok = after.ok - before.ok;
  const failed = after.failed - before.failed;
  if (ok !== operations || failed > 0) {
    throw new Error(`of ${String(operations)} Encrypts ${String(ok)} succeeded and ${String(failed)} failed`);
  }
  return { ...result, server: kms, hsm };
}
