/** The actions of `strongroom import`. */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { must } from '@strongroom/core/assert.js';
import { SystemRng } from '@strongroom/core/rng.js';
import { CliError } from '../cli-error.js';
import type { CommandContext } from '../command-context.js';
import { readWrappingKey, wrapMaterial } from '../import/wrap-material.js';
import { PRIVATE_FILE_MODE } from '../files.js';
import { withKms } from './connected.js';
import type { ImportFlags, WrapFlags } from './import-command.js';

/** PKCS#8 of RSA_4096 has some 2,400 bytes. */
const MATERIAL_MAX_BYTES = 8192;
const DAY_MS = 86_400_000;
const WRAPPING_KEY_SPEC = 'RSA_3072';
/** The HSM makes an RSA pair for each import, at its lowest priority. */
const PATIENCE = { deadlineMs: 60_000 } as const;

export async function importMaterial(
  context: CommandContext,
  name: string,
  file: string,
  flags: ImportFlags,
): Promise<void> {
  const { expires } = flags;
  const material = readMaterial(file);
  const imported = await withKms(context, flags.region, async (kms) => {
    const wrapping = { wrappingAlgorithm: flags.algorithm, wrappingKeySpec: WRAPPING_KEY_SPEC } as const;
    // The operations on material take no aliases; DescribeKey does.
    const { keyMetadata } = await kms.describeKey({ keyId: name });
    const keyId = must(keyMetadata?.arn, 'a key has an ARN');
    context.output().notice('waiting for a wrapping key');
    const parameters = await kms.getParametersForImport({ keyId, ...wrapping }, PATIENCE);
    const publicKey = must(parameters.publicKey, 'the answer has a wrapping key');
    const encryptedKeyMaterial = wrapMaterial(new SystemRng(), readWrappingKey(publicKey), flags.algorithm, material);
    material.fill(0);
    return kms.importKeyMaterial(
      {
        keyId,
        importToken: must(parameters.importToken, 'the answer has an import token'),
        encryptedKeyMaterial,
        ...(expires === undefined
          ? { expirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' }
          : // By the clock of the KMS, which may have been moved.
            { validTo: must(parameters.parametersValidTo, 'the token has an end') + (expires - 1) * DAY_MS }),
        ...(flags.new === true ? { importType: 'NEW_KEY_MATERIAL' } : {}),
        ...(flags.description === undefined ? {} : { keyMaterialDescription: flags.description }),
      },
      PATIENCE,
    );
  });
  context.output().result(imported, () => `imported key material ${imported.keyMaterialId ?? ''}`);
}

export function wrapFile(context: CommandContext, file: string, flags: WrapFlags): void {
  const output = flags.output ?? `${file}.wrapped`;
  if (flags.force !== true && existsSync(output))
    throw new CliError(`${output} exists`, { hints: ['replace it with --force, or name another: --output FILE'] });
  const wrappingKey = readWrappingKey(readFileSync(flags.publicKey));
  const material = readMaterial(file);
  const wrapped = wrapMaterial(new SystemRng(), wrappingKey, flags.algorithm, material);
  material.fill(0);
  writeFileSync(output, wrapped, { mode: PRIVATE_FILE_MODE });
  context.output().result({ output, bytes: wrapped.length }, () => output);
}

/** The caller wipes it. */
function readMaterial(file: string): Buffer {
  const { size } = statSync(file);
  if (size === 0 || size > MATERIAL_MAX_BYTES) {
    throw new CliError(
      `${file} has ${String(size)} bytes: no key material. ${String(MATERIAL_MAX_BYTES)} is the most.`,
    );
  }
  const material = readFileSync(file);
  if (material.subarray(0, 11).toString('latin1') !== '-----BEGIN ') return material;
  throw new CliError(`${file} is PEM; key material is DER.`, {
    hints: [`openssl pkcs8 -topk8 -nocrypt -in ${file} -outform DER -out material.der`],
  });
}
