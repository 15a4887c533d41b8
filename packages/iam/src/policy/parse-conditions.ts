/**
 * The Condition element: operator → condition key → values (IAM User Guide, "Condition operators", "Multivalued context
 * keys").
 */
import { CONDITION_OPERATORS, type Condition, type ConditionOperator } from './policy-document.js';
import { objectEntries, PolicyRefusal, scalarList } from './policy-values.js';
import type { JsonValue } from './strict-json.js';

const OPERATOR = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/;
/** `service:name`, where a KMS or tag key may go on with text of the user's. */
const CONDITION_KEY = /^[a-zA-Z0-9-]{1,64}:[\u0020-\u00ff]{1,1024}$/;

/** @throws PolicyRefusal */
export function parseConditions(value: JsonValue, where: string): readonly Condition[] {
  return objectEntries(value, `${where}: Condition`).flatMap(([name, body]) => {
    const operator = parseOperator(name, where);
    return objectEntries(body, `${where}: Condition.${operator.operator}`).map(([conditionKey, values]) => {
      if (!CONDITION_KEY.test(conditionKey)) {
        throw new PolicyRefusal(`${where}: ${JSON.stringify(conditionKey.slice(0, 128))} is no condition key`);
      }
      return { ...operator, conditionKey, values: scalarList(values, `${where}: ${conditionKey}`).map(String) };
    });
  });
}

function parseOperator(name: string, where: string): Pick<Condition, 'set' | 'operator' | 'ifExists'> {
  const [, set, operator, ifExists] = OPERATOR.exec(name) ?? [];
  if (!isOperator(operator) || (operator === 'Null' && ifExists !== undefined)) {
    throw new PolicyRefusal(`${where}: ${JSON.stringify(name.slice(0, 128))} is no condition operator`);
  }
  return {
    set: set === 'ForAllValues' || set === 'ForAnyValue' ? set : undefined,
    operator,
    ifExists: ifExists !== undefined,
  };
}

function isOperator(text: string | undefined): text is ConditionOperator {
  return text !== undefined && (CONDITION_OPERATORS as readonly string[]).includes(text);
}
