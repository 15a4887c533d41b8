import { generateKeyPairSync } from 'node:crypto';
import type { AdminClient } from '@strongroom/client/admin-client.js';
import { toHex } from '@strongroom/core/bytes.js';
import { SystemRng } from '@strongroom/core/rng.js';
import { systemRealTime } from '@strongroom/core/time.js';
import { decodeDomainCommand, type DomainCommand } from '@strongroom/crypto/domain-command.js';
import type { DomainPeer__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/DomainPeer.js';
import type { RegionStatus__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/RegionStatus.js';
import { createCertificateAuthority, issueCertificate, type IssuedCertificate } from '@strongroom/rpc/pki.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { peerDomains } from './peer-domains.js';

let operator: IssuedCertificate;
beforeAll(async () => {
  const sources = { realTime: systemRealTime, rng: new SystemRng() };
  const authority = await createCertificateAuthority({ commonName: 'CA', validityDays: 1 }, sources);
  const request = { commonName: 'admin', names: [], usages: ['clientAuth'] as const, validityDays: 1 };
  operator = await issueCertificate(authority, request, sources);
});

function point(): Buffer {
  const der = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ type: 'spki', format: 'der' });
  return der.subarray(der.length - 97);
}

interface FakeRegion extends RegionStatus__Output {
  readonly region: string;
  domainTokenVersion: number;
  peers: DomainPeer__Output[];
}

/** @param hasRule false: a domain of before there were peers */
function region(name: string, byte: number, hasRule: boolean): FakeRegion {
  const rules = [...(hasRule ? ['ModifyPeers'] : []), 'ModifyRules'].map((command) => ({
    command,
    role: 'kms-operator',
    minSignatures: 1,
  }));
  const domainId = toHex(new Uint8Array(16).fill(byte));
  const rskPublicPoint = hasRule ? point() : Buffer.alloc(0);
  return { region: name, domainId, domainTokenVersion: 1, nodes: [], members: [], rules, rskPublicPoint, peers: [] };
}

/** Does what the HSMs of a Region would do. */
function fakeFleet(regions: FakeRegion[]) {
  const changes: [region: string, command: DomainCommand][] = [];
  const admin = {
    describeFleet: () => Promise.resolve({ regions: structuredClone(regions) }),
    changeDomain: ({ region: name, command: bytes }: { region: string; command: Uint8Array }) => {
      const command = decodeDomainCommand(bytes);
      changes.push([name, command]);
      const found = regions.find((each) => each.region === name);
      if (found?.domainTokenVersion !== command.baseVersion) return Promise.reject(new Error('another version'));
      found.domainTokenVersion += 1;
      if (command.command === 'ModifyRules') Object.assign(found, { rules: command.rules, rskPublicPoint: point() });
      if (command.command === 'ModifyPeers') {
        found.peers = command.peers.map(({ domainId, region: of, rskPublic }) => ({
          domainId: Buffer.from(domainId),
          region: of,
          rskPublicPoint: Buffer.from(rskPublic),
        }));
      }
      return Promise.resolve({});
    },
  };
  return { admin: admin as unknown as AdminClient, changes };
}

describe('the peers of several domains', () => {
  it('are named to each other, after a rule for it where there is none; then nothing is left to do', async () => {
    const regions = [region('eu-central-1', 1, true), region('us-west-2', 2, false), region('us-east-1', 3, true)];
    const { admin, changes } = fakeFleet(regions);
    await peerDomains({ admin, operator });
    expect(changes.map(([name, { command }]) => [name, command])).toEqual([
      ['us-west-2', 'ModifyRules'],
      ['eu-central-1', 'ModifyPeers'],
      ['us-west-2', 'ModifyPeers'],
      ['us-east-1', 'ModifyPeers'],
    ]);
    expect(regions[0]?.peers.map((peer) => peer.region).sort()).toEqual(['us-east-1', 'us-west-2']);
    expect(regions[0]?.peers.find((peer) => peer.region === 'us-west-2')?.rskPublicPoint).toEqual(
      regions[1]?.rskPublicPoint,
    );
    changes.length = 0;
    await peerDomains({ admin, operator });
    expect(changes).toEqual([]);
  });

  it('that an operator has named elsewhere stay; one domain alone has nothing to do', async () => {
    const elsewhere = { domainId: Buffer.alloc(16, 9), region: 'ap-south-1', rskPublicPoint: point() };
    const alone = { ...region('eu-central-1', 1, true), peers: [elsewhere] };
    const one = fakeFleet([alone]);
    await peerDomains({ admin: one.admin, operator });
    expect(one.changes).toEqual([]);
    const two = fakeFleet([alone, region('us-west-2', 2, true)]);
    await peerDomains({ admin: two.admin, operator });
    expect(alone.peers.map((peer) => peer.region).sort()).toEqual(['ap-south-1', 'us-west-2']);
  });
});
