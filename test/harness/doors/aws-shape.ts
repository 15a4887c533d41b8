/**
 * Between our camelCase and AWS's PascalCase, by rule and not by the product's own tables, so that a wrong name in
 * those is found. Members of the encryption context are data and keep their spelling.
 */

const MAPS = new Set(['encryptionContext', 'sourceEncryptionContext', 'destinationEncryptionContext']);
const BLOBS = new Set([
  'CiphertextBlob',
  'CiphertextForRecipient',
  'Mac',
  'Plaintext',
  'PrivateKeyCiphertextBlob',
  'PrivateKeyPlaintext',
  'PublicKey',
  'SharedSecret',
  'Signature',
]);
const TIMES = new Set(['CreationDate', 'DeletionDate', 'LastUpdatedDate', 'ValidTo']);
const ODD = new Map([['awsAccountId', 'AWSAccountId']]);
const ODD_BACK = new Map([...ODD].map(([ours, theirs]) => [theirs, ours]));

export function toAws(value: unknown): unknown {
  if (value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(toAws);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      ODD.get(name) ?? name.charAt(0).toUpperCase() + name.slice(1),
      MAPS.has(name) ? member : typeof member === 'number' && name === 'validTo' ? new Date(member) : toAws(member),
    ]),
  );
}

export function fromAws(value: unknown): unknown {
  if (value instanceof Uint8Array) return value;
  if (value instanceof Date) return value.getTime();
  if (Array.isArray(value)) return value.map(fromAws);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== '$metadata')
      .map(([name, member]) => [ODD_BACK.get(name) ?? name.charAt(0).toLowerCase() + name.slice(1), fromAws(member)]),
  );
}

/** AWS JSON as text has blobs in base64. */
export function toAwsText(value: unknown): string {
  return JSON.stringify(toAws(value), (_name, member: unknown) =>
    member instanceof Uint8Array ? Buffer.from(member).toString('base64') : member,
  );
}

/** The output of the AWS CLI: blobs in base64, times in ISO 8601. */
export function fromAwsText(text: string): unknown {
  const revived: unknown = JSON.parse(text, (name, member: unknown) => {
    if (typeof member !== 'string') return member;
    if (BLOBS.has(name)) return new Uint8Array(Buffer.from(member, 'base64'));
    return TIMES.has(name) ? new Date(member) : member;
  });
  return fromAws(revived);
}
