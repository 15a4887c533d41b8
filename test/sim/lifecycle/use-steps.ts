/** What keys are for: each use leaves something that the key must confirm for as long as the model says so. */
import fc from 'fast-check';
import { must } from '@strongroom/core/assert.js';
import type { Model } from './model.js';
import type { ModelKey } from './model-types.js';
import { isIn, isSymmetric, keyStep, pick, step } from './steps.js';
import { testBytes, type Remembered, type System } from './system.js';

const REMEMBERED_MAX = 24;
const OAEP = 'RSAES_OAEP_SHA_256';
const MAC = 'HMAC_SHA_256';
const ECDSA = 'ECDSA_SHA_256';
const label = fc.nat({ max: 9999 }).map(String);

function remember(system: System, modelKey: ModelKey, proof: Omit<Remembered, 'modelKey' | 'material'>): void {
  const material = must(
    modelKey.materials.find(({ state }) => state === 'CURRENT'),
    'a key that can be used has current material',
  );
  system.remembered.push({ modelKey, material, ...proof });
  if (system.remembered.length > REMEMBERED_MAX) system.remembered.shift();
}

/** @param keyId the key's id, or an alias of it */
async function use(model: Model, system: System, modelKey: ModelKey, keyId: string, text: string): Promise<void> {
  const verdict = model.use(modelKey);
  const message = testBytes(text);
  const named = { keyId: modelKey.keyId };
  switch (modelKey.kind) {
    case 'symmetric':
    case 'external': {
      const encryptionContext = { purpose: text };
      const answer = await system.attempt('Encrypt', { keyId, plaintext: message, encryptionContext }, verdict);
      if (answer === undefined) return;
      const input = { ciphertextBlob: must(answer.ciphertextBlob, 'a ciphertext'), encryptionContext };
      remember(system, modelKey, { operation: 'Decrypt', input, plaintext: message });
      return;
    }
    case 'rsa': {
      const encryptionAlgorithm = OAEP;
      const answer = await system.attempt('Encrypt', { keyId, plaintext: message, encryptionAlgorithm }, verdict);
      if (answer === undefined) return;
      const input = {
        ...named,
        ciphertextBlob: must(answer.ciphertextBlob, 'a ciphertext'),
        encryptionAlgorithm,
      } as const;
      remember(system, modelKey, { operation: 'Decrypt', input, plaintext: message });
      return;
    }
    case 'hmac':
    case 'externalHmac': {
      const answer = await system.attempt('GenerateMac', { keyId, message, macAlgorithm: MAC }, verdict);
      if (answer === undefined) return;
      const input = { ...named, message, macAlgorithm: MAC, mac: must(answer.mac, 'a MAC') } as const;
      remember(system, modelKey, { operation: 'VerifyMac', input });
      return;
    }
    case 'signing': {
      const answer = await system.attempt('Sign', { keyId, message, signingAlgorithm: ECDSA }, verdict);
      if (answer === undefined) return;
      const signature = must(answer.signature, 'a signature');
      const input = { ...named, message, signingAlgorithm: ECDSA, signature } as const;
      remember(system, modelKey, { operation: 'Verify', input });
    }
  }
}

const useKey = keyStep(
  'use',
  label,
  (model, system, modelKey, text) => use(model, system, modelKey, modelKey.keyId, text),
  isIn('Enabled'),
);

const useAlias = step('use alias', fc.tuple(fc.nat({ max: 99 }), label), async (model, system, [choice, text]) => {
  const [name, modelKey] = pick([...model.aliases], choice) ?? [];
  if (name !== undefined && modelKey !== undefined) await use(model, system, modelKey, name, text);
});

/** The ciphertext of one key becomes that of another; the old one goes on to work. */
async function reEncrypt(model: Model, system: System, modelKey: ModelKey, choice: number): Promise<void> {
  const sealed = system.remembered.filter((each) => each.input.encryptionContext !== undefined);
  const source = pick(
    sealed.filter((each) => model.keys.includes(each.modelKey)),
    choice,
  );
  if (source === undefined || !isSymmetric(modelKey)) return;
  const input = {
    ciphertextBlob: must(source.input.ciphertextBlob, 'a ciphertext'),
    sourceEncryptionContext: source.input.encryptionContext ?? {},
    destinationKeyId: modelKey.keyId,
    destinationEncryptionContext: { purpose: 're-encrypted' },
  };
  const verdict = model.use(source.modelKey) ?? model.use(modelKey);
  const answer = await system.attempt('ReEncrypt', input, verdict);
  if (answer === undefined) return;
  expectSameMaterial(answer.sourceKeyMaterialId, source.material.id);
  remember(system, modelKey, {
    operation: 'Decrypt',
    input: {
      ciphertextBlob: must(answer.ciphertextBlob, 'a ciphertext'),
      encryptionContext: input.destinationEncryptionContext,
    },
    plaintext: must(source.plaintext, 'a plaintext'),
  });
}

function expectSameMaterial(told: string | undefined, known: string): void {
  if (told !== known) throw new Error(`ReEncrypt names material ${String(told)}, not ${known}`);
}

/** Another context, another key, a flipped bit: nothing opens, in whatever state the key is. */
const misuse = step('open wrongly', fc.nat({ max: 99 }), async (model, system, choice) => {
  const living = system.remembered.filter((each) => model.keys.includes(each.modelKey));
  const each = pick(living, choice);
  if (each === undefined) return;
  const { modelKey, operation, input } = each;
  const refused = {
    Decrypt: 'InvalidCiphertextException',
    VerifyMac: 'KMSInvalidMacException',
    Verify: 'KMSInvalidSignatureException',
  } as const;
  const wrong = {
    ...input,
    ...(input.encryptionContext === undefined ? {} : { encryptionContext: { purpose: 'another' } }),
    ...(input.encryptionContext === undefined && input.ciphertextBlob !== undefined
      ? { ciphertextBlob: flipped(input.ciphertextBlob) }
      : {}),
    ...(input.mac === undefined ? {} : { mac: flipped(input.mac) }),
    ...(input.message === undefined ? {} : { message: flipped(input.message) }),
  };
  await system.attempt(operation, wrong, model.use(modelKey) ?? refused[operation]);
});

function flipped(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[copy.length - 1] = (copy.at(-1) ?? 0) ^ 1;
  return copy;
}

export const USE_STEPS = [
  useKey,
  useKey,
  useKey,
  useAlias,
  keyStep('ReEncrypt', fc.nat({ max: 99 }), reEncrypt, isSymmetric),
  misuse,
];
