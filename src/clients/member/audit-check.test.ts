// Goal: the verifier of audit exports says of each what spec/audit-export.md says. Method: spec/vectors/audit-export.json, made and read by the second hand.
import assert from 'node:assert/strict'
import test from 'node:test'
import { concat, type Bytes } from '#base/bytes.ts'
import { bytesIn, vectors } from '#test/support/vectors.ts'
import { checkAudit } from './audit-check.ts'

/** Files by their names, each in pieces: a piece's number, or bytes. */
type ToldFiles = Readonly<Record<string, readonly (number | string)[]>>

interface Vectors {
  readonly pieces: readonly string[]
  readonly whole: ToldFiles
  readonly earlier: ToldFiles
  readonly passedOver: ToldFiles
  readonly shows: Readonly<Record<string, unknown>> & { readonly dates: readonly { readonly log: string; readonly acknowledged: string | null }[] }
  readonly refused: readonly { readonly name: string; readonly reason: string; readonly since: boolean; readonly files: ToldFiles }[]
}
const told = vectors<Vectors>('audit-export')

function read(...files: readonly ToldFiles[]): (name: string) => Promise<Bytes | null> {
  const all = new Map(files.flatMap((each) => Object.entries(each)))
  return async (name) => {
    const pieces = all.get(name)
    return pieces === undefined ? null : concat(...pieces.map((piece) => bytesIn(typeof piece === 'number' ? told.pieces[piece] ?? '' : piece)))
  }
}
const progress = (): void => {}

test('a whole export shows what the second reader sees in it, and a file that no manifest names is passed over', async () => {
  for (const files of [read(told.whole), read(told.whole, told.passedOver)]) {
    const found = await checkAudit({ read: files, since: read(told.earlier), progress })
    if ('broken' in found) assert.fail(JSON.stringify(found.broken))
    const { checkpoints, disclosures, cases, dates, ...others } = found
    const acknowledged = dates.filter(({ clock }) => clock === 'eu-internal/acknowledge').map(({ log, done }) => ({ log, acknowledged: done }))
    assert.deepEqual({ ...others, dates: acknowledged }, told.shows)
    assert.deepEqual([checkpoints.length, disclosures.length, cases.length], [3, 0, 0])
  }
})

for (const { name, reason, since, files } of told.refused) {
  test(`an export is refused: ${name}`, async () => {
    const found = await checkAudit({ read: read(files), since: since ? read(told.earlier) : null, progress })
    assert.equal('broken' in found ? found.broken.reason : 'accepted', reason)
  })
}
