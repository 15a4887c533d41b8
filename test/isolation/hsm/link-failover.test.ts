/**
 * A front end's pool over three real HSM processes: from uninitialized nodes to a domain, and then nodes that are
 * killed or stopped under load. Losing a node costs latency and nothing else: not one operation may fail.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { EMPTY_BYTES, utf8 } from '@strongroom/core/bytes.js';
import type { Region, TenantId } from '@strongroom/core/ids.js';
import { SystemRng } from '@strongroom/core/rng.js';
import { systemMonotonic } from '@strongroom/core/time.js';
import { type HsmPool, openPool } from '@strongroom/hsm-client/pool.js';
import type { SealedMaterial } from '@strongroom/hsm-client/slot-request.js';
import {
  createSlotTokenArguments,
  decryptArguments,
  encryptArguments,
  generateBackingKeyArguments,
  generateBackingKeyResult,
  SLOT_COMMAND,
} from '@strongroom/proto/slot-protocol.js';
import { silentLogger } from '@strongroom/telemetry/log.js';
import { waitFor } from '../../harness/processes.js';
import { HsmFleet, type HsmProcess, makeAuthority, makeOperator, poolTls, signCommand } from './hsm-processes.js';

const TENANT = '111122223333' as TenantId;
const COMMANDS = ['CreateDomain', 'ModifyMembers', 'ModifyOperators', 'ModifyRules', 'RotateDomainKeys'] as const;
const IN_FLIGHT = 32;

let fleet: HsmFleet;
let pool: HsmPool;
let processes: HsmProcess[];
let domainToken: Uint8Array | undefined;
let slotToken: Uint8Array = EMPTY_BYTES;
let material: SealedMaterial;

const soon = (): number => systemMonotonic.now() + 30_000;

function encrypt(text: string): Promise<Uint8Array> {
  return pool.execute({
    tenant: TENANT,
    slotToken,
    command: SLOT_COMMAND.ENCRYPT,
    materials: [material],
    encode: ([reference]) =>
      encryptArguments.write({
        material: must(reference, 'one material'),
        context: EMPTY_BYTES,
        plaintext: utf8(text),
      }),
    deadlineAt: soon(),
  });
}

async function decrypt(ciphertextBlob: Uint8Array): Promise<string> {
  const plaintext = await pool.execute({
    tenant: TENANT,
    slotToken,
    command: SLOT_COMMAND.DECRYPT,
    materials: [material],
    encode: ([reference]) =>
      decryptArguments.write({ material: must(reference, 'one material'), context: EMPTY_BYTES, ciphertextBlob }),
    deadlineAt: soon(),
  });
  return Buffer.from(plaintext).toString();
}

/** Runs operations without a pause while `during` happens. Rejects with the first that fails. */
async function underLoad(during: () => Promise<void>): Promise<number> {
  let stop = false;
  let done = 0;
  const worker = async (): Promise<void> => {
    while (!stop) {
      await encrypt('load');
      done++;
    }
  };
  const load = Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  try {
    await Promise.race([during(), load]);
  } finally {
    stop = true;
  }
  await load;
  return done;
}

/** The node that the tenant's work goes to now. */
function serving(): Promise<HsmProcess> {
  return waitFor(
    'a node has work in flight',
    30_000,
    () => {
      const busy = pool.nodes().find((node) => node.linked && node.inFlight > 0);
      return processes.find((each) => each.id === busy?.id);
    },
    1,
  );
}

function linked(count: number): Promise<true> {
  return waitFor(`${String(count)} nodes are linked`, 30_000, () =>
    pool.nodes().filter((node) => node.linked).length === count ? true : undefined,
  );
}

beforeAll(async () => {
  const authority = await makeAuthority();
  fleet = new HsmFleet(authority);
  const operator = await makeOperator(authority, 'kms-1', 'service-host');
  processes = await Promise.all(['hsm-1', 'hsm-2', 'hsm-3'].map((name) => fleet.start(name)));
  pool = openPool({
    region: 'eu-central-1' as Region,
    frontEndId: 'kms-1',
    nodes: processes.map(({ id, address }) => ({ id, address })),
    tls: poolTls(authority, operator.certificate),
    monotonic: systemMonotonic,
    rng: new SystemRng(),
    clockOffsetMs: () => 0,
    domainToken: () => Promise.resolve(domainToken),
    log: silentLogger(),
  });
  const members = await Promise.all(
    processes.map(async ({ id }) => {
      const { signPublicPoint, agreePublicPoint } = await pool.appliance(id).getStatus();
      return { nodeId: id, signPublic: signPublicPoint, agreePublic: agreePublicPoint };
    }),
  );
  const command = signCommand(
    {
      command: 'CreateDomain',
      domainId: new SystemRng().bytes(16),
      baseVersion: 0,
      name: 'eu-central-1',
      members,
      operators: [operator],
      rules: COMMANDS.map((name) => ({ command: name, role: 'service-host', minSignatures: 1 })),
    },
    [operator],
  );
  const { id } = must(processes[0], 'a node');
  domainToken = (await pool.appliance(id).createDomain(command)).token;
  pool.refresh();
  await linked(3);
});

afterAll(async () => {
  await pool.close();
  fleet.stopAll();
});

describe('a pool over real nodes', () => {
  it('gives uninitialized nodes the domain, makes a key and round-trips data', async () => {
    const tenant = TENANT;
    slotToken = await pool.execute({
      tenant,
      slotToken,
      command: SLOT_COMMAND.CREATE_SLOT_TOKEN,
      materials: [],
      encode: createSlotTokenArguments.write,
      deadlineAt: soon(),
    });
    const generated = await pool.execute({
      tenant,
      slotToken,
      command: SLOT_COMMAND.GENERATE_BACKING_KEY,
      materials: [],
      encode: () =>
        generateBackingKeyArguments.write({
          kmsKeyId: '11111111-2222-3333-4444-555555555555',
          keySpec: 'SYMMETRIC_DEFAULT',
          keyUsage: 'ENCRYPT_DECRYPT',
          origin: 'AWS_KMS',
        }),
      deadlineAt: soon(),
    });
    material = generateBackingKeyResult.read(generated);
    expect(await decrypt(await encrypt('real data'))).toBe('real data');
  });

  it('loses no operation when nodes are killed under load, and takes them back', async () => {
    const blob = await encrypt('made before');
    const done = await underLoad(async () => {
      (await serving()).kill('SIGKILL');
      await linked(2);
      await encrypt('between');
      (await serving()).kill('SIGKILL');
      await linked(1);
      await encrypt('after');
    });
    expect(done).toBeGreaterThan(IN_FLIGHT);
    expect(await decrypt(blob)).toBe('made before');
    for (const node of pool.nodes().filter((each) => !each.linked)) {
      const back = await fleet.start(node.id, { STRONGROOM_HSM_LISTEN: node.address });
      processes = processes.map((each) => (each.id === back.id ? back : each));
    }
    await linked(3);
    expect(await decrypt(blob)).toBe('made before');
  });

  it('loses no operation when a node is stopped under load, and takes it back', async () => {
    let stopped: HsmProcess | undefined;
    await underLoad(async () => {
      stopped = await serving();
      stopped.kill('SIGSTOP');
      await linked(2);
      await encrypt('elsewhere');
    });
    must(stopped, 'a node was stopped').kill('SIGCONT');
    await linked(3);
  });
});
