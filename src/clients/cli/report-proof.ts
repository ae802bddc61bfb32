import { writeFile } from 'node:fs/promises'
import { Refusal } from '#base/refusal.ts'
import { fetchProof, fetchProofSince } from '#clients/reporter/proof.ts'
import { checkProof, proofFile, type JournalProof } from '#sealing/proof/proof-file.ts'
import { command, DONE } from './command.ts'
import { answer } from './io.ts'
import { comeBack, RECEIPT_OPTIONS } from './reporter-side.ts'
import { proofIn } from './verify-file.ts'
import { visibleLine } from './visible.ts'

/** postern report proof: a file that proves a filing to others. `--opened` adds what tells which report it is: for the reporter alone. */
export const reportProof = command({
  name: 'report proof',
  summary: 'summary-report-proof',
  note: 'note-report-proof',
  options: {
    ...RECEIPT_OPTIONS,
    out: { type: 'text', value: 'FILE', required: true, help: 'option-proof-out' },
    since: { type: 'text', value: 'FILE', help: 'option-proof-since' },
    opened: { type: 'flag', help: 'option-proof-opened' },
  },
  async run(given, io) {
    const earlier = given.since === undefined ? null : await earlierIn(given.since)
    const { api, office, keys } = await comeBack(given)
    if (earlier !== null && earlier.office !== office.office) throw new Refusal('bad-proof', { part: 'office' })
    const proof = earlier === null ? await fetchProof(api, office, keys) : await fetchProofSince(api, office, { keys, earlier })
    await writeFile(given.out, given.opened ? `${JSON.stringify(proof, null, 1)}\n` : proofFile(proof).text, { mode: 0o600, flag: 'wx' })
    answer(io, { file: given.out, office: proof.office, day: proof.day, opened: given.opened }, () => [io.say['proof-written']({ file: visibleLine(given.out), day: proof.day })])
    return DONE
  },
})

/** @throws UsageError for a file that cannot be read, Refusal `malformed` or `bad-proof` for one that proves nothing */
async function earlierIn(file: string): Promise<JournalProof> {
  const earlier = await proofIn(file)
  await checkProof(earlier)
  return earlier as JournalProof
}
