// Goal: who calls back hears what the office wrote, where the line can speak, and agrees to minutes only after hearing all of them.
// Method: a line whose voice keeps what it was told to say, over a real server in this process; a report that a member took down.
import assert from 'node:assert/strict'
import test from 'node:test'
import { entryOf } from '#clients/member/enter.ts'
import { openReportAsHandler, reply } from '#clients/member/report.ts'
import { prepareEntry } from '#clients/reporter/enter-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { openReport } from '#clients/reporter/open-report.ts'
import { deriveReporter } from '#sealing/plain/receipt.ts'
import { LIMITS } from '#base/limits.ts'
import type { Bytes } from '#base/bytes.ts'
import { wavOf } from '#clients/telephony/sound/wav-of.ts'
import { decode } from '#clients/telephony/sound/g711.ts'
import { sealFile } from '#clients/transport/sealed-file.ts'
import { openOffice } from '#test/support/office.ts'
import { keyedVoice, openLine, voiceLike } from '#test/support/phone-line.ts'
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

/** A report that was told by telephone. */
async function called(): Promise<{ readonly report: string; readonly receipt: string; readonly file: string }> {
  const phone = await TestPhone.call(mute.line.url)
  for (const [heard, key] of [['[language]', '1'], ['[menu]', '1'], ['[consent]', '1']] as const) {
    await phone.hear(heard)
    phone.press(key)
  }
  const receipt = /\[code\](\d{24})/.exec(await phone.hear('[code-ask]'))?.[1] ?? ''
  phone.press('1')
  await phone.hear('[danger]')
  phone.press('2')
  await phone.hear('[speak]')
  phone.say(voiceLike(1))
  phone.press('#')
  await phone.hear('[review]')
  phone.press('2')
  await phone.hear('[thanks]')
  await phone.over()
  const { report, turns } = await openReport(api, office, await deriveReporter(receipt, office.salt))
  return { report, receipt, file: turns[0]?.files?.[0]?.file ?? '' }
}

test('a transcript is read out, corrected by speaking, written down anew and agreed to', async () => {
  const { report, receipt, file } = await called()
  await reply(session, report, { text: '她说：标底星期二泄露。', language: 'zh', transcript: { file, is: 'offered' } })
  const first = await callBack(receipt, speaking.line.url)
  assert.match(first.heard, /\[no-replies\]\[hear-minutes\]/, 'a transcript is no reply')
  first.phone.press('2')
  await first.phone.hear('[minutes-ask]')
  assert.deepEqual(spoken.splice(0), ['zh 她说：标底星期二泄露。'])
  first.phone.press('2')
  assert.match(await first.phone.hear('[speak-correction]'), /\[speak-correction\]/)
  first.phone.say(voiceLike(1, 2))
  first.phone.press('#')
  await first.phone.hear('[review]')
  first.phone.press('2')
  await first.phone.hear('[thanks]')
  first.phone.hangUp()
  const corrected = (await openReportAsHandler(session, report)).conversation
  const correction = corrected.turns.at(-1)
  assert.deepEqual([corrected.transcripts[0]?.standing, corrected.transcripts[0]?.spoken, correction?.of, correction?.minutes, correction?.files?.length], ['rectified', 2, 1, 'rectified', 1])

  await reply(session, report, { text: '她说：标底星期三泄露。', language: 'zh', transcript: { file, is: 'offered' } })
  const second = await callBack(receipt, speaking.line.url)
  second.phone.press('2')
  await second.phone.hear('[minutes-ask]')
  // A hand that slips agrees once, and to what was heard.
  second.phone.press('11')
  await second.phone.hear('[status-ask]')
  second.phone.hangUp()
  await second.phone.over()
  assert.deepEqual(spoken.splice(0), ['zh 她说：标底星期三泄露。'])
  const { transcripts, turns } = (await openReportAsHandler(session, report)).conversation
  assert.deepEqual([transcripts[0]?.standing, transcripts[0]?.versions.map(({ version, seq, from }) => [version, seq, from]), turns.length], ['agreed', [[1, 1, 'office'], [2, 3, 'office']], 5])
})

test('a line that cannot speak tells of a transcript and has nobody agree to it', async () => {
  const { report, receipt, file } = await called()
  await reply(session, report, { text: 'She said so.', language: 'en', transcript: { file, is: 'offered' } })
  const { phone, heard } = await callBack(receipt, mute.line.url)
  assert.match(heard, /\[replies\]1/)
  assert.doesNotMatch(heard, /hear-minutes/)
  phone.hangUp()
  await phone.over()
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

/** An answer that a handler spoke: its recording, sent as the desk sends it. */
async function answered(report: string, wav: Bytes, { recorded = 'masked' as const, name = 'answer.wav' } = {}): Promise<void> {
  const file = await sealFile(wav, { name, cleaning: 'nothing-found', recorded })
  await file.send(api)
  await reply(session, report, { text: '', language: 'en', files: [file.attachment] })
}

/** How far two sounds are the same, at the best of all places: 1 for the same, whatever its loudness. */
function likeness(whole: Int16Array, part: Int16Array): number {
  let best = 0
  const size = Math.sqrt(part.reduce((sum, sample) => sum + sample ** 2, 0))
  for (let from = 0; from + part.length <= whole.length; from += 1) {
    let [product, power] = [0, 0]
    for (let at = 0; at < part.length; at++) {
      const sample = whole[from + at] ?? 0
      product += sample * (part[at] ?? 0)
      power += sample ** 2
    }
    best = Math.max(best, product / (size * Math.sqrt(power) || 1))
  }
  return best
}

test('who calls back hears what a handler spoke, sample by sample, on a line that cannot speak too', async () => {
  const { report, receipt } = await called()
  const spokenWords = voiceLike(0.5, 7)
  await answered(report, wavOf('ulaw', spokenWords))
  const { phone, heard } = await callBack(receipt, mute.line.url)
  assert.match(heard, /\[replies\]1/)
  phone.press('1')
  await phone.hear('[reply]')
  await phone.hear('[status-ask]')
  phone.hangUp()
  const sound = phone.sounds.find((each) => each.length > 4000 && likeness(each.subarray(0, each.length), decode('ulaw', spokenWords.slice(0, 400))) > 0.999)
  assert.ok(sound !== undefined, 'the recording is heard')
  const whole = decode('ulaw', spokenWords)
  assert.ok(likeness(sound, whole) > 0.999, `${likeness(sound, whole)}`)
  assert.ok(likeness(sound, decode('ulaw', voiceLike(0.5, 3))) < 0.9, 'and no other')
})

test('what no line can play, or what is longer than it plays, waits on the web and is said to', async () => {
  const { report, receipt } = await called()
  await answered(report, new Uint8Array(2000).fill(7))
  await answered(report, wavOf('ulaw', new Uint8Array(LIMITS.spokenAnswerBytesMax).fill(0xff)))
  const { phone } = await callBack(receipt, mute.line.url)
  phone.press('1')
  assert.match(await phone.hear('[reply-files]'), /\[reply\]1\[reply-files\]/)
  assert.match(await phone.hear('[reply-files]'), /\[reply\]2\[reply-files\]/)
  phone.hangUp()
  await phone.over()
})
