import { KmsCallError, TransportError } from '@strongroom/client/errors.js';
import { describe, expect, it } from 'vitest';
import { CliError, EXIT } from './cli-error.js';
import { explain } from './error-door.js';

describe('the error door', () => {
  it('keeps the hints of an expected failure', () => {
    const explained = explain(new CliError('no', { hints: ['do this'], exitCode: EXIT.USAGE }));
    expect(explained).toEqual({ name: 'CliError', message: 'no', hints: ['do this'], exitCode: EXIT.USAGE });
  });

  it('names the exception and the request of a refusal', () => {
    expect(explain(new KmsCallError('NotFoundException', 'no such key', 'r-1'))).toMatchObject({
      name: 'NotFoundException',
      message: 'NotFoundException: no such key',
      exitCode: EXIT.REFUSED,
      requestId: 'r-1',
    });
  });

  it('says what to check where the service says nothing', () => {
    const explained = explain(new KmsCallError('InvalidCiphertextException', '', 'r-1'));
    expect(explained.message).toBe('InvalidCiphertextException');
    expect(explained.hints[0]).toContain('encryption context');
  });

  it('tells an unreachable service from a refusal', () => {
    expect(explain(new TransportError(14, 'UNAVAILABLE')).exitCode).toBe(EXIT.UNREACHABLE);
  });

  it('explains system errors without a stack', () => {
    const error = Object.assign(new Error('ENOENT: …'), { code: 'ENOENT', syscall: 'open', path: '/x' });
    expect(explain(error)).toMatchObject({ message: '/x: no such file or folder', exitCode: EXIT.FAILURE });
  });

  it('shows a bug as one', () => {
    expect(explain(new TypeError('x is undefined')).message).toContain('this is a bug');
  });
});
