/** How a command changes a domain state. Pure: who may ask for it was decided before (quorum.ts). */
import { equalBytes } from '@strongroom/core/bytes.js';
import { HsmError } from '@strongroom/core/errors.js';
import type { DomainCommand } from './domain-command.js';
import { domainStateFault } from './domain-state.js';
import type { DomainState } from './domain-state.js';

function changed(current: DomainState, command: DomainCommand, newDomainKeyId: Uint8Array): DomainState {
  const next = { ...current, version: current.version + 1 };
  switch (command.command) {
    case 'CreateDomain':
      throw new HsmError('ARGUMENTS_BAD', 'the domain exists');
    case 'ModifyMembers':
      return { ...next, members: command.members };
    case 'ModifyOperators':
      return { ...next, operators: command.operators };
    case 'ModifyRules':
      return { ...next, rules: command.rules };
    case 'ModifyPeers':
      return { ...next, peers: command.peers };
    case 'RotateDomainKeys': {
      if (command.step === 'DROP_INACTIVE') {
        return { ...next, domainKeys: current.domainKeys.filter((entry) => entry.active) };
      }
      const outgoing = current.domainKeys.map(({ id }) => ({ id, active: false }));
      return { ...next, domainKeys: [...outgoing, { id: newDomainKeyId, active: true }] };
    }
  }
}

/**
 * The state after `command`.
 * @param current undefined for CreateDomain only
 * @param newDomainKeyId 16 fresh bytes, used by CreateDomain and by RotateDomainKeys ADD_ACTIVE
 * @param newRskPublic a fresh replication signing key, used by CreateDomain and by the first change of a domain without
 * @throws HsmError ARGUMENTS_BAD for another domain or version, or when the result would be an invalid state
 */
export function nextDomainState(
  current: DomainState | undefined,
  command: DomainCommand,
  newDomainKeyId: Uint8Array,
  newRskPublic?: Uint8Array,
): DomainState {
  let next: DomainState;
  if (current === undefined) {
    if (command.command !== 'CreateDomain') throw new HsmError('ARGUMENTS_BAD', 'there is no domain');
    const { domainId, name, members, operators, rules } = command;
    next = {
      domainId,
      name,
      version: 1,
      members,
      operators,
      rules,
      domainKeys: [{ id: newDomainKeyId, active: true }],
    };
  } else {
    if (!equalBytes(command.domainId, current.domainId))
      throw new HsmError('ARGUMENTS_BAD', 'command of another domain');
    if (command.baseVersion !== current.version) throw new HsmError('ARGUMENTS_BAD', 'command of another version');
    next = changed(current, command, newDomainKeyId);
  }
  if (next.rskPublic === undefined && newRskPublic !== undefined) {
    next = { ...next, rskPublic: newRskPublic, peers: next.peers ?? [] };
  }
  const fault = domainStateFault(next);
  if (fault !== undefined) throw new HsmError('ARGUMENTS_BAD', `domain state: ${fault}`);
  return next;
}
