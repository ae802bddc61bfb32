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
  readonly #done = new Map<string, { readonly outcome: Promise<T>; readonly untilMs: number }>()

  /** A deed that fails is forgotten, so that it can be tried again. Without a one-time value every post is a new one. */
  async run(key: string | null, deed: () => Promise<T>): Promise<T> {
    if (key === null) return deed()
    this.#forgetOld()
    const known = this.#done.get(key)
    if (known !== undefined) return known.outcome
    const outcome = deed()
    this.#done.set(key, { outcome, untilMs: performance.now() + LIMITS.noScriptTokenMinutes * 60_000 })
    try {
      return await outcome
    } catch (error) {
      this.#done.delete(key)
      throw error
    }
  }

  #forgetOld(): void {
    for (const [key, { untilMs }] of this.#done) {
      if (untilMs > performance.now() && this.#done.size < KEPT_MAX) return
      this.#done.delete(key)
    }
  }
}

export function onceKey(once: string, fields: ReadonlyMap<string, string>): string | null {
  if (!/^[\w-]{16,4096}$/.test(once)) return null
  const parts = [...fields].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([name, value]) => [hash(utf8(name)), hash(utf8(value.toWellFormed()))])
  return base64url(hash(concat(hash(utf8(once)), ...parts)))
}
