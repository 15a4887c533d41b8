/** Keys of origin EXTERNAL: their material comes, goes, expires and comes again. */
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { must } from '@strongroom/core/assert.js';
import { wrapMaterial } from '../../harness/wrapping.js';
import { DAY_MS, type Model } from './model.js';
import type { ImportParameters, ModelKey } from './model-types.js';
import { isExternal, keyStep, pick } from './steps.js';
import { testBytes, type System } from './system.js';

const WRAPPING = { wrappingAlgorithm: 'RSAES_OAEP_SHA_256', wrappingKeySpec: 'RSA_2048' } as const;

async function fetchParameters(model: Model, system: System, modelKey: ModelKey): Promise<void> {
  const input = { keyId: modelKey.keyId, ...WRAPPING };
  const answer = await system.attempt('GetParametersForImport', input, model.parametersForImport(modelKey));
  if (answer === undefined) return;
  modelKey.parameters = {
    publicKey: must(answer.publicKey, 'a public key'),
    importToken: must(answer.importToken, 'a token'),
    issuedAt: model.now,
  };
}

export interface Choices {
  readonly material: number;
  readonly importType: 'NEW_KEY_MATERIAL' | 'EXISTING_KEY_MATERIAL' | undefined;
  readonly validDays: number | undefined;
  readonly token: 'fresh' | 'kept' | 'foreign';
  readonly flaw: 'wrapping' | 'length' | undefined;
}

const choices: fc.Arbitrary<Choices> = fc.record({
  /** Few, so that the same one comes again. */
  material: fc.nat({ max: 2 }),
  importType: fc.constantFrom(undefined, 'NEW_KEY_MATERIAL' as const, 'EXISTING_KEY_MATERIAL' as const),
  validDays: fc.option(fc.integer({ min: 0, max: 365 }), { nil: undefined }),
  token: fc.constantFrom('fresh' as const, 'fresh' as const, 'fresh' as const, 'kept' as const, 'foreign' as const),
  flaw: fc.constantFrom(...Array.from({ length: 8 }, () => undefined), 'wrapping' as const, 'length' as const),
});

export async function importMaterial(model: Model, system: System, modelKey: ModelKey, given: Choices): Promise<void> {
  if (given.token === 'fresh') await fetchParameters(model, system, modelKey);
  const parameters = given.token === 'foreign' ? foreignParameters(model, modelKey) : modelKey.parameters;
  if (parameters === undefined) return;
  const bytes = testBytes(`material ${String(given.material)}`);
  const validTo = given.validDays === undefined ? undefined : model.now + given.validDays * DAY_MS;
  const wrapped = wrapMaterial(
    parameters.publicKey,
    WRAPPING.wrappingAlgorithm,
    given.flaw === 'length' ? bytes.subarray(1) : bytes,
  );
  const verdict = model.import(modelKey, parameters, { ...given, bytes, validTo });
  const answer = await system.attempt(
    'ImportKeyMaterial',
    {
      keyId: modelKey.keyId,
      importToken: parameters.importToken,
      encryptedKeyMaterial: given.flaw === 'wrapping' ? randomBytes(wrapped.length) : wrapped,
      expirationModel: validTo === undefined ? 'KEY_MATERIAL_DOES_NOT_EXPIRE' : 'KEY_MATERIAL_EXPIRES',
      ...(validTo === undefined ? {} : { validTo }),
      ...(given.importType === undefined ? {} : { importType: given.importType }),
    },
    verdict,
  );
  if (answer === undefined) return;
  const material = modelKey.materials.find((each) => Buffer.compare(each.bytes ?? Buffer.of(), bytes) === 0);
  const id = must(answer.keyMaterialId, 'a material id');
  if (material !== undefined && material.id === '') material.id = id;
  if (material?.id !== id) throw new Error(`the same material has two ids: ${String(material?.id)}, ${id}`);
}

const importStep = keyStep('ImportKeyMaterial', choices, importMaterial, isExternal);

function foreignParameters(model: Model, modelKey: ModelKey): ImportParameters | undefined {
  return model.keys.find((each) => each !== modelKey && each.parameters !== undefined)?.parameters;
}

const deleteMaterial = keyStep(
  'DeleteImportedKeyMaterial',
  fc.option(fc.nat({ max: 9 }), { nil: undefined }),
  async (model, system, modelKey, choice) => {
    // Only symmetric keys and imported material have ids that the service tells.
    const named = modelKey.materials.filter(({ id }) => id !== '');
    const material = choice === undefined ? undefined : pick(named, choice);
    const verdict = model.deleteMaterial(modelKey, material);
    const input = { keyId: modelKey.keyId, ...(material === undefined ? {} : { keyMaterialId: material.id }) };
    await system.attempt('DeleteImportedKeyMaterial', input, verdict);
  },
  isExternal,
);

export const IMPORT_STEPS = [
  keyStep('GetParametersForImport', fc.constant(undefined), fetchParameters, isExternal),
  importStep,
  importStep,
  importStep,
  importStep,
  importStep,
  deleteMaterial,
];
