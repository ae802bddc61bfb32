import { BlockList, isIP, isIPv6 } from 'node:net'

/** The push services of the browsers there are: Chrome and its kin, Firefox, Safari, Edge. A star stands for one or more names. */
export const PUSH_SERVICES: readonly string[] = ['fcm.googleapis.com', 'updates.push.services.mozilla.com', '*.push.apple.com', '*.notify.windows.com']

/**
 * An address to which this server would speak, because a browser asked it to: https alone, at its own port, of a service that is named.
 * @returns null for any other
 */
export function pushAddress(text: string, services: readonly string[]): URL | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  const isPlain = url.protocol === 'https:' && url.port === '' && url.username === '' && url.password === '' && url.hash === ''
  // A name is looked up and looked at; a number would not be.
  const isName = isIP(url.hostname.replace(/^\[|\]$/g, '')) === 0
  return isPlain && isName && services.some((service) => isOf(url.hostname, service)) ? url : null
}

function isOf(host: string, service: string): boolean {
  return service.startsWith('*.') ? host.endsWith(service.slice(1)) && host.length >= service.length : host === service
}

const INNER = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24],
  ['192.88.99.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 3],
] as const) INNER.addSubnet(net, bits, 'ipv4')
const GLOBAL = new BlockList()
GLOBAL.addSubnet('2000::', 3, 'ipv6')
// Within it: documentation, tunnels that lead into IPv4, and what is for tests.
for (const [net, bits] of [['2001::', 23], ['2001:db8::', 32], ['2002::', 16], ['3fff::', 20]] as const) INNER.addSubnet(net, bits, 'ipv6')

/** Whether an address lies in the open network. What is for one machine, one network or no purpose that is known is not spoken to. @see RFC 6890 */
export function isOpenAddress(address: string): boolean {
  return isIPv6(address) ? GLOBAL.check(address, 'ipv6') && !INNER.check(address, 'ipv6') : !INNER.check(address, 'ipv4')
}
