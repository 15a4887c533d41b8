/**
 * Where an installation keeps what. One data folder is one installation: its CA, its store, its HSMs' sealed
 * identities, its credentials.
 */
import { join, resolve } from 'node:path';

export const DEFAULT_DATA_DIR = '.strongroom';

export interface Layout {
  readonly dataDir: string;
  readonly readyFile: string;
  /** Which child processes belong to the installation, for `status` and for the start after a crash. */
  readonly childrenFile: string;
  /** The demo tenants' secrets, 0600. */
  readonly credentialsFile: string;
  readonly pkiDir: string;
  readonly caFile: string;
  /** Names the administrator's public key to a front end; written by `strongroom pki init`. */
  readonly adminSpkiFile: string;
  readonly logDir: string;
  readonly kmsDir: string;
  nodeDir(nodeId: string): string;
  certificateFile(name: string): string;
  privateKeyFile(name: string): string;
  logFile(name: string): string;
}

export function layoutOf(dataDir: string): Layout {
  const root = resolve(dataDir);
  const pkiDir = join(root, 'pki');
  return {
    dataDir: root,
    readyFile: join(root, 'ready.json'),
    childrenFile: join(root, 'children.json'),
    credentialsFile: join(root, 'credentials.json'),
    pkiDir,
    caFile: join(pkiDir, 'ca.crt'),
    adminSpkiFile: join(pkiDir, 'admin.spki'),
    logDir: join(root, 'logs'),
    kmsDir: join(root, 'kms'),
    nodeDir: (nodeId) => join(root, 'hsm', nodeId),
    certificateFile: (name) => join(pkiDir, `${name}.crt`),
    privateKeyFile: (name) => join(pkiDir, `${name}.key`),
    logFile: (name) => join(root, 'logs', `${name}.log`),
  };
}

/** Names of certificates that are not a node's. */
export const CERTIFICATE = { ca: 'ca', admin: 'admin', frontEnd: 'kms-1' } as const;
export const FRONT_END_ID = 'kms-1';

/** The id of a node, unique in the installation and the same at every start. */
export function nodeIdOf(region: string, index: number): string {
  return `${region}-hsm-${String(index)}`;
}
