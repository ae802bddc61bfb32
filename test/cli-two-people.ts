// What two people must agree to, by command line: a colleague kept from a report and let back, a referral to a body that the report names, an end that something still waits for.
import assert from 'node:assert/strict'
import { answered, fileStory, refused, type Scene } from './cli-scene.ts'
import { runHere } from './support/commands.ts'

interface Asked {
  readonly state: string
  readonly recusals: readonly { readonly found: readonly string[] }[]
  readonly referralAsked: { readonly to: string; readonly asked: string } | null
  readonly entries: readonly unknown[]
  readonly unseconded: boolean
  readonly overlooked: readonly string[]
}

export async function twoPeople(scene: Scene): Promise<void> {
  const { report, receipt } = await fileStory(scene, 'Maria Santos of the Harbour Office took money')
  const [admin, chen, maria] = [scene.member('Lin Yue'), scene.member('陈默'), scene.member('Maria Santos')]
  const found = await answered(['desk', 'recuse', ...chen, report, '--colleague', 'Maria Santos', '--reason', 'It names her.']) as unknown as Asked
  assert.equal(found.recusals[0]?.found.length, 1)
  await refused('no-such-log', ['desk', 'open', ...maria, report])
  await refused('second-person', ['desk', 'recuse', ...chen, report, '--colleague', 'Maria Santos', '--take-back', '--reason', 'x'])
  assert.deepEqual((await answered(['desk', 'recuse', ...admin, report, '--colleague', 'Maria Santos', '--take-back', '--reason', 'Another Maria.']) as unknown as Asked).recusals, [])
  await answered(['desk', 'open', ...maria, report])

  const named = ['desk', 'state', ...chen, report, '--state', 'referred', '--referred-to', 'Harbour Office', '--not-concerned', '--reason', 'It is theirs.']
  await refused('names-body', named)
  assert.equal((await runHere([...named, '--ask', 'Maria Santos'])).code, 2, 'an asking has a reason')
  const asked = await answered([...named, '--ask', 'Maria Santos', '--ask-reason', 'No other body may.']) as unknown as Asked
  assert.deepEqual([asked.state, asked.referralAsked?.to], ['received', 'Harbour Office'])
  const shown = ['--asked', asked.referralAsked?.asked.slice(0, 8) ?? '', '--read', String(asked.entries.length)]
  assert.equal((await runHere(['desk', 'agree', ...maria, report, '--reason', 'x'])).code, 2, 'nobody agrees to what they do not name')
  await refused('second-person', ['desk', 'agree', ...chen, report, '--reason', 'x', ...shown])
  await refused('stale-head', ['desk', 'agree', ...maria, report, '--reason', 'x', '--asked', 'AAAAAAAA', '--read', String(asked.entries.length)])
  const agreed = await answered(['desk', 'agree', ...maria, report, '--reason', 'I looked.', ...shown]) as unknown as Asked
  assert.deepEqual([agreed.state, agreed.referralAsked, agreed.unseconded], ['referred', null, false])

  await answered(['report', 'reply', '--to', scene.postern.url, '--receipt', receipt, '--text', 'What now?'])
  const conclude = ['desk', 'state', ...chen, report, '--state', 'concluded', '--reason', 'It is with them.']
  const { code, errors } = await runHere([...conclude, '--json'])
  const { missing } = (JSON.parse(errors) as { details: { missing: string } }).details
  assert.equal(code, 3)
  assert.match(missing, /^unread:\d+$/)
  assert.equal((await runHere([...conclude, '--despite', 'reason', '--despite-reason', 'x'])).code, 2, 'no reason stands in for a reason')
  const done = await answered([...conclude, '--despite', missing, '--despite-reason', 'They asked for no contact.']) as unknown as Asked
  assert.deepEqual([done.state, done.overlooked], ['concluded', []])
  await refused('report-incomplete', ['desk', 'state', ...chen, report, '--state', 'acknowledged'])
  const again = await answered(['desk', 'state', ...chen, report, '--state', 'acknowledged', '--reason', 'New facts.'])
  assert.notEqual(again['reopened'], null)
  const { out } = await runHere(['report', 'read', '--to', scene.postern.url, '--receipt', receipt])
  assert.match(out, /took your report up again/)
}
