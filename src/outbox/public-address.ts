import ipaddr from 'ipaddr.js'

/** What IANA gives out as global IPv6. `::127.0.0.1` and site-local addresses lie outside of it. */
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number]

/**
 * Whether an IP address is one of the public internet: not loopback, private, link-local (cloud metadata), shared,
 * multicast or reserved, nor an IPv6 form that stands for such an IPv4 address.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.process(address)
  if (parsed.range() !== 'unicast') return false
  return parsed instanceof ipaddr.IPv4 || parsed.match(GLOBAL_IPV6)
}
