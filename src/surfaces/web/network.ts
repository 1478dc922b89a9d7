import { isIPv6 } from 'node:net';

/** Whom an address stands for: a subscriber gets a whole /64 of IPv6, and could come from each of it. */
export function networkOf(given: string): string {
  // How a socket that takes both kinds writes those of IPv4.
  const address = given.replace(/^::ffff:(?=\d+\.)/i, '');
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  // What `::` leaves out is zeros; behind it may stand a part of the network, as in `2001:db8::1:2:3:4:5`.
  const behind = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - groups.length - behind.length }, () => '0');
  return [...groups, ...zeros, ...behind].slice(0, 4).join(':');
}
