/** The domain of a running installation changes by signed commands, which the admin door relays to its HSMs. */
import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { status as grpcStatus } from '@grpc/grpc-js';
import { signDomainCommand, targetOf } from '@strongroom/cli/provision/sign-domain-command.js';
import type { AdminClient } from '@strongroom/client/admin-client.js';
import { must } from '@strongroom/core/assert.js';
import type { DomainOperator } from '@strongroom/crypto/domain-state.js';
import type { IssuedCertificate } from '@strongroom/rpc/pki.js';
import { adminClient, clientCertificate } from '../harness/admin.js';
import { Cluster } from '../harness/cluster.js';
import { GrpcDoor } from '../harness/doors/grpc-door.js';
import { bytes, createKey } from '../harness/fixtures.js';
import { RawLink } from '../isolation/hsm/raw-link.js';

describe('Changes of a domain', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'strongroom-data-'));
  let cluster: Cluster | undefined;
  afterAll(async () => {
    await cluster?.destroy();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('nodes that are added to an installation become members, and serve what it had', async () => {
    cluster = await Cluster.start({ dataDir, flags: ['--nodes', '1'] });
    const tenant = must(cluster.ready.tenants[0], 'a tenant');
    let door = new GrpcDoor(cluster.ready);
    const { keyId } = await createKey(door, tenant);
    const { ciphertextBlob } = await door.call('Encrypt', { keyId, plaintext: bytes(16) }, tenant);
    await door.close();
    await cluster.stop();

    cluster = await Cluster.start({ dataDir, flags: ['--nodes', '3'] });
    const admin = adminClient(cluster.ready);
    const region = must((await admin.describeFleet({})).regions?.[0], 'a Region');
    expect(region.members).toHaveLength(3);
    expect(region.nodes?.map(({ linked, domainTokenVersion }) => [linked, domainTokenVersion])).toEqual([
      [true, 2],
      [true, 2],
      [true, 2],
    ]);
    // Now the new ones alone.
    const [first] = cluster.ready.hsm;
    process.kill(must(first, 'a node').pid, 'SIGSTOP');
    door = new GrpcDoor(cluster.ready);
    expect((await door.call('Decrypt', { ciphertextBlob }, tenant)).plaintext).toHaveLength(16);
    process.kill(must(first, 'a node').pid, 'SIGCONT');
    await door.close();
    admin.close();
  });

  it('a new service host may link at once, and one that is removed loses its links at once', async () => {
    const { ready } = must(cluster, 'it runs');
    const admin = adminClient(ready);
    const host = await clientCertificate(ready, 'kms-2');
    const address = must(ready.hsm[0], 'a node').address;
    const authority = { caPem: readFileSync(ready.kms.caFile, 'utf8'), issue: () => Promise.reject(new Error('none')) };

    const stranger = new RawLink(address, authority, host);
    stranger.greet();
    expect((await stranger.ended).code).toBe(grpcStatus.PERMISSION_DENIED);
    stranger.close();

    await changeOperators(admin, ready.kms.caFile, (operators) => [...operators, serviceHost('kms-2', host)]);
    const linked = new RawLink(address, authority, host);
    linked.greet();
    expect((await linked.welcomed)?.domainTokenVersion).toBe(3);

    await changeOperators(admin, ready.kms.caFile, (operators) => operators.filter(({ id }) => id !== 'kms-2'));
    expect((await linked.ended).code).toBe(grpcStatus.PERMISSION_DENIED);
    linked.close();
    admin.close();
  });
});

function serviceHost(id: string, { certificatePem }: IssuedCertificate): DomainOperator {
  const publicKey = new Uint8Array(createPublicKey(certificatePem).export({ type: 'spki', format: 'der' }));
  return { id, role: 'service-host', publicKey };
}

async function changeOperators(
  admin: AdminClient,
  caFile: string,
  change: (operators: readonly DomainOperator[]) => readonly DomainOperator[],
): Promise<void> {
  const found = must((await admin.describeFleet({})).regions?.[0], 'a Region');
  const operators = change(
    (found.operators ?? []).map(({ operatorId = '', role, publicKey = Buffer.alloc(0) }) => ({
      id: operatorId,
      role: role as DomainOperator['role'],
      publicKey: new Uint8Array(publicKey),
    })),
  );
  const pki = dirname(caFile);
  const identity = {
    certificatePem: readFileSync(join(pki, 'admin.crt'), 'utf8'),
    privateKeyPem: readFileSync(join(pki, 'admin.key'), 'utf8'),
  };
  const signed = signDomainCommand({ command: 'ModifyOperators', ...targetOf(found), operators }, identity);
  const { nodesBehind = [] } = await admin.changeDomain({ region: found.region ?? '', ...signed });
  expect(nodesBehind).toEqual([]);
}
