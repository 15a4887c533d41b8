/**
 * Where an external key store proxy may be. Its address comes from a tenant, and the front end connects to it: what is
 * forbidden is refused by address, at the moment of the connection, so that no name can be turned to it afterwards.
 */
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { NameLookups } from './name-lookups.js';
import { XksFailure } from './xks-failure.js';

/** `any`: also this machine and private networks. `public`: only addresses that the internet routes. */
export type AllowedAddresses = 'any' | 'public';

/** What leads to an IPv4 address beside `::ffff:`: NAT64 (RFC 6052 §2.1), IPv4-compatible (RFC 4291 §2.5.5.1). */
const FORMS_OF_IPV4 = ['64:ff9b::', '::'];
const FORM_BITS = 96;

/** Link-local and others, where clouds serve their machines' credentials; nothing to connect to; many at once. */
const NEVER = blockList([
  '169.254.0.0/16',
  '168.63.129.16/32',
  'fd00:ec2::254/128',
  '0.0.0.0/8',
  '224.0.0.0/4',
  '240.0.0.0/4',
  'fe80::/10',
  'ff00::/8',
  '::/128',
]);
const PRIVATE = blockList([
  '127.0.0.0/8',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '198.18.0.0/15',
  '::1/128',
  'fc00::/7',
  // NAT64 of a network's own (RFC 8215).
  '64:ff9b:1::/48',
]);

export function isAllowed(address: string, allowed: AllowedAddresses): boolean {
  // An IPv4 address in the notation of IPv6 is judged as what it is.
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  return !NEVER.check(address, family) && (allowed === 'any' || !PRIVATE.check(address, family));
}

/** @throws XksFailure for a host that is an address which is not allowed */
export function checkHost(host: string, allowed: AllowedAddresses): void {
  if (isIP(host) !== 0 && !isAllowed(host, allowed)) throw forbidden(host);
}

/** Resolves a name to its first address that is allowed. */
export function guardedLookup(allowed: AllowedAddresses, lookups = new NameLookups()): LookupFunction {
  return (hostname, options, callback) => {
    lookups.addresses(hostname, { ...options, all: true }).then(
      (addresses) => {
        const first = addresses.find(({ address }) => isAllowed(address, allowed));
        if (first === undefined) callback(forbidden(hostname), '', 0);
        else if (options.all === true) callback(null, [first]);
        else callback(null, first.address, first.family);
      },
      (error: unknown) => {
        callback(error as Error, '', 0);
      },
    );
  };
}

function forbidden(host: string): XksFailure {
  return new XksFailure('NOT_REACHABLE', `this installation does not connect to the address of ${host}`);
}

function blockList(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits = ''] = network.split('/');
    if (address.includes(':')) list.addSubnet(address, Number(bits), 'ipv6');
    else {
      list.addSubnet(address, Number(bits), 'ipv4');
      for (const form of FORMS_OF_IPV4) {
        // ::0.0.0.0/104 holds ::1, which is private like 127.0.0.1.
        if (`${form}${address}` !== '::0.0.0.0') list.addSubnet(`${form}${address}`, FORM_BITS + Number(bits), 'ipv6');
      }
    }
  }
  return list;
}
