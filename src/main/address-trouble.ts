import { Trouble } from './trouble.ts'

/** Why a port cannot be listened on, as far as whoever starts it can mend it; anything else stays what it is. */
export function addressTrouble(error: unknown, { host, port }: { readonly host: string; readonly port: number }): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'EADDRINUSE') return new Trouble('port-in-use', { host, port: String(port) })
  if (code === 'EACCES' || code === 'EPERM') return new Trouble('address-not-allowed', { host, port: String(port) })
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') return new Trouble('address-not-available', { host, port: String(port) })
  return error
}
