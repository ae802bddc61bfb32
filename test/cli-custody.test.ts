// Goal: whoever is handed an exhibit signs for it by command line, nobody else does, and a bundle tells an outsider who did not. Method: two members'
// commands in this process over the real front and server; a bundle made and checked at each step.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { RefusalCode } from '#base/refusal.ts'
import type { Io } from '#clients/cli/io.ts'
import { verifyBundle } from '#clients/cli/verify-bundle.ts'
import { enrol } from '#clients/member/enrol.ts'
import { confirmMember, inviteMember } from '#clients/member/invite.ts'
import type { NewMember } from '#clients/member/member.ts'
import { base32, earlierCode } from '#clients/member/prepare.ts'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import type { Exhibit } from '#domain/exhibits.ts'
import { en } from '#words/cli/generated/en.ts'
import { zh } from '#words/cli/generated/zh.ts'
import { en as refusals } from '#words/refusals/generated/en.ts'
import { person, quickReporter } from './support/client.ts'
import { hostileHouse, sentenceOf } from './support/hostile.ts'
import { fragmentOf } from './support/office.ts'

const house = await hostileHouse('cheap')
const folder = mkdtempSync(join(tmpdir(), 'postern-custody-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const { api, session } = house
const [lin, wei] = [house.member, person('韦达')]
const { link, view } = await inviteMember(session, { roles: ['intake'], teams: ['intake'] })
await enrol(api, fragmentOf(link), { ...wei, oneTimeCode: await earlierCode(wei.totpSecret) })
await confirmMember(session, view.invitation)
const draft = { channel: 'web', answers: { what: '标底泄露' }, language: 'zh', provenance: 'in-browser' } as const
const { report } = await fileReport(api, await loadOffice(api, session.id), { keys: await quickReporter(), draft })

function desk({ name, passphrase, totpSecret }: NewMember, ...[command = '', ...rest]: readonly string[]) {
  const file = (kind: string, text: string): string => {
    writeFileSync(join(folder, `${name}.${kind}`), `${text}\n`)
    return join(folder, `${name}.${kind}`)
  }
  return house.command(['desk', command, '--to', house.url, '--member', name, '--passphrase-file', file('passphrase', passphrase), '--totp-secret-file', file('totp', base32(totpSecret)), report, ...rest])
}

interface Told { readonly exhibits: readonly Exhibit[] }

async function answered(member: NewMember, ...words: readonly string[]): Promise<Told> {
  const { code, text } = await desk(member, ...words, '--json')
  assert.equal(code, 0, text)
  return JSON.parse(text) as Told
}

async function refused(code: RefusalCode, member: NewMember, ...words: readonly string[]): Promise<void> {
  const { code: exit, text } = await desk(member, ...words)
  assert.deepEqual([exit, text.includes(sentenceOf(code, 'en'))], [3, true], text)
}

/** What a stranger is told who has the bundle and its identity. */
async function bundled(name: string, say: Io['say'] = en): Promise<string> {
  const out = join(folder, name)
  const { code, text } = await desk(lin, 'export', '--bundle', out)
  assert.equal(code, 0, text)
  const lines: string[] = []
  const io: Io = {
    language: say === en ? 'en' : 'zh', asked: null, say, refusals, json: false, watched: false, env: {}, input: (async function* () { /* nobody types */ })(),
    out: (told) => { lines.push(told) }, error: (line) => { lines.push(line) },
  }
  assert.equal(await verifyBundle(out, `${out}.identity.txt`, io), 0, lines.join('\n'))
  return lines.join('\n')
}

const custody = (...more: readonly string[]): readonly string[] => ['custody', '1', ...more]

test('what was handed over waits for a signature, in the chain and in a bundle', async () => {
  await answered(lin, 'exhibit', '--description', '值班手机', '--at', '2026-11-24T22:00Z')
  const told = await answered(lin, ...custody('--action', 'transfer', '--holder', wei.name, '--reason', '送检', '--at', '2026-11-24T22:10Z'))
  assert.deepEqual(told.exhibits[0]?.links.map(({ receipt }) => receipt), [null, 'open'])
  assert.match(await bundled('open.tar'), /NOT SIGNED FOR by whoever has it[^]*NOT CONFIRMED by 韦达/)
  assert.match(await bundled('open-zh.tar', zh), /现保管人尚未签收[^]*韦达[^\n]*尚未签收/)
  await refused('custody-unconfirmed', lin, ...custody('--action', 'produce', '--holder', '海事法院', '--reason', '举证', '--at', '2026-11-24T22:20Z'))
})

test('only the member it was handed to answers, and says nothing of who has it', async () => {
  await refused('no-such-handing', lin, ...custody('--action', 'receive', '--at', '2026-11-24T22:20Z'))
  await refused('empty-text', wei, ...custody('--action', 'refuse', '--at', '2026-11-24T22:20Z'))
  assert.match((await desk(wei, ...custody('--action', 'receive', '--holder', wei.name))).text, /--holder does not go with/)
  assert.match((await desk(wei, ...custody('--action', 'transfer', '--reason', 'r'))).text, /--holder NAME/)
  const told = await answered(wei, ...custody('--action', 'receive', '--at', '2026-11-24T22:20Z', '--place', '证物室'))
  assert.deepEqual(told.exhibits[0]?.links.map(({ receipt, action }) => [receipt, action]), [[null, 'register'], ['confirmed', 'transfer'], [null, 'receive']])
  assert.match(await bundled('signed.tar'), /韦达[^\n]* signed for it[^]*received: /)
  await refused('no-such-handing', wei, ...custody('--action', 'receive', '--at', '2026-11-24T22:30Z'))
  await answered(lin, ...custody('--action', 'produce', '--holder', '海事法院', '--reason', '举证', '--at', '2026-11-24T22:40Z'))
})

test('what was refused is with whoever gave it, and both say so', async () => {
  await answered(lin, ...custody('--action', 'transfer', '--holder', lin.name, '--reason', '退回', '--at', '2026-11-24T22:50Z'))
  await answered(lin, ...custody('--action', 'transfer', '--holder', wei.name, '--reason', '送检', '--at', '2026-11-24T22:51Z'))
  const told = await answered(wei, ...custody('--action', 'refuse', '--reason', '未见此物', '--at', '2026-11-24T22:52Z'))
  assert.deepEqual(told.exhibits[0]?.links.slice(-2).map(({ receipt }) => receipt), ['refused', 'open'])
  assert.deepEqual(told.exhibits[0]?.holder, { member: session.me.signKey })
  assert.match(await bundled('refused.tar'), /says that it was not handed over/)
})
