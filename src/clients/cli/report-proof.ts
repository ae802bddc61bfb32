import { writeFile } from 'node:fs/promises'
import { fetchProof } from '#clients/reporter/proof.ts'
import { proofFile } from '#sealing/proof/proof-file.ts'
import { command, DONE } from './command.ts'
import { answer } from './io.ts'
import { comeBack, RECEIPT_OPTIONS } from './reporter-side.ts'
import { visibleLine } from './visible.ts'

/** postern report proof: a file that proves a filing to others. `--opened` adds what tells which report it is: for the reporter alone. */
export const reportProof = command({
  name: 'report proof',
  summary: 'summary-report-proof',
  note: 'note-report-proof',
  options: {
    ...RECEIPT_OPTIONS,
    out: { type: 'text', value: 'FILE', required: true, help: 'option-proof-out' },
    opened: { type: 'flag', help: 'option-proof-opened' },
  },
  async run(given, io) {
    const { api, office, keys } = await comeBack(given)
    const proof = await fetchProof(api, office, keys)
    await writeFile(given.out, given.opened ? `${JSON.stringify(proof, null, 1)}\n` : proofFile(proof).text, { mode: 0o600, flag: 'wx' })
    answer(io, { file: given.out, office: proof.office, day: proof.day, opened: given.opened }, () => [io.say['proof-written']({ file: visibleLine(given.out), day: proof.day })])
    return DONE
  },
})
