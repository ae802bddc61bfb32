import { readFile } from 'node:fs/promises'
import { fromBase64url } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { fingerprintWords } from '#sealing/plain/words.ts'
import { BROKEN, DONE, UsageError } from './command.ts'
import { answer, type Io } from './io.ts'

interface Check<T> {
  /** The office that the person means; undefined to be told which one it is. */
  readonly office: string | undefined
  /** @throws Refusal whose `details.part` says what does not hold */
  readonly prove: () => Promise<T>
  /** What is proved, for a person: the office follows. */
  readonly lines: (proved: T) => readonly string[]
}

/** @throws UsageError for a file that cannot be read. @returns undefined for one that is no JSON */
export async function proofIn(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch(() => { throw new UsageError((say) => say['usage-no-proof']({ file })) })
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Says whether a file of proof holds, and about which office. @returns the exit code */
export async function tellProof<T extends { readonly office: string }>({ office, prove, lines }: Check<T>, io: Io): Promise<number> {
  try {
    const proved = await prove()
    if (office !== undefined && office !== proved.office) throw new Refusal('bad-proof', { part: 'office' })
    const words = fingerprintWords(fromBase64url(proved.office) ?? new Uint8Array(0), 12).join(' ')
    answer(io, { whole: true, ...proved }, () => [...lines(proved), `${proved.office}  ${words}`, io.say['proof-compare']])
    return DONE
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const part = String(error.details['part'] ?? 'file')
    if (io.json) answer(io, { whole: false, broken: { part } }, () => [])
    else for (const line of [io.say['proof-broken']({ part }), ...(part === 'forked' ? [io.say['proofs-forked']] : part === 'not-shown' ? [io.say['proofs-not-shown']] : [])]) io.error(line)
    return BROKEN
  }
}
