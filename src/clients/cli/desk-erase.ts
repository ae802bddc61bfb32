import { open } from 'node:fs/promises'
import { resolve } from 'node:path'
import { erasedBefore, eraseReport, mayErase } from '#clients/member/erase.ts'
import { command, DONE, UsageError } from './command.ts'
import { REPORT_WORD } from './desk-deed.ts'
import { answer } from './io.ts'
import { logInAsMember, MEMBER_OPTIONS } from './member-login.ts'
import { reportId } from './report-id.ts'
import { visibleJson, visibleLine } from './visible.ts'

/** postern desk erase: destroys a report and its desk log for good; without --apply it only says whether it would. Needs a member's passphrase. */
export const deskErase = command({
  name: 'desk erase',
  summary: 'summary-desk-erase',
  words: REPORT_WORD,
  note: 'note-desk-erase',
  options: {
    ...MEMBER_OPTIONS,
    apply: { type: 'flag', help: 'option-erase-apply' },
    out: { type: 'text', value: 'F', help: 'option-erase-out' },
  },
  async run(given, io, [typed = '']) {
    const { session } = await logInAsMember(given, io)
    const id = await reportId(session, typed)
    const before = await erasedBefore(session, id)
    const length = before === null ? (await mayErase(session, id)).length : 0
    if (before === null && !given.apply) {
      answer(io, { erased: false, log: id, entries: length }, () => [io.say['erase-would']({ count: length }), io.say['erase-stays'], io.say['erase-how']])
      return DONE
    }
    // The file is there before anything is destroyed: a proof that nobody can write down would be lost.
    const file = given.out === undefined ? null : await newFile(resolve(given.out))
    try {
      const proof = before ?? await eraseReport(session, id, length)
      await file?.writeFile(`${visibleJson(proof)}\n`)
      answer(io, { erased: true, proof }, () => [
        io.say['erase-done'], given.out === undefined ? visibleJson(proof) : io.say['erase-proof']({ out: visibleLine(resolve(given.out)) }),
      ])
      return DONE
    } finally {
      await file?.close()
    }
  },
})

/** @throws UsageError if something is there already */
async function newFile(out: string): ReturnType<typeof open> {
  try {
    return await open(out, 'wx', 0o600)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') throw new UsageError((say) => say['usage-out-there']({ out }))
    throw error
  }
}
