import { describe, expect, it } from 'vitest';
import { checkHost, isAllowed } from './address-guard.js';
import { XksFailure } from './xks-failure.js';

const NEVER = [
  '169.254.169.254',
  '::ffff:169.254.169.254',
  '::ffff:a9fe:a9fe',
  '64:ff9b::169.254.169.254',
  '64:ff9b::a9fe:a9fe',
  '64:ff9b:0:0:0:0:a9fe:0',
  '::169.254.169.254',
  '::a9fe:ffff',
  'fd00:ec2::254',
  '168.63.129.16',
  '::ffff:168.63.129.16',
  '64:ff9b::168.63.129.16',
  '::168.63.129.16',
  '64:ff9b::0.0.0.1',
  '64:ff9b::224.0.0.1',
  'fe80::1',
  '0.0.0.0',
  '::',
  '224.0.0.1',
  '255.255.255.255',
];
const PRIVATE = ['127.0.0.1', '127.9.9.9', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1'];
const PRIVATE_6 = [
  '::1',
  'fd00::1',
  'fd00:ec2::253',
  '64:ff9b::10.0.0.1',
  '64:ff9b:1::8.8.8.8',
  '::127.0.0.1',
  '::ffff:127.0.0.1',
  '::ffff:10.0.0.1',
];
const PUBLIC = [
  '8.8.8.8',
  '168.63.129.17',
  '64:ff9b::8.8.8.8',
  '172.32.0.1',
  '100.128.0.1',
  '2606:4700::1111',
  '::ffff:8.8.8.8',
];

describe('the guard of addresses', () => {
  it.each(NEVER)('%s is never connected to', (address) => {
    expect([isAllowed(address, 'any'), isAllowed(address, 'public')]).toEqual([false, false]);
  });
  it.each([...PRIVATE, ...PRIVATE_6])('%s is private', (address) => {
    expect([isAllowed(address, 'any'), isAllowed(address, 'public')]).toEqual([true, false]);
  });
  it.each(PUBLIC)('%s is public', (address) => {
    expect([isAllowed(address, 'any'), isAllowed(address, 'public')]).toEqual([true, true]);
  });
  it('a host that is an address is judged before it is connected to; a name is not one', () => {
    expect(() => {
      checkHost('169.254.169.254', 'any');
    }).toThrow(XksFailure);
    expect(() => {
      checkHost('proxy.example.com', 'public');
    }).not.toThrow();
  });
});
