// Goal: who calls back hears what the office wrote, where the line can speak, and agrees to minutes only after hearing all of them.
// Method: a line whose voice keeps what it was told to say, over a real server in this process; a report that a member took down.
import assert from 'node:assert/strict'
import test from 'node:test'
import { entryOf } from '#clients/member/enter.ts'
import { openReportAsHandler, reply } from '#clients/member/report.ts'
import { prepareEntry } from '#clients/reporter/enter-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { openOffice } from '#test/support/office.ts'
import { keyedVoice, openLine } from '#test/support/phone-line.ts'
import { dialled, TestPhone } from '#test/support/test-phone.ts'

const { api, session } = await openOffice()
const office = await loadOffice(api, session.id)
const keyed = await keyedVoice()
const spoken: string[] = []
const speaking = await openLine(api, session.id, {
  voice: { ...keyed, canSpeak: true, speak: async (language, text) => { spoken.push(`${language} ${text}`); return dialled('*') } },
})
const mute = await openLine(api, session.id, { voice: keyed })

async function callBack(receipt: string, url: string): Promise<{ readonly phone: TestPhone; readonly heard: string }> {
  const phone = await TestPhone.call(url)
  await phone.hear('[language]')
  phone.press('22')
  await phone.hear('[enter-code]')
  phone.press(receipt)
  return { phone, heard: await phone.hear('[status-ask]') }
}

async function minutes(): Promise<{ readonly report: string; readonly receipt: string }> {
  const entry = entryOf(session, { arrival: 'phone-live', received: session.today(), isAnswerable: true, consent: true })
  const draft = { channel: 'web', answers: { what: '标底泄露', where: '青岬港', danger: 'no' }, language: 'zh', provenance: 'in-browser', entry } as const
  const { report, receipt } = await (await prepareEntry(office, draft, true)).send(api)
  return { report, receipt: receipt ?? '' }
}

test('minutes are read back whole and agreed to by a key, in the caller’s own entry', async () => {
  const { report, receipt } = await minutes()
  const { phone, heard } = await callBack(receipt, speaking.line.url)
  assert.match(heard, /\[hear-minutes\]/)
  phone.press('2')
  assert.equal(await phone.hear('[minutes-ask]'), '[minutes]*[minutes-ask]')
  assert.deepEqual(spoken.splice(0), ['zh 标底泄露\n青岬港'])
  phone.press('1')
  assert.match(await phone.hear('[minutes-agreed]'), /\[minutes-agreed\]\[status\]/)
  phone.hangUp()
  assert.equal((await openReportAsHandler(session, report)).conversation.minutes?.standing, 'agreed')
})

test('a line that cannot speak offers no minutes, and nobody agrees to what they did not hear', async () => {
  const { report, receipt } = await minutes()
  const { phone, heard } = await callBack(receipt, mute.line.url)
  assert.doesNotMatch(heard, /hear-minutes/)
  phone.press('2')
  await phone.hear('[status-ask]')
  phone.press('1')
  phone.hangUp()
  await phone.over()
  assert.equal((await openReportAsHandler(session, report)).conversation.minutes?.standing, 'offered')
})

test('replies are spoken one after the other, in the language in which they were written', async () => {
  const { report, receipt } = await minutes()
  await reply(session, report, { text: 'Who else knows?', language: 'en' })
  await reply(session, report, { text: '谢谢。', language: 'zh' })
  const { phone, heard } = await callBack(receipt, speaking.line.url)
  assert.match(heard, /\[replies\]2\[hear-replies\]/)
  phone.press('1')
  assert.equal(await phone.hear('[reply]'), '[reply]1*')
  assert.equal(await phone.hear('[reply]'), '[reply]2*')
  await phone.hear('[status-ask]')
  phone.hangUp()
  assert.deepEqual(spoken.splice(0), ['en Who else knows?', 'zh 谢谢。'])
})
