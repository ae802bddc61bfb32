import { LIMITS } from '#base/limits.ts'
import { base64url, concat, utf8 } from '#base/bytes.ts'
import { hash } from '#sealing/proof/hash.ts'

const KEPT_MAX = 10_000

/**
 * What was done for a form, so that the same form posted again (a double click, a reload of the answer) gets the same answer and
 * does nothing. In memory only, for as long as a page's token lives.
 *
 * The key is the form's own one-time value with everything that was typed: the words alone would give one person's code to
 * another who typed the same, and the value alone would lose what was typed after going back.
 */
export class Once<T> {
  readonly #done = new Map<string, Promise<T>>()
  readonly #keptMs: number

  constructor(keptMs = LIMITS.noScriptTokenMinutes * 60_000) {
    this.#keptMs = keptMs
  }

  /** How many deeds it remembers. */
  get size(): number {
    return this.#done.size
  }

  /** A deed that fails is forgotten, so that it can be tried again. Without a one-time value every post is a new one. */
  async run(key: string | null, deed: () => Promise<T>): Promise<T> {
    if (key === null) return deed()
    const known = this.#done.get(key)
    if (known !== undefined) return known
    const outcome = deed()
    this.#keep(key, outcome)
    try {
      return await outcome
    } catch (error) {
      this.#forget(key, outcome)
      throw error
    }
  }

  /** What is kept may be a receipt code: it goes by the clock, and does not wait for the next form. */
  #keep(key: string, outcome: Promise<T>): void {
    const [oldest] = this.#done.keys()
    if (this.#done.size >= KEPT_MAX && oldest !== undefined) this.#done.delete(oldest)
    this.#done.set(key, outcome)
    setTimeout(() => { this.#forget(key, outcome) }, this.#keptMs).unref()
  }

  #forget(key: string, outcome: Promise<T>): void {
    if (this.#done.get(key) === outcome) this.#done.delete(key)
  }
}

export function onceKey(once: string, fields: ReadonlyMap<string, string>): string | null {
  if (!/^[\w-]{16,4096}$/.test(once)) return null
  const parts = [...fields].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([name, value]) => [hash(utf8(name)), hash(utf8(value.toWellFormed()))])
  return base64url(hash(concat(hash(utf8(once)), ...parts)))
}
