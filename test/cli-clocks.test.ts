// Goal: clocks are seen and moved by command line, by two people where the rule wants two, and a channel is given its rules; a case is worked on and closed by two. Method: the commands in this
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

const house = await hostileHouse('cheap')
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

interface CaseTold {
  readonly id: string
  readonly state: string
  readonly reports: readonly { readonly report: string }[]
  readonly allegations: readonly { readonly allegation: string; readonly disposed: { readonly as: string; readonly agreedBy: { readonly name: string } | null } | null }[]
  readonly waiting: readonly { readonly deed: string }[]
  readonly next: readonly { readonly state: string; readonly missing: readonly { readonly what: string }[] }[]
  readonly entries: readonly unknown[]
}

async function kase(who: NewMember, ...words: readonly string[]): Promise<CaseTold> {
  const { code, text } = await desk(who, 'case', ...words, '--json')
  assert.equal(code, 0, text)
  return JSON.parse(text) as CaseTold
}

test('a case is opened, worked on, and closed by two people by command line, and says what is missing until then', async () => {
  const opened = await kase(lin, 'open', '--title', 'The second shift', '--with', 'Wei', '--report', id.slice(0, 8))
  assert.deepEqual([opened.state, opened.reports.map(({ report }) => report)], ['opened', [id]])
  const [allegation] = (await kase(wei, 'allege', opened.id, '--category', 'wages', '--period', '2026-03', '--text', 'Hours were not paid')).allegations
  const early = await desk(lin, 'case', 'close', opened.id, '--text', 'Done')
  assert.deepEqual([early.code, early.text.includes(sentenceOf('case-incomplete', 'en'))], [3, true])
  const short = allegation?.allegation.slice(0, 8) ?? ''
  const [abusive] = (await kase(lin, 'dispose', opened.id, '--allegation', short, '--as', 'abusive', '--text', 'Knowingly false')).waiting
  const alone = await desk(lin, 'case', 'agree', opened.id, '--deed', abusive?.deed ?? '')
  assert.deepEqual([alone.code, alone.text.includes(sentenceOf('second-person', 'en'))], [3, true])
  assert.deepEqual((await kase(wei, 'agree', opened.id, '--deed', abusive?.deed.slice(0, 8) ?? '')).allegations.map(({ disposed }) => [disposed?.as, disposed?.agreedBy?.name]), [['abusive', 'Wei']])
  const { next } = await kase(lin, 'excuse', opened.id, '--report', id, '--as', 'no-answer', '--text', 'Asked for none')
  assert.deepEqual(next.find(({ state }) => state === 'closed')?.missing.map(({ what }) => what), ['retention'])
  const { code, text } = await desk(lin, 'case', 'show', opened.id)
  assert.deepEqual([code, ['The second shift', 'abusive', 'Knowingly false', 'the office has not said how long settled reports are kept'].filter((each) => !text.includes(each))], [0, []])
  assert.equal((await desk(lin, 'retention', '--settled', '365', '--apply')).code, 0)
  const [closing] = (await kase(lin, 'close', opened.id, '--text', 'Done')).waiting
  assert.equal((await kase(wei, 'agree', opened.id, '--deed', closing?.deed ?? '')).state, 'closed')
  const { code: wrong } = await desk(lin, 'case', 'allege', opened.id, '--category', 'belief', '--text', 'x')
  assert.equal(wrong, 2)
})

test('cases are merged and split by command line, and a list tells of both', async () => {
  const [a, b] = [await kase(lin, 'open', '--title', 'A', '--report', id), await kase(lin, 'open', '--title', 'B')]
  const { allegations } = await kase(lin, 'allege', b.id, '--category', 'other', '--text', 'x')
  const merged = await kase(lin, 'merge', b.id, '--into', a.id)
  assert.deepEqual(merged.allegations, allegations.map((each) => ({ ...each, from: b.id })))
  const split = await kase(lin, 'split', a.id, '--title', 'C', '--report', id, '--allegation', allegations[0]?.allegation ?? '')
  assert.deepEqual(split.reports.map(({ report }) => report), [id])
  const { cases } = JSON.parse((await desk(lin, 'case', 'list', '--json')).text) as { readonly cases: readonly { readonly title: string; readonly mergedInto: string | null; readonly reports: number }[] }
  assert.deepEqual(cases.slice(0, 3).map(({ title, mergedInto, reports }) => [title, mergedInto, reports]), [['C', null, 1], ['B', a.id, 0], ['A', null, 0]])
})
