// Goal: an identity is asked for, decided about and read by command line, by whom it concerns and by nobody else, and no answer but the
// requester's holds the name. Method: the commands in this process over the real front and server; the reporter as a program.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { RefusalCode } from '#base/refusal.ts'
import { WAV_MU_LAW, wavHead } from '#base/wav.ts'
import { base32 } from '#clients/member/prepare.ts'
import type { NewMember } from '#clients/member/member.ts'
import { createTeam, foundTeams } from '#clients/member/teams.ts'
import { fileReport } from '#clients/reporter/file-report.ts'
import { identitySealer } from '#clients/reporter/identity.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { openReport } from '#clients/reporter/open-report.ts'
import type { Line } from '#domain/lines.ts'
import { person, quickReporter } from './support/client.ts'
import { hostileHouse, sentenceOf } from './support/hostile.ts'
import { joinCustodian } from './support/two-locks.ts'

const PERSON = { name: '林晚晴金丝雀', contact: 'canary@example.org' }
const NOTICE = 'We ask to open your name.'

const house = await hostileHouse('cheap')
const folder = mkdtempSync(join(tmpdir(), 'postern-identity-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const [lin, ada, ben] = [house.member, person('Ada'), person('Ben')]
const teams = { custodian: await teamOf('Custodians', ada), approver: await teamOf('Approvers', ben) }

async function teamOf(name: string, member: NewMember): Promise<string> {
  const founder = await joinCustodian(house.api, house.session, member)
  const team = await createTeam(house.session, { name, founder: founder.me.signKey })
  await founder.refresh()
  await foundTeams(founder)
  return team
}

function identity(member: NewMember, deed: string, ...more: readonly string[]) {
  return desk(member, ['identity', deed], more)
}

function desk({ name, passphrase, totpSecret }: NewMember, words: readonly string[], more: readonly string[]) {
  const file = (kind: string, text: string): string => {
    writeFileSync(join(folder, `${name}.${kind}`), `${text}\n`)
    return join(folder, `${name}.${kind}`)
  }
  const login = ['--to', house.url, '--member', name, '--passphrase-file', file('passphrase', passphrase), '--totp-secret-file', file('totp', base32(totpSecret))]
  return house.command(['desk', ...words, ...login, ...more])
}

/** The answer of a command that must succeed. */
async function answered(member: NewMember, deed: string, ...more: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const { code, text } = await identity(member, deed, '--json', ...more)
  assert.equal(code, 0, text)
  return JSON.parse(text) as Readonly<Record<string, unknown>>
}

async function refused(code: RefusalCode, member: NewMember, [deed = '', ...more]: readonly string[]): Promise<void> {
  const { code: exit, text } = await identity(member, deed, ...more)
  assert.deepEqual([exit, text.includes(sentenceOf(code, 'en'))], [3, true], text)
}

async function filed() {
  const keys = await quickReporter()
  const office = await loadOffice(house.api, house.session.id)
  const draft = { channel: 'web', answers: { what: '有人收了钱' }, language: 'zh', provenance: 'in-browser', identity: identitySealer(office, PERSON) } as const
  return { id: (await fileReport(house.api, office, { draft, keys })).report, told: async () => (await openReport(house.api, office, keys)).turns.at(-1)?.text }
}

const ASK = ['--reason', 'needed for the dates', '--basis', 'Art. 16(2)', '--days', '3', '--text', NOTICE]

test('the teams are chosen by name or id, both or none, and never one for both', async () => {
  assert.deepEqual(await answered(lin, 'teams'), { custodian: null, approver: null })
  await refused('teams-overlap', lin, ['teams', '--custodian', 'Approvers', '--approver', 'Approvers'])
  assert.deepEqual(await answered(lin, 'teams', '--custodian', 'Custodians', '--approver', teams.approver), teams)
  assert.match((await identity(lin, 'teams')).text, /outer lock: t-\S+ Approvers\. Custodians, inner lock: t-\S+ Custodians\./)
  await refused('not-allowed', ada, ['teams', '--none'])
})

test('asked, approved, opened and read, each by who may, and the name is in one answer alone', async () => {
  const { id, told } = await filed()
  const asked = await answered(lin, 'ask', id, ...ASK)
  const request = String(asked['id'])
  const short = ['--', request.slice(0, 8)]
  assert.deepEqual([Object.keys(asked), await told()], [['id'], NOTICE])
  assert.match((await identity(ben, 'list')).text, new RegExp(`^${request}  \\d{4}-\\d\\d-\\d\\d  Lin Yue  waits for an approver  Yours to approve or refuse\\.\n$`))
  const seen = await identity(ben, 'show', ...short)
  assert.match(seen.text, /needed for the dates[^]*Art\. 16\(2\)[^]*3 days[^]*reporter was told on/)
  assert.match((await desk(lin, ['open'], [id])).text, /gave a name here, under two locks[^]*Lin Yue  → who the reporter is, is asked for\n  We ask to open/)
  await refused('no-identity', lin, ['read', request])
  await refused('not-allowed', ada, ['open', request])
  assert.equal((await answered(ben, 'approve', request))['state'], 'approved')
  const opened = await answered(ada, 'open', ...short)
  assert.deepEqual([opened['state'], opened['next'], opened['report'], opened['days']], ['opened', null, id, 3])
  await refused('foreign-key', ada, ['read', request])
  assert.deepEqual(await answered(lin, 'read', request), { id: request, ...PERSON, expires: opened['expires'] })
  assert.match((await identity(lin, 'read', request)).text, /^林晚晴金丝雀\ncanary@example\.org\n[^]*Copy it nowhere/)
  const trace = await identity(lin, 'show', request)
  assert.match(trace.text, /Approved by Ben[^]*Opened by Ada[^]*Yours to read/)
  assert.ok(![JSON.stringify(opened), seen.text, trace.text].some((text) => text.includes(PERSON.name)))
})

test('what is refused stays closed, with the reason for whoever asked', async () => {
  const { id } = await filed()
  const request = String((await answered(lin, 'ask', id, ...ASK))['id'])
  await refused('empty-text', ben, ['refuse', request, '--reason', ' '])
  assert.equal((await answered(ben, 'refuse', request, '--reason', 'Ask in writing'))['refusal'], 'Ask in writing')
  const { requests } = await answered(lin, 'list') as { requests: readonly { readonly id: string; readonly state: string; readonly decisions: readonly { readonly name: string }[] }[] }
  assert.deepEqual(requests.filter((each) => each.id === request).map(({ state, decisions }) => [state, decisions.map(({ name }) => name)]), [['refused', ['Ben']]])
})

test('what is typed wrong is told before anything is sent', async () => {
  const before = house.calls.length
  const wrong = [
    ['burn'], ['list', 'x'], ['show'], ['show', 'a'.repeat(43), 'x'], ['refuse', 'a'.repeat(43)], ['teams', '--custodian', 'Custodians'], ['teams', '--none', '--custodian', 'A', '--approver', 'B'],
    ['ask', ...ASK], ['ask', 'a'.repeat(43), ...ASK.slice(2)], ['ask', 'a'.repeat(43), ...ASK.slice(0, -2)], ['ask', 'a'.repeat(43), ...ASK.slice(0, 4), '--days', '91', '--text', NOTICE],
  ]
  for (const [deed = '', ...more] of wrong) assert.equal((await identity(lin, deed, ...more)).code, 2, more.join(' '))
  assert.equal(house.calls.length, before)
  assert.equal((await identity(lin, 'teams', '--custodian', 'Nobody', '--approver', 'Approvers')).code, 2)
  await refused('no-such-log', lin, ['show', 'AAAAAAAAAA'])
})

test('an administrator ends the offer', async () => {
  assert.deepEqual(await answered(lin, 'teams', '--none'), { custodian: null, approver: null })
})

test('an administrator changes teams, channels and members by command line, with --apply and not before', async () => {
  const json = async (member: NewMember, words: readonly string[], ...more: readonly string[]) => {
    const { code, text } = await desk(member, words, ['--json', ...more])
    assert.equal(code, 0, text)
    return JSON.parse(text) as Readonly<Record<string, unknown>>
  }
  const refusal = async (words: readonly string[], ...more: readonly string[]): Promise<string> => (await desk(lin, words, ['--json', ...more])).text
  const teamsNow = async () => (await json(lin, ['team', 'list']))['teams'] as readonly { readonly team: string; readonly name: string | null; readonly members: readonly string[] }[]
  const night = ['--name', 'Night', '--founder', lin.name]
  assert.equal((await json(lin, ['team', 'new'], ...night))['applied'], false)
  assert.equal((await teamsNow()).some(({ name }) => name === 'Night'), false)
  await json(lin, ['team', 'new'], ...night, '--apply')
  const { team = '', members = [] } = (await teamsNow()).find(({ name }) => name === 'Night') ?? {}
  assert.deepEqual(members, [house.session.me.signKey], 'founded by the same command')
  await json(lin, ['team', 'admit', 'Night'], '--who', 'Ada', '--apply')
  await house.session.refresh()
  const words = house.session.office().members.find(({ name }) => name === 'Ada')?.fingerprint.join(' ') ?? ''
  assert.equal((await json(lin, ['team', 'give', 'Night'], '--who', 'Ada'))['given'], false, 'without the words that Ada read out')
  assert.match(await refusal(['team', 'give', 'Night'], '--who', 'Ada', '--fingerprint', 'six words of somebody else entirely'), /foreign-key/)
  assert.equal((await json(lin, ['team', 'give', 'Night'], '--who', 'Ada', '--fingerprint', words))['given'], true)
  assert.match(await refusal(['team', 'admit', teams.approver], '--who', 'Nobody at all', '--apply'), /usage|Nobody/)
  const channel = ['--name-en', 'Night shift', '--name-zh', '夜班', '--team', 'Night']
  await json(lin, ['channel', 'put', 'night'], ...channel, '--apply')
  await json(lin, ['channel', 'people', 'night'], '--person', `${lin.name}=Lin Yue/林岳`, '--apply')
  const channels = (await json(ada, ['channel', 'list']))['channels']
  assert.deepEqual((channels as readonly { readonly channel: string }[]).find((each) => each.channel === 'night'), { channel: 'night', names: { en: 'Night shift', zh: '夜班' }, team, namesPeople: true, packs: ['eu-internal@1'] })
  await json(lin, ['channel', 'close', 'night'], '--apply')
  assert.match(await refusal(['channel', 'close', 'web'], '--apply'), /last-channel/)
  await json(lin, ['team', 'dismiss', 'Night'], '--who', 'Ada', '--apply')
  assert.deepEqual((await teamsNow()).find(({ name }) => name === 'Night')?.members, [house.session.me.signKey], 'another key, without Ada')
  assert.match(await refusal(['member', 'roles', 'Ben'], '--role', 'king', '--apply'), /--role/)
  await json(lin, ['member', 'roles', 'Ben'], '--role', 'custodian', '--role', 'auditor', '--apply')
  await json(lin, ['member', 'successor', 'Ben'], '--successor', lin.name)
  await json(lin, ['member', 'remove', 'Ben'], '--apply')
  await house.session.refresh()
  assert.equal(house.session.office().members.find(({ name }) => name === 'Ben')?.active, false)
  assert.match(await refusal(['member', 'remove', lin.name], '--apply'), /last-administrator/)
  assert.equal((await desk(lin, ['member', 'promote', 'Ada'], [])).code, 2)
})

test('an administrator sets up, changes and takes away telephone lines by command line, with --apply and not before', async () => {
  const json = async (member: NewMember, words: readonly string[], ...more: readonly string[]) => {
    const { code, text } = await desk(member, ['line', ...words], ['--json', ...more])
    assert.equal(code, 0, text)
    return JSON.parse(text) as { readonly applied?: boolean; readonly lines?: readonly Line[]; readonly prompts?: readonly { readonly language: string; readonly prompt: string; readonly standing: string }[] }
  }
  const line = ['--number', '0163 296 0961', '--language', 'zh', '--hours', 'mon-fri 09:00-17:30']
  assert.equal((await json(lin, ['put', 'main'], ...line)).applied, false)
  assert.deepEqual((await json(ada, ['list'])).lines, [])
  await json(lin, ['put', 'main'], ...line, '--apply')
  await json(lin, ['put', 'main'], '--person', '01632960961', '--apply')
  const [main] = (await json(ada, ['list'])).lines ?? []
  assert.deepEqual([main?.number, main?.channel, main?.languages, main?.person, main?.hours?.[4], main?.hours?.[5], main?.greeting], ['0163 296 0961', 'web', ['zh'], '01632960961', { from: '09:00', to: '17:30' }, null, null])
  for (const [wrong, code] of [[['--number', 'call us'], /malformed/], [['--channel', 'nowhere'], /no-such-channel/], [['--hours', 'always'], /usage/]] as const) {
    assert.match((await desk(lin, ['line', 'put', 'main'], ['--json', ...wrong, '--apply'])).text, code)
  }
  const wav = join(folder, 'menu.wav')
  writeFileSync(wav, new Uint8Array([...wavHead({ format: WAV_MU_LAW, rateHz: 8000, bytes: 800 }), ...new Uint8Array(800)]))
  const menu = async () => ((await json(ada, ['prompts'])).prompts ?? []).find(({ language, prompt }) => language === 'zh' && prompt === 'menu')?.standing
  const named = ['--prompt', 'menu', '--language', 'zh']
  assert.equal((await json(lin, ['record'], ...named, '--file', wav)).applied, false)
  assert.equal(await menu(), 'own')
  await json(lin, ['record'], ...named, '--file', wav, '--apply')
  assert.equal(await menu(), 'recorded')
  for (const wrong of [['--prompt', 'nothing', '--language', 'zh', '--file', wav], ['--prompt', 'menu', '--file', wav], [...named, '--file', import.meta.filename], [...named, '--file', `${wav}.not`]]) assert.notEqual((await desk(lin, ['line', 'record'], wrong)).code, 0)
  await json(lin, ['unrecord'], ...named, '--apply')
  assert.equal(await menu(), 'own')
  await json(lin, ['close', 'main'], '--apply')
  assert.deepEqual((await json(ada, ['list'])).lines, [])
})
