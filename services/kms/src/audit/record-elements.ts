/** requestParameters and responseElements of a record: the request as it was understood, and what CloudTrail shows. */
import { MESSAGES, OPERATIONS, type MessageName, type OperationName } from '@strongroom/proto/gen/kms-model.js';
import type { ValueModel } from '@strongroom/proto/model.js';
import type { StoredEvent } from '../pipeline/audit-event.js';

type Elements = Readonly<Record<string, unknown>>;

/** What the service records for members that the caller left out. */
const DEFAULTS: Readonly<Partial<Record<OperationName, Elements>>> = {
  CreateKey: {
    description: '',
    origin: 'AWS_KMS',
    keySpec: 'SYMMETRIC_DEFAULT',
    keyUsage: 'ENCRYPT_DECRYPT',
    bypassPolicyLockoutSafetyCheck: false,
    multiRegion: false,
    tags: [],
  },
  Decrypt: { encryptionAlgorithm: 'SYMMETRIC_DEFAULT' },
  Encrypt: { encryptionAlgorithm: 'SYMMETRIC_DEFAULT' },
  PutKeyPolicy: { policyName: 'default', bypassPolicyLockoutSafetyCheck: false },
  GetKeyPolicy: { policyName: 'default' },
  ReEncrypt: {
    sourceEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    destinationEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
  },
  ScheduleKeyDeletion: { pendingWindowInDays: 30 },
  Sign: { messageType: 'RAW' },
  Verify: { messageType: 'RAW' },
};

/** Members that the examples of the service leave out. */
const OMITTED: Readonly<Partial<Record<OperationName, ReadonlySet<string>>>> = {
  GenerateRandom: new Set(['numberOfBytes']),
};

export function requestElements(event: StoredEvent): Elements | null {
  if (!isOperation(event.name)) return event.parameters;
  const { name, parameters } = event;
  const message = OPERATIONS[name].input;
  const shown = Object.entries(parameters).filter(([member]) => OMITTED[name]?.has(member) !== true);
  const elements = {
    ...(event.error?.[0] === 'ValidationException' ? {} : DEFAULTS[name]),
    ...structure(message, Object.fromEntries(shown)),
  };
  if (name === 'CreateKey' && 'keySpec' in elements) elements['customerMasterKeySpec'] ??= elements['keySpec'];
  if ('cloudHsmClusterId' in elements) {
    // CloudTrail has another name for it than the API.
    elements['clusterId'] = elements['cloudHsmClusterId'];
    delete elements['cloudHsmClusterId'];
  }
  return Object.keys(elements).length === 0 ? null : elements;
}

export function responseElements(event: StoredEvent): Elements | null {
  if (event.response === undefined || !isOperation(event.name)) return null;
  return structure(OPERATIONS[event.name].output, event.response);
}

function isOperation(name: string): name is OperationName {
  return Object.hasOwn(OPERATIONS, name);
}

/** Our names to CloudTrail's: AWS's own with a small first letter. What the model does not know stays as it is. */
function structure(message: MessageName, values: Elements): Record<string, unknown> {
  const { fields } = MESSAGES[message];
  const entries = Object.entries(values).map(([member, value]) => {
    const field = fields.find(({ name }) => name === member);
    return field === undefined ? [member, value] : [lowerFirst(field.awsName), element(field, value)];
  });
  return Object.fromEntries(entries) as Record<string, unknown>;
}

function element(model: ValueModel, value: unknown): unknown {
  if (model.kind === 'timestamp' && typeof value === 'number') return dateText(value);
  if (model.kind === 'list' && model.of !== undefined && Array.isArray(value)) {
    const { of } = model;
    return value.map((member) => element(of, member));
  }
  if (model.kind === 'structure' && model.message !== undefined && typeof value === 'object' && value !== null) {
    return structure(model.message, value as Elements);
  }
  return value;
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

const DATE = new Intl.DateTimeFormat('en-US', {
  timeZone: 'UTC',
  month: 'short',
  day: 'numeric',
  year: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  second: '2-digit',
});

/** `Aug 10, 2022, 10:38:27 PM`. */
function dateText(ms: number): string {
  // The formatter puts a narrow no-break space before AM and PM.
  return DATE.format(ms).replace(/ /g, ' ');
}
