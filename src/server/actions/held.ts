import { base64url, randomBytes } from '#base/bytes.ts'

/** Something that was begun and waits for its second message. It lives in memory: nobody but the node that began it can go on with it. */
export interface Held<T> {
  begin(value: T): string
  /** Each is good for one second message. Null if it is unknown or too old. */
  take(id: string): T | null
  /** Looks without using it up. */
  peek(id: string): T | null
}

/** The oldest gives way, so that a flood costs strangers' attempts first and memory never. */
const HELD_MAX = 20_000

export function held<T>(nowMs: () => number, seconds: number): Held<T> {
  const all = new Map<string, { readonly value: T; readonly endsMs: number }>()
  const peek = (id: string): T | null => {
    const found = all.get(id)
    return found !== undefined && found.endsMs > nowMs() ? found.value : null
  }
  const dropOld = (): void => {
    for (const [id, { endsMs }] of all) {
      if (endsMs > nowMs() && all.size <= HELD_MAX) return
      all.delete(id)
    }
  }
  return {
    peek,
    begin(value) {
      const id = base64url(randomBytes(32))
      all.set(id, { value, endsMs: nowMs() + seconds * 1000 })
      dropOld()
      return id
    },
    take(id) {
      const value = peek(id)
      all.delete(id)
      return value
    },
  }
}
