/** A request on the AWS JSON door, without a network. */
import { EMPTY_BYTES, utf8 } from '@strongroom/core/bytes.js';
import type { HttpRequest } from '@strongroom/rpc/http-server.js';

export function fakeHttpRequest(
  operation: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): HttpRequest {
  const all: Readonly<Record<string, string>> = {
    host: '127.0.0.1:8080',
    'x-amz-target': `TrentService.${operation}`,
    ...headers,
  };
  return {
    method: 'POST',
    target: '/',
    rawHeaders: Object.entries(all).flat(),
    header: (name) => all[name],
    body: body === '' ? EMPTY_BYTES : utf8(body),
    remoteAddress: '127.0.0.1',
    onDisconnect: () => undefined,
  };
}
