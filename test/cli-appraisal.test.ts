// Goal: an appraisal is asked, taken on, answered, looked at and closed by command line, by whom each step is for; the expert fetches what was asked and
// no other file. Method: the commands in this process over the real front and server.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { RefusalCode } from '#base/refusal.ts'
import { addDays } from '#base/day.ts'
import { enrol } from '#clients/member/enrol.ts'
import { confirmMember, inviteMember } from '#clients/member/invite.ts'
import type { NewMember } from '#clients/member/member.ts'
import { base32, earlierCode } from '#clients/member/prepare.ts'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { person, quickReporter } from './support/client.ts'
import { fragmentOf } from './support/office.ts'
import { runHere } from './support/commands.ts'
import { hostileHouse, sentenceOf } from './support/hostile.ts'

const house = await hostileHouse('cheap')
const folder = mkdtempSync(join(tmpdir(), 'postern-appraisal-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const { api, session } = house
const [lin, qin, vogel] = [house.member, person('秦专家'), person('Dr Vogel')]
for (const member of [qin, vogel]) {
  const { link, view } = await inviteMember(session, { roles: ['expert'], teams: [] })
  await enrol(api, fragmentOf(link), { ...member, oneTimeCode: await earlierCode(member.totpSecret) })
  await confirmMember(session, view.invitation)
}
const DUE = addDays(session.today(), 14)

function desk({ name, passphrase, totpSecret }: NewMember, ...words: readonly string[]) {
  const file = (kind: string, text: string): string => {
    writeFileSync(join(folder, `${name}.${kind}`), `${text}\n`)
    return join(folder, `${name}.${kind}`)
  }
  const login = ['--to', house.url, '--member', name, '--passphrase-file', file('passphrase', passphrase), '--totp-secret-file', file('totp', base32(totpSecret))]
  const [command = '', deed = '', ...rest] = words
  return house.command(['desk', command, ...(command === 'appraisal' ? [deed] : []), ...login, ...(command === 'appraisal' ? [] : [deed]), ...rest])
}

interface Told {
  readonly id: string
  readonly state: string
  readonly next: readonly string[]
  readonly asked: {
    readonly independence: string | null
    readonly items: readonly { readonly number: number; readonly files: readonly { readonly file: string; readonly sha256: string }[] }[]
    readonly words: readonly { readonly name: string; readonly text: string }[]
    readonly opinions: readonly { readonly hash: string; readonly name: string; readonly breaks: readonly string[]; readonly supplements: boolean; readonly reviews: readonly { readonly verdict: string }[] }[]
  }
}

/** The answer of a command that must succeed. */
async function answered<T = Told>(member: NewMember, ...words: readonly string[]): Promise<T> {
  const { code, text } = await desk(member, ...words, '--json')
  assert.equal(code, 0, text)
  assert.ok(!/"(?:key|nonce)":"[A-Za-z0-9_-]{22}"/.test(text), 'no key of a file is printed')
  return JSON.parse(text) as T
}

async function refused(code: RefusalCode, member: NewMember, ...words: readonly string[]): Promise<void> {
  const { code: exit, text } = await desk(member, ...words)
  assert.deepEqual([exit, text.includes(sentenceOf(code, 'en'))], [3, true], text)
}

async function reportOf(exhibits: number): Promise<string> {
  const draft = { channel: 'web', answers: { what: '标底泄露' }, language: 'zh', provenance: 'in-browser' } as const
  const { report } = await fileReport(api, await loadOffice(api, session.id), { keys: await quickReporter(), draft })
  for (let number = 1; number <= exhibits; number++) {
    const path = join(folder, `录音${number}.wav`)
    writeFileSync(path, `recording ${number}`)
    const { code, text } = await desk(lin, 'exhibit', report, '--description', `录音${number}`, '--file', path)
    assert.equal(code, 0, text)
  }
  return report
}

const finding = (number: number) => ({ number, finding: '未见剪辑痕迹', scale: '强支持', method: 'ENF分析', reasons: '电网频率连续' })

test('asked, taken on, answered and closed, each by whom it is for', async () => {
  const report = await reportOf(3)
  const asked = await answered(lin, 'appraisal', 'ask', report, '--exhibit', '1', '--exhibit', '2', '--expert', '秦专家', '--due', DUE, '--text', '录音是否经过剪辑？')
  assert.deepEqual([asked.state, asked.asked.items.map(({ number }) => number)], ['asked', [1, 2]])
  const { id } = asked
  const short = ['--', id.slice(0, 8)]
  assert.match((await desk(qin, 'appraisal', 'list')).text, new RegExp(`^${id}  \\d{4}-\\d\\d-\\d\\d  秦专家  waits for the expert  wanted by ${DUE}\n$`))
  assert.deepEqual(await answered<object>(vogel, 'appraisal', 'list'), { appraisals: [] })
  assert.match((await desk(qin, 'appraisal', 'show', ...short)).text, /Asked by Lin Yue[^]*录音是否经过剪辑？[^]*录音1[^]*SHA-256 [0-9a-f]{64}[^]*录音2/)
  const [file] = asked.asked.items[0]?.files ?? []
  const out = join(folder, 'fetched.wav')
  await refused('files-not-released', qin, 'appraisal', 'fetch', id, file?.file ?? '', '--out', out)
  const third = (await answered<{ readonly exhibits: readonly { readonly files: readonly { readonly file: string }[] }[] }>(lin, 'exhibits', report)).exhibits[2]?.files[0]?.file ?? ''
  for (const words of [['fetch', report, third, '--out', join(folder, 'none')], ['open', report], ['exhibits', report]]) await refused('no-such-log', qin, ...words)
  await refused('no-such-log', vogel, 'appraisal', 'show', id)
  await refused('not-allowed', lin, 'appraisal', 'accept', id, '--text', 'x')
  assert.equal((await answered(qin, 'appraisal', 'word', id, '--text', '请提供设备型号')).asked.words[0]?.name, '秦专家')
  assert.equal((await answered(qin, 'appraisal', 'accept', id, '--text', '与各方无利害关系')).asked.independence, '与各方无利害关系')
  await answered<object>(qin, 'appraisal', 'fetch', id, file?.file ?? '', '--out', out)
  assert.equal(readFileSync(out, 'utf8'), 'recording 1')
  await refused('no-such-file', qin, 'appraisal', 'fetch', id, third, '--out', join(folder, 'none'))
  const findings = join(folder, 'findings.json')
  writeFileSync(findings, JSON.stringify([finding(1)]))
  await refused('opinion-incomplete', qin, 'appraisal', 'opinion', id, '--text-file', findings)
  writeFileSync(findings, JSON.stringify([finding(1), finding(2)]))
  const given = await answered(qin, 'appraisal', 'opinion', id, '--text-file', findings)
  assert.deepEqual([given.state, given.asked.opinions.map(({ name, breaks }) => [name, breaks])], ['given', [['秦专家', []]]])
  await refused('empty-text', lin, 'appraisal', 'review', id, '--verdict', 'objected')
  assert.equal((await answered(lin, 'appraisal', 'review', id, '--verdict', 'objected', '--text', '未说明采样率')).asked.opinions[0]?.reviews[0]?.verdict, 'objected')
  writeFileSync(findings, JSON.stringify([finding(2)]))
  assert.deepEqual((await answered(qin, 'appraisal', 'opinion', id, '--text-file', findings)).asked.opinions.map(({ supplements }) => supplements), [false, true])
  await answered(lin, 'appraisal', 'review', id, '--verdict', 'accepted')
  assert.match((await desk(lin, 'appraisal', 'show', id)).text, /Declaration of independence:[^]*Opinion by 秦专家[^]*Exhibit 1: 强支持[^]*Objected to by Lin Yue[^]*Supplement by 秦专家[^]*Accepted by Lin Yue/)
  const again = await answered(lin, 'appraisal', 'ask', report, '--exhibit', '1', '--expert', 'Dr Vogel', '--due', DUE, '--again', id, '--text', '重新鉴定')
  await answered(vogel, 'appraisal', 'decline', again.id, '--text', '无暇')
  assert.deepEqual((await answered(lin, 'appraisal', 'close', id)).next, [])
  await refused('transition-not-allowed', qin, 'appraisal', 'word', id, '--text', '还有一事')
  await refused('files-not-released', qin, 'appraisal', 'fetch', id, file?.file ?? '', '--out', join(folder, 'late'))
  await answered<object>(lin, 'appraisal', 'fetch', id, file?.file ?? '', '--out', join(folder, 'office'))
  assert.deepEqual((await answered<{ readonly appraisals: readonly Told[] }>(lin, 'appraisal', 'list', report)).appraisals.map(({ state }) => state), ['declined', 'closed'])
})

test('the opinion leaves the office signed, and the command that checks it tells whose it is', async () => {
  const report = await reportOf(2)
  const { id } = await answered(lin, 'appraisal', 'ask', report, '--exhibit', '2', '--expert', '秦专家', '--due', DUE, '--text', '录音是否经过剪辑？')
  await answered(qin, 'appraisal', 'accept', id, '--text', '与各方无利害关系')
  await answered(qin, 'appraisal', 'opinion', id, '--text', JSON.stringify([finding(2)]))
  const [bundle, alone, exported] = ['all.tar', 'one.tar', 'export'].map((name) => join(folder, name))
  for (const words of [['--bundle', bundle ?? ''], ['--bundle', alone ?? '', '--exhibit', '1'], ['--out', exported ?? '']]) {
    const { code, text } = await desk(lin, 'export', report, ...words)
    assert.equal(code, 0, text)
    assert.equal(/only who signed what when goes along/.test(text), words.includes('--exhibit'), text)
  }
  const inside = await runHere(['verify', '--bundle', bundle ?? '', '--identity', `${bundle ?? ''}.identity.txt`])
  assert.equal(inside.code, 0, inside.errors)
  assert.match(inside.out, new RegExp(`Appraisal ${id} · exhibits: 2 · opinion given[^]*expert: 秦专家 \\(.{12}…\\)[^]*asked: Lin Yue[^]*taken on: 秦专家[^]*opinion: 秦专家 .* signed: .{43}[^]*Exhibit 2: 强支持[^]*电网频率连续`))
  const outside = await runHere(['verify', '--bundle', bundle ?? '', '--lang', 'zh'])
  assert.match(outside.out, /仅从外部核验[^]*证物：2 · 已出具意见[^]*鉴定意见：.{43}，已签名：/)
  for (const words of ['录音是否经过剪辑', '秦专家', '电网频率']) assert.ok(!outside.out.includes(words), 'nothing sealed is told from outside')
  const kept = await runHere(['verify', '--bundle', alone ?? '', '--identity', `${alone ?? ''}.identity.txt`])
  assert.match(kept.out, /Its words were kept back/)
  assert.ok(!kept.out.includes('电网频率'))
  assert.match((await runHere(['verify', '--export', exported ?? ''])).out, /exhibits: 2 · opinion given[^]*Exhibit 2: 强支持/)
})

test('a line that says nothing is told before anything is sent', async () => {
  const before = house.calls.length
  for (const words of [
    ['ask'], ['ask', 'AAAAAAA', '--expert', '秦专家', '--due', DUE, '--text', 'q'], ['ask', 'AAAAAAA', '--exhibit', 'x', '--expert', '秦专家', '--due', DUE, '--text', 'q'],
    ['ask', 'AAAAAAA', '--exhibit', '1', '--expert', '秦专家', '--due', 'soon', '--text', 'q'], ['ask', 'AAAAAAA', '--exhibit', '1', '--due', DUE, '--text', 'q'], ['ask', 'AAAAAAA', '--exhibit', '1', '--expert', '秦专家', '--due', DUE],
    ['opinion', 'AAAAAAA', '--text', '{"number":1}'], ['opinion', 'AAAAAAA', '--text', 'no'], ['review', 'AAAAAAA', '--verdict', 'fine'], ['accept', 'AAAAAAA'], ['show'], ['show', 'AAAAAAA', 'more'], ['fetch', 'AAAAAAA', 'AAAAAAA'], ['praise', 'AAAAAAA'],
  ]) assert.equal((await desk(lin, 'appraisal', ...words)).code, 2, words.join(' '))
  assert.equal(house.calls.length, before)
})

test('an expert has no other command to a report, and no second role', async () => {
  assert.deepEqual(await answered<object>(qin, 'list', '--limit', '9').then((told) => (told as { readonly total: number }).total), 0)
  await refused('expert-apart', lin, 'member', 'roles', '秦专家', '--role', 'expert', '--role', 'intake', '--apply')
})
