// Goal: clocks are seen and moved by command line, by two people where the rule wants two, and a channel is given its rules. Method: the commands in this
// process over the real front and server.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { enrol } from '#clients/member/enrol.ts'
import { confirmMember, inviteMember } from '#clients/member/invite.ts'
import type { NewMember } from '#clients/member/member.ts'
import { base32, earlierCode } from '#clients/member/prepare.ts'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { giveKey, mendOffice, waitingHere } from '#clients/member/teams.ts'
import { person, quickReporter } from './support/client.ts'
import { fragmentOf } from './support/office.ts'
import { hostileHouse, sentenceOf } from './support/hostile.ts'

const house = await hostileHouse()
const folder = mkdtempSync(join(tmpdir(), 'postern-clocks-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const { api, session } = house
const [lin, wei] = [house.member, person('Wei')]
const { link, view } = await inviteMember(session, { roles: ['intake'], teams: [session.office().teams[0]?.team ?? ''] })
await enrol(api, fragmentOf(link), { ...wei, oneTimeCode: await earlierCode(wei.totpSecret) })
await confirmMember(session, view.invitation)
for (const waiting of waitingHere(session)) await giveKey(session, waiting, waiting.fingerprint)
await mendOffice(session)

function desk({ name, passphrase, totpSecret }: NewMember, command: string, ...words: readonly string[]) {
  const file = (kind: string, text: string): string => {
    writeFileSync(join(folder, `${name}.${kind}`), `${text}\n`)
    return join(folder, `${name}.${kind}`)
  }
  const login = ['--to', house.url, '--member', name, '--passphrase-file', file('passphrase', passphrase), '--totp-secret-file', file('totp', base32(totpSecret))]
  return house.command(['desk', command, ...words, ...login])
}

interface Clock { readonly report: string; readonly clock: string; readonly status: string; readonly due: string | null; readonly checked: boolean }

async function clocks(who: NewMember, ...words: readonly string[]): Promise<readonly Clock[]> {
  const { code, text } = await desk(who, 'clocks', ...words, '--json')
  assert.equal(code, 0, text)
  return (JSON.parse(text) as { clocks: readonly Clock[] }).clocks
}

const RULE = 'eu-authority/feedback'
let id = ''

test('a channel is given its rules by command line, and rules that are none are refused', async () => {
  const channel = session.office().channels[0] ?? assert.fail()
  const put = ['put', channel.channel, '--name-en', 'Web', '--name-zh', '网站', '--team', channel.team, '--pack', 'eu-authority@1', '--pack', 'cn-police@1']
  assert.equal((await desk(lin, 'channel', ...put, '--apply')).code, 0)
  writeFileSync(join(folder, 'rules.json'), '{"id":"own-x"}')
  const { code, text } = await desk(lin, 'channel', 'pack', join(folder, 'rules.json'), '--apply')
  assert.deepEqual([code, text.includes(sentenceOf('unfit-pack', 'en'))], [3, true])
  await session.refresh()
  assert.deepEqual(session.office().channels[0]?.packs, ['eu-authority@1', 'cn-police@1'])
})

test('more time is asked for by one and granted by another', async () => {
  const office = await loadOffice(api, session.id)
  id = (await fileReport(api, office, { keys: await quickReporter(), draft: { channel: office.channels[0]?.channel ?? '', answers: { what: 'a tender' }, language: 'en', provenance: 'in-browser' } })).report
  assert.equal((await desk(lin, 'reply', id, '--text', 'We have it.')).code, 0)
  const [before] = (await clocks(lin, id)).filter(({ clock }) => clock === RULE)
  const deed = (who: NewMember, word: string, ...more: readonly string[]) => desk(who, 'clock', word, id, '--rule', RULE, '--reason', 'Three firms abroad.', ...more)
  assert.equal((await deed(lin, 'ask')).code, 2, 'no amount')
  assert.equal((await deed(lin, 'set')).code, 2, 'no such deed')
  assert.equal((await deed(lin, 'ask', '--amount', '3')).code, 0)
  const own = await deed(lin, 'extend', '--amount', '3')
  assert.deepEqual([own.code, own.text.includes(sentenceOf('second-person', 'en'))], [3, true])
  assert.equal((await deed(wei, 'extend', '--amount', '3')).code, 0)
  const [extended] = (await clocks(wei, id)).filter(({ clock }) => clock === RULE)
  assert.equal(extended?.status, 'extended')
  assert.ok((extended.due ?? '') > (before?.due ?? ''))
})

test('all clocks are listed in words and as JSON, and none was late', async () => {
  assert.deepEqual(await clocks(lin), [])
  assert.ok((await clocks(lin, '--all')).some((clock) => clock.report === id && clock.clock === 'cn-police/handle' && !clock.checked))
  const { code, text } = await desk(lin, 'clocks', id)
  assert.equal(code, 0)
  assert.match(text, /extended {2}\d{4}-\d\d-\d\d {2}eu-authority\/feedback/)
})
