/**
 * What the developer guide says about the life of KMS keys, as a program without HSMs, caches or a store: key states
 * ("Key states of AWS KMS keys"), rotation, import, deletion, aliases. Each method names the exception that must come,
 * or takes the effect. What the service chooses (ids of keys and materials) the model is told afterwards.
 */
import {
  KINDS,
  type Import,
  type ImportParameters,
  type Kind,
  type ModelKey,
  type ModelMaterial,
  type State,
  type Verdict,
} from './model-types.js';

export const DAY_MS = 86_400_000;
const TOKEN_LIFE_MS = DAY_MS;
const CONFLICT_AHEAD_MS = 20 * 60_000;
const ON_DEMAND_MAX = 25;

export class Model {
  now: number;
  readonly keys: ModelKey[] = [];
  readonly deleted: ModelKey[] = [];
  readonly aliases = new Map<string, ModelKey>();

  constructor(now: number) {
    this.now = now;
  }

  create(kind: Kind, keyId: string, arn: string, materialId: string): void {
    const external = KINDS[kind].origin === 'EXTERNAL';
    this.keys.push({
      keyId,
      arn,
      kind,
      state: external ? 'PendingImport' : 'Enabled',
      deletionAt: undefined,
      period: undefined,
      onDemandRotations: 0,
      materials: external ? [] : [newMaterial({ id: materialId })],
      parameters: undefined,
    });
  }

  /** Imported material is of no use from its ValidTo on, though the job that deletes it comes a moment later. */
  stateNow({ state, materials }: ModelKey): State {
    if (state === 'PendingDeletion') return state;
    return needed(materials).some((material) => this.#isExpired(material)) ? 'PendingImport' : state;
  }

  /** Encrypt, Decrypt, Sign, Verify… */
  use(modelKey: ModelKey): Verdict {
    return this.#unless(modelKey, 'Enabled');
  }

  setEnabled(modelKey: ModelKey, enabled: boolean): Verdict {
    const refused = this.#unless(modelKey, 'Enabled', 'Disabled');
    if (refused !== undefined) return refused;
    const { period } = modelKey;
    // What came due while the key was not enabled is made up for by one rotation, now.
    const isOverdue = period !== undefined && modelKey.state === 'Disabled' && dueAt(period) < this.now;
    if (enabled && isOverdue) modelKey.period = { ...period, beganAt: this.now - period.days * DAY_MS };
    modelKey.state = enabled ? 'Enabled' : 'Disabled';
    return undefined;
  }

  enableRotation(modelKey: ModelKey, days: number): Verdict {
    const refused = this.#changesRotation(modelKey);
    if (refused !== undefined) return refused;
    const { period } = modelKey;
    if (period?.days === days) return undefined;
    // A new period counts from the day on which the old one began; if it is over by now, the key rotates now.
    const beganAt = period === undefined ? this.now : Math.max(period.beganAt, this.now - days * DAY_MS);
    modelKey.period = { beganAt, days };
    return undefined;
  }

  disableRotation(modelKey: ModelKey): Verdict {
    const refused = this.#changesRotation(modelKey);
    if (refused === undefined) modelKey.period = undefined;
    return refused;
  }

  rotateOnDemand(modelKey: ModelKey): Verdict {
    const { kind, period, materials } = modelKey;
    const refused = this.#unless(modelKey, 'Enabled');
    if (refused !== undefined) return refused;
    if (KINDS[kind].keySpec !== 'SYMMETRIC_DEFAULT') return 'UnsupportedOperationException';
    if (period !== undefined && dueAt(period) <= this.now + CONFLICT_AHEAD_MS) return 'ConflictException';
    if (modelKey.onDemandRotations >= ON_DEMAND_MAX) return 'LimitExceededException';
    const rotation = { type: 'ON_DEMAND', at: this.now } as const;
    if (KINDS[kind].origin === 'EXTERNAL') {
      const pending = materials.find((each) => each.state === 'PENDING_ROTATION' && !this.#isExpired(each));
      if (pending === undefined) return 'UnsupportedOperationException';
      retire(modelKey);
      Object.assign(pending, { state: 'CURRENT', rotation });
    } else {
      retire(modelKey);
      materials.push(newMaterial({ rotation }));
    }
    modelKey.onDemandRotations += 1;
    return undefined;
  }

  parametersForImport(modelKey: ModelKey): Verdict {
    if (modelKey.state === 'PendingDeletion') return 'KMSInvalidStateException';
    return KINDS[modelKey.kind].origin === 'EXTERNAL' ? undefined : 'UnsupportedOperationException';
  }

  /** @param parameters those that the material was wrapped under, of whichever key */
  import(modelKey: ModelKey, parameters: ImportParameters, { bytes, importType, validTo, flaw }: Import): Verdict {
    const refused = this.parametersForImport(modelKey);
    if (refused !== undefined) return refused;
    const { kind, materials } = modelKey;
    if (validTo !== undefined && validTo <= this.now) return 'ValidationException';
    if (parameters !== modelKey.parameters) return 'InvalidImportTokenException';
    if (this.now > parameters.issuedAt + TOKEN_LIFE_MS) return 'ExpiredImportTokenException';
    if (flaw !== undefined) return flaw === 'wrapping' ? 'InvalidCiphertextException' : 'IncorrectKeyMaterialException';
    const first = materials.length === 0;
    const known = materials.find((each) => Buffer.compare(each.bytes ?? Buffer.of(), bytes) === 0);
    if ((importType ?? (first ? 'NEW_KEY_MATERIAL' : '')) === 'NEW_KEY_MATERIAL') {
      if (known !== undefined) return 'IncorrectKeyMaterialException';
      if (!first && KINDS[kind].keySpec !== 'SYMMETRIC_DEFAULT') return 'IncorrectKeyMaterialException';
      if (materials.some((each) => each.state === 'PENDING_ROTATION')) return 'KMSInvalidStateException';
      materials.push(newMaterial({ bytes, validTo, state: first ? 'CURRENT' : 'PENDING_ROTATION' }));
    } else {
      if (known === undefined) return 'IncorrectKeyMaterialException';
      Object.assign(known, { present: true, validTo });
    }
    if (modelKey.state === 'PendingImport' && isComplete(modelKey)) modelKey.state = 'Enabled';
    return undefined;
  }

  /** @param material undefined: the current one */
  deleteMaterial(modelKey: ModelKey, material: ModelMaterial | undefined): Verdict {
    if (KINDS[modelKey.kind].origin !== 'EXTERNAL') return 'UnsupportedOperationException';
    const chosen = material ?? modelKey.materials.find(({ state }) => state === 'CURRENT');
    if (chosen?.present === true) drop(modelKey, chosen);
    return undefined;
  }

  scheduleDeletion(modelKey: ModelKey, days: number): Verdict {
    if (modelKey.state === 'PendingDeletion') return 'KMSInvalidStateException';
    modelKey.state = 'PendingDeletion';
    modelKey.deletionAt = this.now + days * DAY_MS;
    return undefined;
  }

  cancelDeletion(modelKey: ModelKey): Verdict {
    if (modelKey.state !== 'PendingDeletion') return 'KMSInvalidStateException';
    modelKey.state = isComplete(modelKey) ? 'Disabled' : 'PendingImport';
    modelKey.deletionAt = undefined;
    return undefined;
  }

  createAlias(name: string, modelKey: ModelKey): Verdict {
    if (modelKey.state === 'PendingDeletion') return 'KMSInvalidStateException';
    if (this.aliases.has(name)) return 'AlreadyExistsException';
    this.aliases.set(name, modelKey);
    return undefined;
  }

  updateAlias(name: string, modelKey: ModelKey): Verdict {
    const current = this.aliases.get(name);
    // What a request names is found, and the caller authorized, before the state of anything is looked at.
    if (current === undefined) return 'NotFoundException';
    if (modelKey.state === 'PendingDeletion') return 'KMSInvalidStateException';
    const [one, other] = [KINDS[current.kind], KINDS[modelKey.kind]];
    if (one.keySpec !== other.keySpec || one.keyUsage !== other.keyUsage) return 'ValidationException';
    this.aliases.set(name, modelKey);
    return undefined;
  }

  deleteAlias(name: string): Verdict {
    return this.aliases.delete(name) ? undefined : 'NotFoundException';
  }

  /** What comes due by itself until now. */
  runJobs(): void {
    for (const modelKey of [...this.keys]) {
      if (modelKey.deletionAt !== undefined && modelKey.deletionAt <= this.now) this.#delete(modelKey);
      for (const material of [...modelKey.materials]) if (this.#isExpired(material)) drop(modelKey, material);
      for (let due = this.#dueRotation(modelKey); due !== undefined; due = this.#dueRotation(modelKey)) {
        retire(modelKey);
        modelKey.materials.push(newMaterial({ rotation: { type: 'AUTOMATIC', at: due.at } }));
        modelKey.period = { beganAt: due.at, days: due.days };
      }
    }
  }

  #dueRotation({ state, period }: ModelKey): { readonly at: number; readonly days: number } | undefined {
    if (state !== 'Enabled' || period === undefined || dueAt(period) > this.now) return undefined;
    return { at: dueAt(period), days: period.days };
  }

  #delete(modelKey: ModelKey): void {
    this.keys.splice(this.keys.indexOf(modelKey), 1);
    this.deleted.push(modelKey);
    for (const [name, target] of this.aliases) if (target === modelKey) this.aliases.delete(name);
  }

  #changesRotation(modelKey: ModelKey): Verdict {
    const state = this.stateNow(modelKey);
    const { keySpec, origin } = KINDS[modelKey.kind];
    if (state !== 'PendingImport') {
      const refused = this.#unless(modelKey, 'Enabled');
      if (refused !== undefined) return refused;
    }
    return keySpec === 'SYMMETRIC_DEFAULT' && origin === 'AWS_KMS' ? undefined : 'UnsupportedOperationException';
  }

  #unless(modelKey: ModelKey, ...allowed: readonly State[]): Verdict {
    const state = this.stateNow(modelKey);
    if (allowed.includes(state)) return undefined;
    return state === 'Disabled' ? 'DisabledException' : 'KMSInvalidStateException';
  }

  #isExpired({ present, validTo }: ModelMaterial): boolean {
    return present && validTo !== undefined && validTo <= this.now;
  }
}

/** When the next automatic rotation is due. */
export function dueAt({ beganAt, days }: { readonly beganAt: number; readonly days: number }): number {
  return beganAt + days * DAY_MS;
}

/** A key waits for its rotation with a material that it does not need yet. */
function needed(materials: readonly ModelMaterial[]): readonly ModelMaterial[] {
  return materials.filter(({ state }) => state !== 'PENDING_ROTATION');
}

function isComplete({ materials }: ModelKey): boolean {
  return needed(materials).length > 0 && needed(materials).every(({ present }) => present);
}

function retire({ materials }: ModelKey): void {
  for (const material of materials) if (material.state === 'CURRENT') material.state = 'NON_CURRENT';
}

/** Its bytes are gone; the key waits for the same ones, unless it waits for its own end. */
function drop(modelKey: ModelKey, material: ModelMaterial): void {
  if (material.state === 'PENDING_ROTATION') {
    modelKey.materials = modelKey.materials.filter((each) => each !== material);
    return;
  }
  Object.assign(material, { present: false, validTo: undefined });
  if (modelKey.state !== 'PendingDeletion') modelKey.state = 'PendingImport';
}

function newMaterial(given: Partial<ModelMaterial>): ModelMaterial {
  return {
    id: '',
    state: 'CURRENT',
    present: true,
    validTo: undefined,
    bytes: undefined,
    rotation: undefined,
    ...given,
  };
}
