/**
 * Commands that change a domain. A command is canonical bytes, signed by operators; the members' rules say how many
 * signatures of which role it takes. It names the domain and the version that it changes, so a recorded command can be
 * replayed neither elsewhere nor later.
 */
import { utf8, concatBytes } from '@strongroom/core/bytes.js';
import { HsmError } from '@strongroom/core/errors.js';
import { PackedFormatError, PackedReader, PackedWriter } from '@strongroom/core/packed.js';
import {
  COMMAND_CODES,
  readCommandName,
  readMembers,
  readName,
  readOperators,
  readPeers,
  readRules,
  writeMembers,
  writeOperators,
  writePeers,
  writeRules,
} from './domain-codec.js';
import { membersFault, operatorsFault, rulesFault } from './domain-state.js';
import type { DomainMember, DomainOperator, DomainPeer, DomainRule } from './domain-state.js';
import { requireLength } from './guard.js';
import { DOMAIN_ID_BYTES } from './token-attributes.js';

/** A command is smaller than the state it makes; 256 members and 256 operators fit. */
export const DOMAIN_COMMAND_MAX_BYTES = 256 * 1024;

/** 'SRC' and version 1. */
const MAGIC = 0x53524301;
const SIGNATURE_LABEL = utf8('strongroom domain command v1\0');

interface Target {
  /** 16 bytes. CreateDomain chooses it at random. */
  readonly domainId: Uint8Array;
  /** The version of the state that the command changes; 0 for CreateDomain. */
  readonly baseVersion: number;
}

/** Lists are complete: they replace the present ones. */
export type DomainCommand =
  | (Target & {
      readonly command: 'CreateDomain';
      readonly name: string;
      readonly members: readonly DomainMember[];
      readonly operators: readonly DomainOperator[];
      readonly rules: readonly DomainRule[];
    })
  | (Target & { readonly command: 'ModifyMembers'; readonly members: readonly DomainMember[] })
  | (Target & { readonly command: 'ModifyOperators'; readonly operators: readonly DomainOperator[] })
  | (Target & { readonly command: 'ModifyRules'; readonly rules: readonly DomainRule[] })
  | (Target & { readonly command: 'ModifyPeers'; readonly peers: readonly DomainPeer[] })
  | (Target & {
      readonly command: 'RotateDomainKeys';
      /** First a new domain key becomes active; when everything is wrapped under it, the inactive ones are dropped. */
      readonly step: 'ADD_ACTIVE' | 'DROP_INACTIVE';
    });

/** The canonical bytes, which are what travels. */
export function encodeDomainCommand(command: DomainCommand): Uint8Array {
  requireLength(command.domainId, DOMAIN_ID_BYTES, 'domainId');
  const writer = new PackedWriter(1024)
    .u32(MAGIC)
    .u8(COMMAND_CODES[command.command])
    .raw(command.domainId)
    .u53(command.baseVersion);
  switch (command.command) {
    case 'CreateDomain':
      writer.text(command.name);
      writeMembers(writer, command.members);
      writeOperators(writer, command.operators);
      writeRules(writer, command.rules);
      break;
    case 'ModifyMembers':
      writeMembers(writer, command.members);
      break;
    case 'ModifyOperators':
      writeOperators(writer, command.operators);
      break;
    case 'ModifyRules':
      writeRules(writer, command.rules);
      break;
    case 'ModifyPeers':
      writePeers(writer, command.peers);
      break;
    case 'RotateDomainKeys':
      writer.u8(command.step === 'ADD_ACTIVE' ? 1 : 2);
      break;
  }
  return writer.finish();
}

function refuse(fault: string | undefined): void {
  if (fault !== undefined) throw new PackedFormatError(fault);
}

function readBody(reader: PackedReader): DomainCommand {
  if (reader.u32() !== MAGIC) throw new PackedFormatError('not a domain command');
  const command = readCommandName(reader);
  const target = { domainId: new Uint8Array(reader.raw(DOMAIN_ID_BYTES)), baseVersion: reader.u53() };
  if ((command === 'CreateDomain') !== (target.baseVersion === 0)) throw new PackedFormatError('base version');
  switch (command) {
    case 'CreateDomain': {
      const name = readName(reader);
      const members = readMembers(reader);
      const operators = readOperators(reader);
      const rules = readRules(reader);
      refuse(membersFault(members) ?? operatorsFault(operators) ?? rulesFault(rules, operators));
      return { command, ...target, name, members, operators, rules };
    }
    case 'ModifyMembers': {
      const members = readMembers(reader);
      refuse(membersFault(members));
      return { command, ...target, members };
    }
    case 'ModifyOperators': {
      const operators = readOperators(reader);
      refuse(operatorsFault(operators));
      return { command, ...target, operators };
    }
    case 'ModifyRules':
      return { command, ...target, rules: readRules(reader) };
    case 'ModifyPeers':
      return { command, ...target, peers: readPeers(reader) };
    case 'RotateDomainKeys': {
      const step = reader.u8();
      if (step !== 1 && step !== 2) throw new PackedFormatError('unknown step');
      return { command, ...target, step: step === 1 ? 'ADD_ACTIVE' : 'DROP_INACTIVE' };
    }
  }
}

/** @throws HsmError ARGUMENTS_BAD for anything but the canonical bytes of a command */
export function decodeDomainCommand(bytes: Uint8Array): DomainCommand {
  if (bytes.length > DOMAIN_COMMAND_MAX_BYTES) throw new HsmError('ARGUMENTS_BAD', 'domain command too long');
  try {
    const reader = new PackedReader(bytes);
    const command = readBody(reader);
    reader.end();
    return command;
  } catch (error) {
    if (error instanceof PackedFormatError) throw new HsmError('ARGUMENTS_BAD', `domain command: ${error.message}`);
    throw error;
  }
}

/** What an operator signs: ECDSA with the hash of the curve (P-256 SHA-256, P-384 SHA-384), DER. */
export function domainCommandSigningInput(commandBytes: Uint8Array): Uint8Array {
  return concatBytes(SIGNATURE_LABEL, commandBytes);
}
