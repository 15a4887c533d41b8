import { connect as connectTls } from 'node:tls';
import { status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { systemRealTime } from '@strongroom/core/time.js';
import { waitForConnection } from './grpc-client.js';
import { PeerIdentities } from './peer-identity.js';
import { certificateDerOfPem, spkiFingerprint } from './spki.js';
import {
  authority,
  client,
  echo,
  type EchoCall,
  echoOnce,
  failure,
  impostor,
  operator,
  serverIdentity,
  soon,
  start,
  stranger,
} from './testing/echo.js';
import { grpcServerCredentials, tlsClientOptions } from './tls.js';

describe('TLS', () => {
  it('answers over an IP address or a name that is certified, and no other', async () => {
    const server = await start(echo);
    expect(await echoOnce(client(server.address), Buffer.from('a'))).toEqual(Buffer.from('a'));
    expect(await echoOnce(client(`localhost:${String(server.port)}`), Buffer.from('b'))).toEqual(Buffer.from('b'));
    expect(await echoOnce(client(server.address, undefined, 'localhost'), Buffer.from('c'))).toEqual(Buffer.from('c'));
    for (const name of ['other.test', '127.0.0.2']) {
      expect((await failure(echoOnce(client(server.address, undefined, name), Buffer.from('d')))).code).toBe(
        status.UNAVAILABLE,
      );
    }
    const mistrusting = client(server.address, undefined, undefined, stranger);
    expect((await failure(echoOnce(mistrusting, Buffer.from('e')))).code).toBe(status.UNAVAILABLE);
    await expect(waitForConnection(mistrusting, systemRealTime.now() + 200)).rejects.toThrow('cannot connect in time');
    await waitForConnection(client(server.address), soon());
  });

  it('takes nothing older than 1.3', async () => {
    const server = await start(echo);
    const refused = await new Promise<unknown>((resolve) => {
      const socket = connectTls(
        {
          port: server.port,
          host: '127.0.0.1',
          ...tlsClientOptions({ trustedCaPem: authority.certificatePem }),
          minVersion: 'TLSv1.2',
          maxVersion: 'TLSv1.2',
        },
        () => {
          resolve(undefined);
        },
      );
      socket.on('error', resolve);
    });
    expect(refused).toMatchObject({ code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' });
  });

  it('required: shuts out clients without a certificate of the authority', async () => {
    const tls = { identity: serverIdentity, trustedCaPem: authority.certificatePem };
    const server = await start(echo, { credentials: grpcServerCredentials({ ...tls, clientCertificate: 'required' }) });
    expect((await echoOnce(client(server.address, operator), Buffer.from('a'))).toString()).toBe('a');
    for (const identity of [undefined, impostor, serverIdentity]) {
      expect((await failure(echoOnce(client(server.address, identity), Buffer.from('a')))).code).toBe(
        status.UNAVAILABLE,
      );
    }
  });

  it('refuses a server without an authority where it needs one, and bad PEM', () => {
    expect(() => grpcServerCredentials({ identity: serverIdentity, clientCertificate: 'required' })).toThrow(
      RangeError,
    );
    const broken = { certificatePem: 'x', privateKeyPem: 'y' };
    expect(() => grpcServerCredentials({ identity: broken, clientCertificate: 'none' })).toThrow();
  });
});

describe('PeerIdentities', () => {
  it('names the verified certificate, reading it once per connection', async () => {
    const identities = new PeerIdentities(systemRealTime);
    let reads = 0;
    const server = await start((request, done) => {
      const counting = Object.create(request, {
        getAuthContext: {
          value: () => {
            reads += 1;
            return request.getAuthContext();
          },
        },
      }) as EchoCall;
      const identity = identities.of(counting);
      done(null, Buffer.from(identity === undefined ? 'nobody' : `${identity.commonName} ${identity.spkiSha256}`));
    });
    const fingerprint = spkiFingerprint(certificateDerOfPem(operator.certificatePem));
    const known = client(server.address, operator);
    for (let round = 0; round < 3; round += 1) {
      expect((await echoOnce(known, Buffer.from('who'))).toString()).toBe(`op ${fingerprint}`);
    }
    expect(reads).toBe(1);
    expect((await echoOnce(client(server.address), Buffer.from('who'))).toString()).toBe('nobody');
    expect((await echoOnce(client(server.address, impostor), Buffer.from('who'))).toString()).toBe('nobody');
    // A server certificate is no client certificate.
    expect((await echoOnce(client(server.address, serverIdentity), Buffer.from('who'))).toString()).toBe('nobody');
  });

  it('forgets a certificate that expires while its connection lasts', async () => {
    let now = systemRealTime.now();
    const identities = new PeerIdentities({ now: () => now });
    const server = await start((request, done) => {
      done(null, Buffer.from(identities.of(request)?.commonName ?? 'nobody'));
    });
    const known = client(server.address, operator);
    expect((await echoOnce(known, Buffer.from('who'))).toString()).toBe('op');
    now += 3 * 86_400_000;
    expect((await echoOnce(known, Buffer.from('who'))).toString()).toBe('nobody');
  });
});
