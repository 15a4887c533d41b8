import { expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { EMPTY_BYTES, toHex, utf8 } from '@strongroom/core/bytes.js';
import { HsmError } from '@strongroom/core/errors.js';
import {
  beginReplicaResult,
  exportReplicaResult,
  installReplicaResult,
  SLOT_COMMAND,
} from '@strongroom/proto/slot-protocol.js';
import { domainTokenWrites } from '../admin/domain-command.js';
import { FakeDomain } from '../testing/fake-domain.js';
import { ACCOUNT_A, frontEndFixture, REGION, REGION_2 } from '../testing/front-end-fixture.js';
import { replicateMaterials } from './replication.js';

const MATERIAL = { materialId: new Uint8Array(32).fill(7), ekt: utf8('an EKT there') };
const STATEMENT = { statement: utf8('a statement'), mac: new Uint8Array(32) };

/** Replicates one material with HSMs that refuse the first `refusals` statements of the replica. */
async function replicate(refusals: number) {
  const fixture = await frontEndFixture({ regions: [REGION, REGION_2] });
  const { pipeline, services, store } = fixture;
  const call = await fixture.callFor(ACCOUNT_A);
  const { keyMetadata } = await pipeline.run('CreateKey', call, { multiRegion: true });
  const primary = must(await services.keys.byId(REGION, must(keyMetadata, 'a key').keyId), 'the key');
  const token = new FakeDomain(REGION).token();
  await store.commit({ event: EMPTY_BYTES, ...domainTokenWrites(services, REGION, token) });
  let [begun, exported] = [0, 0];
  fixture.setHsm(({ command }) => {
    if (command === SLOT_COMMAND.BEGIN_REPLICA) {
      begun += 1;
      return Promise.resolve(beginReplicaResult.write({ agreementKey: MATERIAL, request: STATEMENT }));
    }
    if (command === SLOT_COMMAND.EXPORT_REPLICA) {
      exported += 1;
      if (exported <= refusals) return Promise.reject(new HsmError('TOKEN_INVALID'));
      return Promise.resolve(exportReplicaResult.write({ answer: STATEMENT, wrapped: { wrapped: [] } }));
    }
    if (command === SLOT_COMMAND.INSTALL_REPLICA) {
      return Promise.resolve(installReplicaResult.write({ materials: [MATERIAL] }));
    }
    return Promise.resolve(command === SLOT_COMMAND.VOUCH_REPLICATION ? STATEMENT.mac : utf8('a slot token'));
  });
  const result = replicateMaterials(services, primary, REGION_2, [MATERIAL], { deadlineAt: call.deadlineAt });
  return { result, begun: () => begun };
}

it('begins an exchange once more when what an HSM made before its slot token changed is refused', async () => {
  const { result, begun } = await replicate(1);
  expect([...(await result).keys()]).toEqual([toHex(MATERIAL.materialId)]);
  expect(begun()).toBe(2);
});

it('gives an exchange up that is refused twice', async () => {
  const { result, begun } = await replicate(2);
  await expect(result).rejects.toMatchObject({ exception: 'KMSInternalException', cause: { status: 'TOKEN_INVALID' } });
  expect(begun()).toBe(2);
});
