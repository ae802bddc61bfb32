import { base64url, fromBase64url } from '#base/bytes.ts'
import type { DeviceMemory } from '#clients/member/device-memory.ts'

const PREFIX = 'postern.'

/** What the desk keeps in this browser between two log-ins. See [Note: What a device remembers]. A browser that keeps nothing remembers nothing. */
export function browserMemory(): DeviceMemory {
  return {
    async read(name) {
      const text = storage()?.getItem(PREFIX + name) ?? null
      return text === null ? null : fromBase64url(text)
    },
    async write(name, sealed) { storage()?.setItem(PREFIX + name, base64url(sealed)) },
    async remove(name) { storage()?.removeItem(PREFIX + name) },
  }
}

/** Where cookies are forbidden, asking for it throws already. */
function storage(): Storage | null {
  try {
    return localStorage
  } catch {
    return null
  }
}
