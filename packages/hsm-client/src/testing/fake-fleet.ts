/** Fake nodes with certificates of their own authority, and the credentials of a front end that they accept. */
import type { NodeId } from '@strongroom/core/ids.js';
import { SystemRng } from '@strongroom/core/rng.js';
import { systemRealTime } from '@strongroom/core/time.js';
import { createCertificateAuthority, issueCertificate } from '@strongroom/rpc/pki.js';
import type { NodeAddress } from '../pool.js';
import type { PoolTls } from '../pool-tls.js';
import { FakeNode } from './fake-node.js';

export interface FakeFleet {
  readonly nodes: readonly FakeNode[];
  readonly tls: PoolTls;
  /** For openPool. */
  addresses(): NodeAddress[];
  stop(): Promise<void>;
}

const VALIDITY_DAYS = 1;

/** Starts `count` nodes named `hsm-1`, `hsm-2`, … */
export async function startFakeFleet(count: number): Promise<FakeFleet> {
  const sources = { realTime: systemRealTime, rng: new SystemRng() };
  const authority = await createCertificateAuthority(
    { commonName: 'Fake fleet', validityDays: VALIDITY_DAYS },
    sources,
  );
  const issue = (commonName: string): ReturnType<typeof issueCertificate> =>
    issueCertificate(
      authority,
      {
        commonName,
        names: ['127.0.0.1', 'localhost'],
        usages: ['serverAuth', 'clientAuth'],
        validityDays: VALIDITY_DAYS,
      },
      sources,
    );
  const nodes: FakeNode[] = [];
  for (let index = 1; index <= count; index++) {
    const id = `hsm-${String(index)}`;
    const node = new FakeNode({ id, identity: await issue(id), trustedCaPem: authority.certificatePem });
    await node.start();
    nodes.push(node);
  }
  const frontEnd = await issue('front-end');
  return {
    nodes,
    tls: { ca: authority.certificatePem, cert: frontEnd.certificatePem, key: frontEnd.privateKeyPem },
    addresses: () => nodes.map((node) => ({ id: node.id as NodeId, address: node.address })),
    stop: async () => {
      await Promise.all(nodes.map((node) => node.kill()));
    },
  };
}
