import { expect, it } from 'vitest';
import { hex } from '../harness/fixtures.js';
import { throughEveryDoor } from '../harness/suite.js';

throughEveryDoor('GenerateRandom', ({ call, refusal }) => {
  it.each([1, 32, 1024])('gives %i bytes', async (numberOfBytes) => {
    expect((await call('GenerateRandom', { numberOfBytes })).plaintext).toHaveLength(numberOfBytes);
  });

  it('never gives the same bytes twice', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => call('GenerateRandom', { numberOfBytes: 16 })));
    expect(new Set(answers.map((answer) => hex(answer.plaintext))).size).toBe(50);
  });

  it.each([0, 1025])('rejects %i bytes → ValidationException', async (numberOfBytes) => {
    expect((await refusal('GenerateRandom', { numberOfBytes })).exception).toBe('ValidationException');
  });

  it('rejects a request without a length → ValidationException', async () => {
    expect(await refusal('GenerateRandom', {})).toEqual({
      exception: 'ValidationException',
      message: 'NumberOfBytes is required.',
    });
  });
});
