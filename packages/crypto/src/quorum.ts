/** The quorum of a domain command: signatures by DISTINCT operators, counted per role against the rules. */
import { domainCommandSigningInput } from './domain-command.js';
import { OPERATORS_MAX } from './domain-state.js';
import type { DomainCommandName, DomainOperator, DomainRule, OperatorRole } from './domain-state.js';
import { pointOfSpki } from './ec-curve.js';
import type { EcEngine } from './engine.js';

export interface OperatorSignature {
  readonly operatorId: string;
  /** DER, over domainCommandSigningInput(commandBytes). */
  readonly signature: Uint8Array;
}

export interface VerifyQuorumInput {
  readonly engine: EcEngine;
  readonly command: DomainCommandName;
  readonly commandBytes: Uint8Array;
  /** At most OPERATORS_MAX; more are refused unread, since each costs a verification. */
  readonly signatures: readonly OperatorSignature[];
  /** Of the verifier's current state; of the command itself only for CreateDomain. */
  readonly operators: readonly DomainOperator[];
  readonly rules: readonly DomainRule[];
}

function isSignedBy(engine: EcEngine, operator: DomainOperator, message: Uint8Array, signature: Uint8Array): boolean {
  const key = pointOfSpki(operator.publicKey);
  return key !== undefined && engine.ecdsaVerify(key.curve, key.point, message, signature);
}

/**
 * True when every rule of the command is satisfied. Signatures that are invalid, or by strangers, count for nothing; a
 * second one by the same operator is not looked at. A command without a rule has no quorum.
 */
export function verifyQuorum(input: VerifyQuorumInput): boolean {
  const { engine, signatures, operators } = input;
  const rules = input.rules.filter((rule) => rule.command === input.command);
  if (rules.length === 0 || signatures.length > OPERATORS_MAX) return false;
  const message = domainCommandSigningInput(input.commandBytes);
  const seen = new Set<string>();
  const counts: Record<OperatorRole, number> = { 'kms-operator': 0, 'service-host': 0 };
  for (const { operatorId, signature } of signatures) {
    const operator = operators.find((candidate) => candidate.id === operatorId);
    if (operator === undefined || seen.has(operator.id)) continue;
    seen.add(operator.id);
    if (isSignedBy(engine, operator, message, signature)) counts[operator.role]++;
  }
  return rules.every((rule) => counts[rule.role] >= rule.minSignatures);
}
