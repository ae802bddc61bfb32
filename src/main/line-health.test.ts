// Goal: whoever runs a line is told how it stands, and where none runs or the secret is another, that. Method: a line in this process, asked as the command asks.
import assert from 'node:assert/strict'
import test from 'node:test'
import { UsageError } from '#clients/cli/command.ts'
import type { Io } from '#clients/cli/io.ts'
import { openOffice } from '#test/support/office.ts'
import { openLine } from '#test/support/phone-line.ts'
import { en } from '#words/cli/generated/en.ts'
import { lineCommand } from './line-command.ts'
import { tellHealth } from './line-health.ts'

const { api, session } = await openOffice()
const { line } = await openLine(api, session.id, { secret: 'of this line' })
const port = Number(new URL(line.url).port)

test('a line that runs is asked, in words and as JSON; another secret and an empty port are refusals', async () => {
  const told: string[] = []
  const io = { out: (text: string) => { told.push(text) }, error: () => {}, json: true, say: en } as unknown as Io
  assert.equal(await tellHealth({ host: '127.0.0.1', port, secret: 'of this line' }, io), 0)
  const { callsNow, callsToday, lines, lastTrouble } = JSON.parse(told.join('')) as Record<string, unknown>
  assert.deepEqual([callsNow, callsToday, lines, lastTrouble], [0, 0, [], null])
  told.length = 0
  await tellHealth({ host: '127.0.0.1', port, secret: 'of this line' }, { ...io, json: false })
  assert.match(told.join(''), /0 calls now/)
  await assert.rejects(tellHealth({ host: '127.0.0.1', port, secret: null }, io), { code: 'not-allowed' })
  await assert.rejects(tellHealth({ host: '127.0.0.1', port: 1, secret: null }, io), { code: 'unreachable' })
})

test('a key that is none is a wrong use, whatever else is asked, and one that is none by its last character alone too', async () => {
  const run = (key: string): Promise<number> => lineCommand.run({ host: '127.0.0.1', port: String(port), health: true } as never, { out: () => {}, error: () => {}, json: true, say: en, env: { POSTERN_LINE_SECRET: 'of this line', POSTERN_LINE_KEY: key } } as unknown as Io, [])
  for (const wrong of ['', 'A'.repeat(42), `${'A'.repeat(42)}B`, `${'A'.repeat(42)}=`, 'A'.repeat(44)]) await assert.rejects(run(wrong), UsageError, wrong)
  assert.equal(await run(` ${'A'.repeat(43)}\n`), 0)
})
