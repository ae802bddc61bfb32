// Goal: an organisation's recovery is arranged, rehearsed and used by command line, says what it would do before it does it, and names a
// bad share. Method: the commands in this process over the real front and server; other holders as programs.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { after, test } from 'node:test'
import { base32 } from '#clients/member/prepare.ts'
import { myShare, recoveryView } from '#clients/member/recovery.ts'
import { admit } from '#clients/member/teams.ts'
import type { Session } from '#clients/member/session.ts'
import { hostileHouse, sentenceOf } from './support/hostile.ts'
import { join } from './support/office.ts'

const house = await hostileHouse('cheap')
const folder = mkdtempSync(joinPath(tmpdir(), 'postern-recovery-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const file = (name: string, text: string): string => {
  writeFileSync(joinPath(folder, name), `${text}\n`)
  return joinPath(folder, name)
}
const { member } = house
const login = ['--to', house.url, '--member', member.name, '--passphrase-file', file('passphrase', member.passphrase), '--totp-secret-file', file('totp', base32(member.totpSecret))]
const recovery = (deed: string, ...options: readonly string[]) => house.command(['desk', 'recovery', deed, ...login, '--json', ...options])
const inEnglish = (deed: string, ...options: readonly string[]) => house.command(['desk', 'recovery', deed, ...login, ...options])

/** The answer of a command that must succeed. */
async function answered(deed: string, ...options: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const { code, text } = await recovery(deed, ...options)
  assert.equal(code, 0, text)
  return JSON.parse(text) as Readonly<Record<string, unknown>>
}

// The first command's log-in comes before the server's clock is put ahead for others.
assert.deepEqual(await answered('status'), { arranged: false })
const wei = await join(house, { name: 'Wei Xiulan' })
const chen = await join(house, { name: 'Chen Mo', teams: [] })

async function shareFile(holder: Session, name: string): Promise<string> {
  await holder.refresh()
  return file(name, (await myShare(holder)).words.join(' '))
}

test('nothing can be shown, rehearsed or opened before it is arranged', async () => {
  for (const deed of [['share'], ['drill', '--share-file', file('none', 'x')], ['recover', '--share-file', file('none', 'x')], ['give']]) {
    const { code, text } = await inEnglish(deed[0] ?? '', ...deed.slice(1))
    assert.deepEqual([code, text.includes(sentenceOf('no-such-share', 'en'))], [3, true], text)
  }
})

test('arranging tells what it would do, and does it when asked to', async () => {
  const plan = ['--holder', 'Lin Yue', '--holder', 'Wei Xiulan', '--holder', 'Chen Mo', '--threshold', '2']
  const { text } = await inEnglish('arrange', ...plan)
  assert.match(text, /Any 2 of these people, together, could open every report[^]*--apply/)
  assert.deepEqual(await answered('status'), { arranged: false })
  assert.equal((await answered('arrange', ...plan, '--apply'))['arranged'], true)
  const status = await answered('status')
  assert.deepEqual([status['threshold'], status['generation'], status['teams'], status['drill']], [2, 0, [{ team: 'intake', given: true }], null])
  assert.match((await inEnglish('status')).text, /2 of 3 shares are enough[^]*Wei Xiulan[^]*Not rehearsed yet[^]*Whoever gathers 2 shares/)
})

test('one’s own share is shown, as words and as text', async () => {
  const { words, text, index } = await answered('share') as { words: readonly string[]; text: string; index: number }
  assert.deepEqual([words.length, index, text.startsWith('POSTERN-SHARE1')], [28, 1, true])
})

test('two shares of three rehearse, in words or in text; one, or a bad one, does not', async () => {
  const [one, two] = [await shareFile(wei, 'wei'), await shareFile(chen, 'chen')]
  for (const [files, code] of [[[one], 'too-few-shares'], [[one, one], 'share-twice'], [[one, file('bad', 'zoo '.repeat(28))], 'share-mistyped']] as const) {
    const { code: exit, text } = await inEnglish('drill', ...files.flatMap((each) => ['--share-file', each]))
    assert.deepEqual([exit, text.includes(sentenceOf(code, 'en'))], [3, true], text)
  }
  assert.deepEqual(await answered('drill', '--share-file', two, '--share-file', one), { rehearsed: true, holders: ['Chen Mo', 'Wei Xiulan'] })
  await chen.refresh()
  assert.equal(recoveryView(chen)?.drill?.holders.length, 2)
})

test('recovering names who waits, and gives the key to whom the six words were compared with', async () => {
  const shares = ['--share-file', await shareFile(wei, 'wei'), '--share-file', await shareFile(chen, 'chen')]
  await house.session.refresh()
  const me = chen.unlocked().signing.publicId
  await admit(house.session, { team: 'intake', signKey: me, admitted: true })
  const waiting = [{ team: 'intake', name: 'Chen Mo', signKey: me }]
  assert.deepEqual(await answered('recover', ...shares), { teams: ['intake'], lost: [], given: [], waiting })
  const wrong = await inEnglish('recover', ...shares, '--fingerprint', 'not the right six words here')
  assert.deepEqual([wrong.code, wrong.text.includes(sentenceOf('foreign-key', 'en'))], [3, true])
  assert.deepEqual(await answered('recover', ...shares, '--fingerprint', chen.me.fingerprint.join(' ')), { teams: ['intake'], lost: [], given: waiting, waiting: [] })
  await chen.refresh()
  assert.equal(chen.officeLog().teams.size, 1)
})

test('what is typed wrong is told as such', async () => {
  for (const deed of [['burn'], ['arrange', '--holder', 'Lin Yue', '--threshold', '2'], ['arrange', '--holder', 'Lin Yue', '--holder', 'Nobody', '--threshold', '2'], ['drill']]) {
    assert.equal((await inEnglish(deed[0] ?? '', ...deed.slice(1))).code, 2)
  }
})
