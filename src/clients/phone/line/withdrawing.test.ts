// Goal: a caller takes a report back, and asks for its erasure, as a reporter does on the web; handlers read the one and the other; what was erased no code opens.
// Method: a line over a real server in this process, in both languages; what the log says, as a handler opens it; an answer that is lost.
import assert from 'node:assert/strict'
import test from 'node:test'
import { eraseReport } from '#clients/member/erase.ts'
import { changeState } from '#clients/member/change-state.ts'
import { openReportAsHandler } from '#clients/member/report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { liarOver, openOffice, refusing } from '#test/support/office.ts'
import { openLine, voiceLike } from '#test/support/phone-line.ts'
import { callBack, opened, played, untilTone } from '#test/support/phone-talk.ts'
import { TestPhone } from '#test/support/test-phone.ts'

const { api, session } = await openOffice()
const server = liarOver(api)
const { line, events } = await openLine(server, session.id)
const desk = { api, session, office: await loadOffice(api, session.id) }

async function filed(seed: number): Promise<string> {
  const phone = await TestPhone.call(line.url)
  const code = await untilTone(phone)
  phone.say(voiceLike(1, seed))
  phone.press('#2')
  await phone.hear('[thanks]')
  return code
}

async function atDesk(code: string) {
  const { report } = await opened(desk, code)
  return (await openReportAsHandler(session, report)).conversation
}

test('taken back after two different keys, and heard of at once; more can be said behind it', async () => {
  const code = await filed(1)
  const { phone, heard } = await callBack(line.url, code, '[status-ask]')
  assert.match(heard, /\[hear-withdraw\]\[status-ask\]$/)
  phone.press('8')
  assert.equal(await phone.hear('[withdraw-ask]'), '[withdraw][withdraw-ask]')
  phone.press('1')
  assert.equal(await phone.hear('[withdraw-confirm]'), '[withdraw-sure][withdraw-confirm]')
  assert.equal((await atDesk(code)).docket.state, 'received', 'not before the second')
  phone.press('7')
  assert.match(await phone.hear('[status-ask]'), /\[withdraw-done\]\[status\]\[state-withdrawn\](?!.*hear-withdraw)/)
  const { docket, turns } = await atDesk(code)
  assert.deepEqual([docket.state, turns.at(-1)?.kind, turns.at(-1)?.wantsErasure], ['withdrawn', 'withdrawal', undefined])
  phone.press('3')
  await phone.hear('[speak]')
  phone.say(voiceLike(1, 2))
  phone.press('#2')
  await phone.hear('[thanks]')
  assert.deepEqual((await played(desk, code)).said, [voiceLike(1, 1), voiceLike(1, 2)])
})

test('erasure is asked for in Chinese as well; the office erases, and the code opens nothing any more', async () => {
  const code = await filed(3)
  const phone = await TestPhone.call(line.url)
  await phone.hear('[language]')
  phone.press('22')
  await phone.hear('[enter-code]')
  phone.press(code)
  await phone.hear('[status-ask]')
  phone.press('8')
  await phone.hear('[withdraw-ask]')
  phone.press('2')
  assert.equal(await phone.hear('[withdraw-confirm]'), '[erase-sure][withdraw-confirm]')
  phone.press('7')
  assert.match(await phone.hear('[status-ask]'), /\[withdraw-done\]\[erase-asked\]\[status\]\[state-withdrawn\]/)
  phone.hangUp()
  const { report } = await opened(desk, code)
  const last = (await atDesk(code)).turns.at(-1)
  assert.deepEqual([last?.kind, last?.wantsErasure, last?.language], ['withdrawal', true, 'zh'])
  await eraseReport(session, report)
  const { phone: back } = await callBack(line.url, code, '[wrong-code]')
  back.hangUp()
})

test('who keeps it keeps it, and who hangs up before the last key too', async () => {
  const code = await filed(4)
  const { phone } = await callBack(line.url, code, '[status-ask]')
  phone.press('82*')
  assert.match(await phone.hear('[status-ask]'), /\[withdraw-kept\]\[status\]\[state-received\]/)
  phone.press('81')
  await phone.hear('[withdraw-confirm]')
  phone.hangUp()
  await phone.over()
  assert.equal((await atDesk(code)).docket.state, 'received')
})

test('a caller who hears no answer is told to call again; it is taken back once, and after the office resumed once more', async () => {
  const code = await filed(5)
  const { phone } = await callBack(line.url, code, '[status-ask]')
  server.lies['reply-to-report'] = async (honest) => { await honest(); return refusing('unreachable')(honest, { route: 'reply-to-report' }) }
  phone.press('817')
  await phone.hear('[withdraw-unsure]')
  await phone.over()
  delete server.lies['reply-to-report']
  const { phone: back, heard } = await callBack(line.url, code, '[status-ask]')
  assert.match(heard, /\[state-withdrawn\]/)
  back.press('817')
  back.hangUp()
  await back.over()
  assert.equal((await atDesk(code)).turns.filter(({ kind }) => kind === 'withdrawal').length, 1)
  const { report } = await opened(desk, code)
  await changeState(session, report, { state: 'acknowledged', reason: 'Somebody is in danger.', language: 'en' })
  const { phone: again } = await callBack(line.url, code, '[status-ask]')
  again.press('817')
  assert.match(await again.hear('[status-ask]'), /\[state-withdrawn\]/)
  again.hangUp()
  assert.deepEqual(events, [])
})
