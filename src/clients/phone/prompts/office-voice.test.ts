// Goal: a line says what an administrator recorded and signed, nobody puts other words into its mouth, and whatever goes wrong it says its own and tells which.
// Method: a real office, recordings that a telephone tells apart by ear, and a server that lies.
import assert from 'node:assert/strict'
import test from 'node:test'
import { base64url, randomBytes, utf8, type Bytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { WAV_MU_LAW, wavHead } from '#base/wav.ts'
import { changeDirectory } from '#clients/member/channels.ts'
import { listPrompts, putPrompts, readPrompt, type PromptChange } from '#clients/member/prompts.ts'
import { writePromptSet } from '#domain/prompts.ts'
import { hash } from '#sealing/proof/hash.ts'
import { join, liarOver, openOffice } from '#test/support/office.ts'
import { keyedVoice, openLine } from '#test/support/phone-line.ts'
import { dialled, TestPhone, understood } from '#test/support/test-phone.ts'
import { refusalOf } from '#test/support/vectors.ts'
import { sentenceHash } from '#clients/telephony/prompts/standing.ts'
import { encode } from '#clients/telephony/sound/g711.ts'
import { OfficeVoice } from './office-voice.ts'
import type { OwnVoice } from './voice.ts'

const office = await openOffice()
const { api, session } = office
const own = await keyedVoice()
const set = (): string | undefined => session.officeLog().fold.directory?.prompts

function recording(keys: string): Bytes {
  const samples = encode('ulaw', dialled(keys))
  return new Uint8Array([...wavHead({ format: WAV_MU_LAW, rateHz: 8000, bytes: samples.length }), ...samples])
}

const menu = (keys: string | null, said = sentenceHash('zh', 'menu')): PromptChange => ({ language: 'zh', prompt: 'menu', said, sound: keys === null ? null : recording(keys) })
const heard = (voice: OfficeVoice): readonly string[] => [understood(voice.prompt('zh', 'menu')), understood(voice.prompt('en', 'digit-4'))]
const faults = (voice: OfficeVoice): readonly (readonly [string, string])[] => voice.standing.faults.map(({ prompt, fault }) => [prompt, fault])

async function voiceOver(over = api, speaks: OwnVoice = own): Promise<OfficeVoice> {
  const voice = new OfficeVoice(speaks, { api: over, office: session.id })
  await voice.take(set()).catch(() => undefined)
  return voice
}

test('what an administrator recorded is heard by callers within a minute, and the sentence of the machine once it is taken out', async () => {
  const { line, clock } = await openLine(api, session.id)
  const said = async (wanted: string): Promise<string> => {
    const phone = await TestPhone.call(line.url)
    await phone.hear('[language][language]')
    phone.press('2')
    return phone.hear(wanted)
  }
  const passed = async (recorded: number): Promise<void> => {
    clock.pass(60)
    for (let tries = 0; tries < 200 && line.health().prompts.recorded !== recorded; tries++) await new Promise((resolve) => { setTimeout(resolve, 20) })
  }
  assert.equal(await said('[menu]'), '[menu]')
  await putPrompts(session, [menu('CCD'), { language: 'en', prompt: 'digit-4', said: sentenceHash('en', 'digit-4'), sound: recording('D') }], false)
  await passed(2)
  assert.equal(await said('CCD'), 'CCD')
  assert.deepEqual(line.health().prompts, { set: set(), recorded: 2, faults: [] })
  assert.deepEqual((await listPrompts(session)).sounds.map(({ language, prompt }) => `${language}/${prompt}`).toSorted(), ['en/digit-4', 'zh/menu'])
  const [{ sound = '' } = {}] = (await listPrompts(session)).sounds.filter(({ prompt }) => prompt === 'menu')
  assert.deepEqual(await readPrompt(session, sound), recording('CCD'))
  await putPrompts(session, [menu(null), { language: 'en', prompt: 'digit-4', said: sentenceHash('en', 'digit-4'), sound: null }], false)
  assert.equal(set(), undefined)
  await passed(0)
  assert.equal(await said('[menu]'), '[menu]')
})

test('a recording of another sentence is not said while the machine can say the right one, and is where it cannot', async () => {
  await putPrompts(session, [menu('CCD', base64url(hash(utf8('Once it was another sentence.'))))], false)
  const voice = await voiceOver()
  assert.deepEqual([heard(voice), faults(voice)], [[understood(own.prompt('zh', 'menu')), '4'], [['zh/menu', 'outdated']]])
  const mute = await voiceOver(api, { ...own, missing: ['zh/menu'] })
  assert.deepEqual([heard(mute)[0], mute.missing, faults(mute)], ['CCD', [], [['zh/menu', 'outdated']]])
  await putPrompts(session, [menu(null)], false)
  await mute.take(set())
  assert.deepEqual([heard(mute)[0], faults(mute)], ['CCD', [['zh/menu', 'missing']]], 'rather than silence')
  const never = await voiceOver(api, { ...own, missing: ['zh/menu'] })
  assert.deepEqual([never.missing, faults(never)], [['zh/menu'], [['zh/menu', 'missing']]])
})

test('a server cannot put words into the line’s mouth', async () => {
  await putPrompts(session, [menu('CCD')], false)
  const liar = liarOver(api, { 'read-prompt-file': async () => new Response(recording('BBB')) })
  assert.equal(await refusalOf(() => new OfficeVoice(own, { api: liar, office: session.id }).take(set())), 'forged-history')
  // The set is honest and the sound is not.
  liar.lies['read-prompt-file'] = async (honest, { parameters }) => (parameters?.['file'] === set() ? honest() : new Response(recording('BBB')))
  const voice = await voiceOver(liar)
  assert.deepEqual([heard(voice)[0], faults(voice)], [understood(own.prompt('zh', 'menu')), [['zh/menu', 'forged-history']]])
  // It is asked again as long as one is wanting.
  delete liar.lies['read-prompt-file']
  await voice.take(set())
  assert.deepEqual([heard(voice)[0], faults(voice)], ['CCD', []])
  const asked = liar.calls.length
  await voice.take(set())
  assert.equal(liar.calls.length, asked)
})

test('what is no sound that fits is not said', async () => {
  const long = new Uint8Array([...wavHead({ format: WAV_MU_LAW, rateHz: 8000, bytes: 8 }), ...randomBytes(8)])
  for (const sound of [randomBytes(200), long.subarray(0, 58)]) {
    await putPrompts(session, [{ ...menu('C'), sound: new Uint8Array(sound) }], false)
    const voice = await voiceOver()
    assert.deepEqual([heard(voice)[0], faults(voice)], [understood(own.prompt('zh', 'menu')), [['zh/menu', 'unreadable']]])
  }
  assert.equal(await refusalOf(() => putPrompts(session, [{ ...menu('C'), sound: new Uint8Array(LIMITS.spokenPromptBytesMax + 1) }], false)), 'too-large')
})

test('only an administrator says what a line says, under its own hash', async () => {
  const handler = await join(office, { name: 'Wei Chen' })
  assert.equal(await refusalOf(() => putPrompts(handler, [menu('C')], false)), 'not-allowed')
  const bytes = writePromptSet([])
  assert.equal(await refusalOf(() => session.api.call({ route: 'put-prompt-file', parameters: { office: session.id, file: base64url(hash(randomBytes(3))) }, bytes })), 'malformed')
})

test('two administrators who record at once both are heard', async () => {
  const other = await join(office, { name: 'Ada Byron', roles: ['administrator'] })
  await Promise.all([putPrompts(session, [menu('CCD')], false), putPrompts(other, [{ language: 'en', prompt: 'digit-4', said: sentenceHash('en', 'digit-4'), sound: recording('D') }], false)])
  await session.refresh()
  assert.deepEqual(heard(await voiceOver()), ['CCD', 'D'])
})

test('a set that the server lost is no end of recording: whoever is told of it replaces it, and nobody else does', async () => {
  await putPrompts(session, [menu('CCD')], false)
  assert.equal((await listPrompts(session)).isLost, false)
  await changeDirectory(session, (directory) => ({ ...directory, prompts: base64url(randomBytes(32)) }))
  assert.deepEqual(await listPrompts(session), { sounds: [], isLost: true })
  const lost = set()
  assert.equal(await refusalOf(() => putPrompts(session, [menu('DDC')], false)), 'forged-history')
  assert.equal(set(), lost)
  await putPrompts(session, [menu('DDC')], true)
  assert.deepEqual((await listPrompts(session)).sounds.map(({ prompt }) => prompt), ['menu'])
  assert.equal(heard(await voiceOver())[0], 'DDC')
})
