/**
 * A tenant that makes RSA_4096 keys in a loop, and another one's Encrypts at a steady third of what they do alone: how
 * far does the neighbour move their 99th percentile? Alone and beside in turn, in one run.
 */
import { readFileSync } from 'node:fs';
import { createClient } from '@strongroom/client/client.js';
import { h2load } from './h2load.js';
import { grpcBodyFile, grpcTarget, KMS_PATH, newRequest } from './requests.js';
import { median } from './rows.js';

const TARGET = 1.5;
const CONCURRENCY = { connections: 4, streams: 4 };
const SHARE_OF_SOLO_RATE = 0.3;
const FIRST_REQUESTS = 4096;
/** Keys that the neighbour asks for at the same time. */
const LOOPS = 4;

/**
 * @param {import('./product.js').Product} product @param {string} folder @param {number} rounds @param {number} seconds
 */
export async function measureNeighbour(product, folder, rounds, seconds) {
  const { kms } = product.ready;
  const body = grpcBodyFile(newRequest(await product.createKey()), folder);
  const target = grpcTarget(`https://${kms.grpc}${KMS_PATH}/Encrypt`, body, product.tenant.token);
  await h2load(target, CONCURRENCY, FIRST_REQUESTS, folder);
  const solo = await h2load(target, CONCURRENCY, FIRST_REQUESTS, folder);
  const rate = Math.max(CONCURRENCY.connections, Math.round((solo.ops / solo.seconds) * SHARE_OF_SOLO_RATE));
  const perConnection = Math.ceil(rate / CONCURRENCY.connections);
  // A percentile of a few hundred requests would be one request.
  const requests = Math.max(2048, Math.round(rate * seconds));
  const victim = async () => {
    const before = await product.outcomes('Encrypt');
    const load = await h2load(target, CONCURRENCY, requests, folder, perConnection);
    const ok = (await product.outcomes('Encrypt')).ok - before.ok;
    if (ok !== requests) throw new Error(`of ${String(requests)} Encrypts ${String(ok)} succeeded`);
    return load.p99Ms;
  };
  /** @type {{ alone: number, beside: number }[]} */
  const runs = [];
  let keysMade = 0;
  for (let round = 0; round < rounds; round += 1) {
    const alone = await victim();
    const neighbour = makeKeys(product);
    try {
      runs.push({ alone, beside: await victim() });
    } finally {
      keysMade += await neighbour.stop();
    }
  }
  return {
    aloneMs: median(runs.map(({ alone }) => alone)),
    besideMs: median(runs.map(({ beside }) => beside)),
    ratio: median(runs.map(({ alone, beside }) => beside / alone)),
    rate,
    keysMade,
    target: TARGET,
  };
}

/** The other tenant of the ready file. @param {import('./product.js').Product} product */
function makeKeys({ ready }) {
  const token = ready.tenants[1]?.token;
  if (token === undefined) throw new Error('the ready file names no second tenant');
  const ca = readFileSync(ready.kms.caFile, 'utf8');
  const client = createClient({ address: ready.kms.grpc, ca, token });
  let stopped = false;
  let made = 0;
  const loop = async () => {
    while (!stopped) {
      // One that outlasts its deadline is refused; the HSM makes it all the same.
      const answer = await client.createKey({ keySpec: 'RSA_4096', keyUsage: 'SIGN_VERIFY' }).catch(() => undefined);
      if (answer !== undefined) made += 1;
    }
  };
  const loops = Promise.all(Array.from({ length: LOOPS }, loop));
  return {
    async stop() {
      stopped = true;
      await loops;
      client.close();
      return made;
    },
  };
}
