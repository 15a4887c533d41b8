import { expect, it } from 'vitest';
import { EMPTY_BYTES, utf8 } from '@strongroom/core/bytes.js';
import { HsmError } from '@strongroom/core/errors.js';
import { tenantOf } from '@strongroom/core/ids.js';
import { SLOT_COMMAND, type Lane } from '@strongroom/proto/slot-protocol.js';
import { ACCOUNT_A, frontEndFixture, type FrontEndFixture } from '../testing/front-end-fixture.js';

/** Runs one command on HSMs whose fast threads refuse it. */
async function run(fixture: FrontEndFixture, lane: Lane | undefined, slow: () => Promise<Uint8Array>) {
  const lanes: (Lane | undefined)[] = [];
  fixture.setHsm((request) => {
    if (request.command === SLOT_COMMAND.CREATE_SLOT_TOKEN) return Promise.resolve(utf8('a slot token'));
    lanes.push(request.lane);
    return request.lane === 'slow' ? slow() : Promise.reject(new HsmError('NEED_SLOW_LANE'));
  });
  const { region, deadlineAt } = await fixture.callFor(ACCOUNT_A);
  const work = {
    tenant: tenantOf(ACCOUNT_A),
    command: SLOT_COMMAND.SIGN,
    materials: [],
    encode: () => EMPTY_BYTES,
    deadlineAt,
    ...(lane === undefined ? {} : { lane }),
  };
  return { lanes, answer: await region.run(work).catch((error: unknown) => error) };
}

it('sends slow work again for the slow thread, when a fast one says so', async () => {
  const fixture = await frontEndFixture();
  const done = utf8('done');
  expect(await run(fixture, undefined, () => Promise.resolve(done))).toEqual({ lanes: ['fast', 'slow'], answer: done });
  expect(await run(fixture, 'slow', () => Promise.resolve(done))).toEqual({ lanes: ['slow'], answer: done });
});

it('does not ask a third time, and tells the user what the slow thread said', async () => {
  const fixture = await frontEndFixture();
  const invalid = (): Promise<Uint8Array> => Promise.reject(new HsmError('SIGNATURE_INVALID'));
  const refused = await run(fixture, 'fast', invalid);
  expect(refused).toMatchObject({ lanes: ['fast', 'slow'], answer: { exception: 'KMSInvalidSignatureException' } });
  const confused = await run(fixture, 'fast', () => Promise.reject(new HsmError('NEED_SLOW_LANE')));
  expect(confused).toMatchObject({ lanes: ['fast', 'slow'], answer: { exception: 'KMSInternalException' } });
});
