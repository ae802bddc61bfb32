import { readFile } from 'node:fs/promises'
import { Refusal } from '#base/refusal.ts'
import { fromBase64url } from '#base/bytes.ts'
import { fingerprintWords } from '#sealing/plain/words.ts'
import { checkProof } from '#sealing/proof/proof-file.ts'
import { BROKEN, DONE, UsageError } from './command.ts'
import { answer, type Io } from './io.ts'

/** postern verify --proof: holds a proof file to the office's genesis and checkpoint, offline. Needs no key. @returns the exit code */
export async function verifyProof(file: string, office: string | undefined, io: Io): Promise<number> {
  const text = await readFile(file, 'utf8').catch(() => { throw new UsageError((say) => say['usage-no-proof']({ file })) })
  try {
    const proved = await checkProof(jsonIn(text))
    if (office !== undefined && office !== proved.office) throw new Refusal('bad-proof', { part: 'office' })
    const words = fingerprintWords(fromBase64url(proved.office) ?? new Uint8Array(0), 12).join(' ')
    answer(io, { whole: true, ...proved }, () => [io.say['proof-holds']({ day: proved.day }), `${proved.office}  ${words}`, io.say['proof-compare']])
    return DONE
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const part = String(error.details['part'] ?? 'file')
    if (io.json) answer(io, { whole: false, broken: { part } }, () => [])
    else io.error(io.say['proof-broken']({ part }))
    return BROKEN
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
