// Goal: a voice is recorded in the page, masked before the page has it, heard, sent, and heard again by whoever reads the report. Method: Chromium
// at the real service with a file for a microphone; what arrived is decoded by the browser and its pitch measured by code that is not ours.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { before, after, test, type TestContext } from 'node:test'
import type { Frame, Page } from 'playwright-core'
import type { Page as FirefoxPage } from 'puppeteer-core'
import type { Attachment } from '#domain/bodies.ts'
import { concat } from '#base/bytes.ts'
import { openLogFile } from '#clients/member/log-file.ts'
import { listQueue } from '#clients/member/queue.ts'
import { openReportAsHandler } from '#clients/member/report.ts'
import { oggOpus } from '#clients/voice/ogg.ts'
import { granulesOf, OPUS } from '#clients/voice/sink.ts'
import { stepAt } from '#sealing/proof/one-time-code.ts'
import { openDesk } from './desk/drive.ts'
import { logInFor } from './desk/real.ts'
import { axeProblems, fillSteps, openBrowser, openCode, openHome, overflow, readReceipt, sharedScene } from './reporter-scene.ts'
import { launchChromium, launchFirefox, noChromium, noFirefox } from './support/browsers.ts'
import { pitchHeard, speech, wavFile } from './support/voice.ts'

const PITCH_HZ = 120
const scene = sharedScene(noChromium())
const browser = { skip: noChromium(), timeout: 180_000 }
const folder = mkdtempSync(join(tmpdir(), 'postern-voice-'))
const microphone = join(folder, 'microphone.wav')
before(() => writeFileSync(microphone, wavFile(speech({ pitchHz: PITCH_HZ, seconds: 30, rateHz: 48_000 }), 48_000)))
after(() => rmSync(folder, { recursive: true, force: true }))

/** At the last step of the form, in a browser that may listen. */
async function atTheDoor(context: TestContext, locale = 'en-GB') {
  const opened = await openBrowser(context, scene.postern.url, { locale, microphone })
  await opened.browser.grantPermissions(['microphone'], { origin: scene.postern.url })
  await openHome(opened.page, scene.postern.url)
  await fillSteps(opened.page, { what: 'He says it himself on the tape.' })
  return opened
}

/** Presses one of the room's buttons. */
async function press(page: Page, name: string | RegExp): Promise<void> {
  await page.getByRole('group', { name: /Record your voice|录音/ }).getByRole('button', { name }).click()
}

async function listen(page: Page, seconds: number): Promise<void> {
  await page.waitForFunction((least) => Number(document.querySelector('[role=timer]')?.textContent?.split(':')[1]) >= least, seconds)
}

async function decoded(page: Page, bytes: Uint8Array): Promise<Float32Array> {
  const samples = await page.evaluate(async (base64) => {
    const buffer = await new OfflineAudioContext(1, 1, 16_000).decodeAudioData(Uint8Array.fromBase64(base64).buffer as ArrayBuffer)
    return [...buffer.getChannelData(0)].map((sample) => Math.round(sample * 32_768))
  }, bytes.toBase64())
  return Float32Array.from(samples, (sample) => sample / 32_768)
}

async function arrived(file: Attachment, report: string): Promise<Uint8Array> {
  return (await openLogFile(scene.session, report, file)).read(0, file.sizeBytes)
}

/** What is left in the browser's own stores. */
function stored(page: Page): Promise<readonly number[]> {
  return page.evaluate(async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, (await caches.keys()).length, document.cookie.length])
}

async function hearAtDesk(context: TestContext): Promise<void> {
  const desk = await openDesk(await launchChromium(context, { viewport: { width: 1440, height: 900 } }), `${scene.postern.url}/desk/`)
  await logInFor(desk, { ...scene.member, usedStep: stepAt(Date.now()) })
  await desk.locator('.row').first().click()
  const lines = desk.locator('.files li')
  await lines.nth(1).waitFor()
  assert.match(await lines.nth(0).innerText(), /voice-1\.ogg[\s\S]*voice, masked/)
  assert.match(await lines.nth(1).innerText(), /voice-2\.ogg[\s\S]*voice, as spoken/)
  await lines.nth(0).getByRole('button', { name: 'View' }).click()
  await desk.locator('dialog iframe:not(.waits)').waitFor()
  const frame = await (await desk.locator('dialog iframe').elementHandle())?.contentFrame()
  assert.ok(frame)
  const { duration, there } = await seek(frame)
  assert.ok(duration > 3 && duration < 12, `${duration} s`)
  assert.ok(Math.abs(there - duration / 2) <= 1)
  // A desk's first look at a report finds neither its log nor its card.
  assert.deepEqual(desk.complaints.filter((each) => !/\/(?:desk|card)$/.test(each)), [])
}

/** Whole seconds: how long it is, and where it stands once somebody clicked on its middle. */
async function seek(frame: Frame): Promise<{ duration: number; there: number }> {
  const slider = frame.locator('[role=slider]')
  await slider.waitFor()
  await slider.click()
  const told = async (name: string): Promise<number> => Number(await slider.getAttribute(name))
  const duration = await told('aria-valuemax')
  for (let looks = 0; looks < 50 && Math.abs(await told('aria-valuenow') - duration / 2) > 1; looks++) await frame.waitForTimeout(100)
  return { duration, there: await told('aria-valuenow') }
}

test('a voice is masked, heard, added, sent and heard by a handler; another goes as it was spoken', browser, async (context) => {
  const { page, watched } = await atTheDoor(context)
  await page.getByRole('button', { name: 'Record your voice…' }).click()
  const room = page.getByRole('group', { name: 'Record your voice' })
  await room.getByText('A voice can identify you').waitFor()
  assert.equal(await room.getByRole('checkbox').isChecked(), true, 'masked, unless somebody wants it otherwise')
  assert.match(await room.innerText(), /A minute weighs about 185 kB/)
  await page.setViewportSize({ width: 320, height: 800 })
  assert.deepEqual([await axeProblems(page), await overflow(page)], [[], 0])
  await press(page, 'Start recording')
  await listen(page, 2)
  assert.deepEqual([await axeProblems(page), await overflow(page)], [[], 0])
  await press(page, 'Pause the recording')
  const paused = await page.locator('[role=timer]').textContent()
  await new Promise((resolve) => { setTimeout(resolve, 1500) })
  assert.equal(await page.locator('[role=timer]').textContent(), paused, 'nothing is recorded meanwhile')
  await press(page, 'Go on recording')
  await listen(page, 5)
  await press(page, 'Stop')
  await page.click('[data-do=send]')
  await page.locator('#write .wrong', { hasText: 'neither added nor thrown away' }).waitFor()
  await room.locator('audio').waitFor()
  assert.deepEqual([await axeProblems(page), await overflow(page)], [[], 0])
  assert.equal(await page.evaluate(() => new Promise((resolve) => {
    const audio = document.querySelector('audio')
    audio?.addEventListener('timeupdate', () => { if (audio.currentTime > 0.3) resolve('heard') })
    void audio?.play()
  })), 'heard')
  await press(page, 'Add to the report')
  const rows = page.locator('#write [data-room] li')
  await rows.nth(0).getByText('Your voice was masked.').waitFor()
  await page.getByRole('button', { name: 'Record your voice…' }).click()
  await room.getByRole('checkbox').uncheck()
  await press(page, 'Start recording')
  await listen(page, 3)
  await press(page, 'Stop')
  await press(page, 'Add to the report')
  await rows.nth(1).getByText('It is your voice as you spoke.').waitFor()
  assert.deepEqual(await stored(page), [0, 0, 0, 0, 0], 'nothing is written to the device')
  await page.click('[data-do=send]')
  const code = await readReceipt(page)
  await judgeWhatArrived(context, page)
  await hearAtDesk(context)
  await answerByVoice(page, code)
  assert.deepEqual(watched.trouble, [])
})

async function judgeWhatArrived(context: TestContext, page: Page): Promise<void> {
  const { lines } = await listQueue(scene.session)
  const view = await openReportAsHandler(scene.session, lines[0]?.id ?? '')
  const [masked, plain] = view.conversation.turns[0]?.files ?? []
  assert.ok(masked !== undefined && plain !== undefined)
  assert.deepEqual([masked, plain].map(({ name, type, recorded, cleaning }) => [name, type, recorded, cleaning]),
    [['voice-1.ogg', 'audio/ogg', 'masked', 'nothing-found'], ['voice-2.ogg', 'audio/ogg', 'unmasked', 'nothing-found']])
  const [maskedBytes, plainBytes] = [await arrived(masked, view.id), await arrived(plain, view.id)]
  const [maskedPitch, plainPitch] = [pitchHeard(await decoded(page, maskedBytes)), pitchHeard(await decoded(page, plainBytes))]
  context.diagnostic(`pitch: spoken ${PITCH_HZ} Hz, unmasked ${plainPitch.toFixed(0)} Hz, masked ${maskedPitch.toFixed(0)} Hz; ${masked.sizeBytes} bytes`)
  assert.ok(Math.abs(plainPitch / PITCH_HZ - 1) < 0.05, `unmasked ${plainPitch} Hz`)
  // A semitone at any moment is 5.9 of a hundred, which a short recording may be at throughout; the ear's steps are 0.8.
  assert.ok(Math.abs(maskedPitch / PITCH_HZ - 1) > 0.05, `masked ${maskedPitch} Hz`)
  assert.doesNotMatch(Buffer.from(maskedBytes).toString('latin1'), /libopus|encoder|Chrom|\b20\d\d-/i)
}

async function answerByVoice(page: Page, code: string): Promise<void> {
  await openHome(page, scene.postern.url)
  await openCode(page, code)
  await page.locator('#filled').getByRole('button', { name: 'Record your voice…' }).click()
  await press(page, 'Start recording')
  await listen(page, 1)
  await press(page, 'Stop')
  await press(page, 'Add to the report')
  await page.locator('#filled [data-room] li', { hasText: 'Your voice was masked.' }).waitFor()
  await page.locator('#filled [data-do=reply] .go').click()
  await page.locator('.brought', { hasText: 'voice-1.ogg' }).nth(1).waitFor()
}

test('a microphone that is denied is refused kindly, and what was written stays', browser, async (context) => {
  const { page, watched } = await openBrowser(context, scene.postern.url, { locale: 'zh-CN', microphone })
  await openHome(page, scene.postern.url)
  await fillSteps(page, { what: '他自己在录音里说的。' })
  await page.getByRole('button', { name: '录音…' }).click()
  await press(page, '开始录音')
  await page.getByRole('group', { name: '录音' }).getByText('没有录音的举报同样有效').waitFor()
  await press(page, '不录音')
  await page.getByRole('group', { name: '录音' }).waitFor({ state: 'detached' })
  await page.click('[data-do=send]')
  await readReceipt(page)
  assert.deepEqual(watched.trouble, [])
})

test('nothing is recorded that is not seen: it pauses behind another view, and goes on in another language', browser, async (context) => {
  const { page } = await atTheDoor(context)
  await page.getByRole('button', { name: 'Record your voice…' }).click()
  await press(page, 'Start recording')
  await listen(page, 1)
  await page.locator('a.language').click()
  // On a slow line the room is out of sight until its sentences came, and the recording has paused.
  const goOn = page.getByRole('button', { name: '继续录音' })
  await goOn.or(page.getByRole('button', { name: '暂停录音' })).waitFor()
  if (await goOn.isVisible()) await goOn.click()
  await listen(page, 2)
  await page.goBack()
  await page.waitForFunction(() => document.querySelector('[role=timer]')?.checkVisibility() === false)
  const held = await page.locator('[role=timer]').textContent()
  await new Promise((resolve) => { setTimeout(resolve, 1500) })
  assert.equal(await page.locator('[role=timer]').textContent(), held)
  await page.goForward()
  await page.getByText('录音已暂停').waitFor()
  await press(page, '停止')
  await press(page, '丢弃')
  assert.equal(await page.locator('audio').count(), 0)
})

test('a microphone that is pulled out ends the recording and loses nothing of it; a browser without an encoder writes a plain file', browser, async (context) => {
  const { page } = await atTheDoor(context)
  await page.evaluate(() => {
    Reflect.deleteProperty(globalThis, 'AudioEncoder')
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
    navigator.mediaDevices.getUserMedia = async (wanted) => {
      const stream = await ask(wanted)
      Object.assign(globalThis, { pullOut: () => { stream.getTracks()[0]?.dispatchEvent(new Event('ended')) } })
      return stream
    }
  })
  await page.getByRole('button', { name: 'Record your voice…' }).click()
  await page.getByText('A minute weighs about 960 kB').waitFor()
  await press(page, 'Start recording')
  await listen(page, 3)
  await page.evaluate('pullOut()')
  await page.getByText('The microphone is gone. What was recorded until then is here.').waitFor()
  await press(page, 'Add to the report')
  await page.locator('#write [data-room] li', { hasText: 'voice-1.wav' }).getByText('Your voice was masked.').waitFor()
  await page.click('[data-do=send]')
  await readReceipt(page)
  const { lines } = await listQueue(scene.session)
  const views = await Promise.all(lines.map(({ id }) => openReportAsHandler(scene.session, id)))
  const view = views.find(({ conversation }) => conversation.turns[0]?.files?.[0]?.name === 'voice-1.wav')
  const file = view?.conversation.turns[0]?.files?.[0]
  assert.ok(view !== undefined && file !== undefined)
  assert.deepEqual([file.type, file.recorded], ['audio/wav', 'masked'])
  const samples = await decoded(page, await arrived(file, view.id))
  assert.ok(samples.length > 2.5 * 16_000 && Math.abs(pitchHeard(samples) / PITCH_HZ - 1) > 0.06)
})

test('where a browser has no microphone to ask for, and where it runs no scripts, nothing is said of recording', browser, async (context) => {
  const { page } = await openBrowser(context, scene.postern.url)
  await page.addInitScript(() => { Object.defineProperty(navigator, 'mediaDevices', { value: undefined }) })
  await openHome(page, scene.postern.url)
  await fillSteps(page, { what: 'No microphone here.' })
  await page.locator('#write [data-room]').waitFor()
  assert.equal(await page.getByText('Record your voice').count(), 0)
  const deaf = await openBrowser(context, scene.postern.url)
  await deaf.browser.grantPermissions(['microphone'], { origin: scene.postern.url })
  await openHome(deaf.page, scene.postern.url)
  await fillSteps(deaf.page, { what: 'Nothing is plugged in.' })
  await deaf.page.getByRole('button', { name: 'Record your voice…' }).click()
  await press(deaf.page, 'Start recording')
  await deaf.page.getByText('No microphone was found.').waitFor()
  const plain = await (await launchChromium(context, { javaScript: false })).newPage()
  await plain.goto(`${scene.postern.url}/plain`)
  assert.equal(await plain.getByText(/record your voice/i).count(), 0)
})

test('Firefox records, and plays what it recorded', { skip: noFirefox(), timeout: 240_000 }, async (context) => {
  const page = await firefoxAtTheDoor(context)
  // A machine without a sound card, as a container is and the one that runs CI: Firefox's clock of sounds stands still there.
  if (!await hasSound(page)) return context.skip('FIREFOX HAS NO SOUND ON THIS MACHINE')
  const deed = '[role=group] .row button'
  await click(page, '[data-room] .row button')
  await click(page, deed)
  const recorded = page.waitForFunction('Number(document.querySelector("[role=timer]")?.textContent.split(":")[1]) >= 2')
  await recorded.catch(async () => assert.fail(String(await page.evaluate('document.querySelector("[role=group]").innerText'))))
  await click(page, `${deed}:nth-child(2)`)
  await page.waitForSelector('audio')
  const { duration } = await soughtIn(page, null)
  assert.ok(duration > 1.5 && duration < 15, `${duration} s`)
})

test('Firefox writes the same kind of file, and finds any place in it', { skip: noFirefox(), timeout: 240_000 }, async (context) => {
  const page = await firefoxAtTheDoor(context)
  const packets = await page.evaluate(async (config) => {
    const made: string[] = []
    const encoder = new AudioEncoder({ output: (chunk) => { const bytes = new Uint8Array(chunk.byteLength); chunk.copyTo(bytes); made.push(bytes.toBase64()) }, error: (error) => { made.push(String(error)) } })
    encoder.configure(config)
    for (let piece = 0; piece < 100; piece++) {
      const data = Float32Array.from({ length: 960 }, (_, at) => 0.3 * Math.sin((piece * 960 + at) * 0.17))
      encoder.encode(new AudioData({ format: 'f32-planar', sampleRate: 16_000, numberOfChannels: 1, numberOfFrames: 960, timestamp: piece * 60_000, data }))
    }
    await encoder.flush()
    return made
  }, OPUS)
  const file = concat(...oggOpus(packets.map((packet) => Uint8Array.fromBase64(packet)).map((bytes) => ({ bytes, granules: granulesOf(bytes) })), 96_000))
  context.diagnostic(`6 s are ${packets.length} packets, ${file.length} bytes`)
  const { duration, there } = await soughtIn(page, file.toBase64())
  assert.ok(Math.abs(duration - 6) < 0.1 && Math.abs(there - 3) < 0.1, `${there} of ${duration} s`)
})

async function firefoxAtTheDoor(context: TestContext): Promise<FirefoxPage> {
  const page = await (await launchFirefox(context, { microphone: true, locale: 'en-GB' })).newPage()
  await page.goto(scene.postern.url)
  await page.waitForSelector('html.on')
  await click(page, 'a[href="#write"]')
  await page.type('#what', 'A tone stands for a voice.')
  for (let step = 0; step < 7; step++) await click(page, '[data-do=continue]')
  await page.waitForSelector('[data-room] .row button', { visible: true })
  return page
}

function hasSound(page: FirefoxPage): Promise<boolean> {
  return page.evaluate(async () => {
    const sound = new AudioContext()
    await Promise.race([sound.resume(), new Promise((resolve) => { setTimeout(resolve, 5000) })])
    const isRunning = sound.state === 'running'
    void sound.close()
    return isRunning
  })
}

/** To its middle: in what the page plays, or in a file. */
function soughtIn(page: FirefoxPage, file: string | null): Promise<{ duration: number; there: number }> {
  return page.evaluate(async (base64) => {
    const audio = base64 === null ? document.querySelector('audio') : document.createElement('audio')
    if (audio === null) throw new Error('nothing to hear')
    const loaded = new Promise((resolve, reject) => {
      audio.addEventListener('loadeddata', resolve, { once: true })
      audio.addEventListener('error', () => reject(new Error(audio.error?.message)), { once: true })
    })
    if (base64 !== null) audio.src = URL.createObjectURL(new Blob([Uint8Array.fromBase64(base64)], { type: 'audio/ogg' }))
    if (audio.readyState < 2) await loaded
    const sought = new Promise((resolve) => { audio.addEventListener('seeked', resolve, { once: true }) })
    audio.currentTime = audio.duration / 2
    await sought
    return { duration: audio.duration, there: audio.currentTime }
  }, file)
}

async function click(page: FirefoxPage, selector: string): Promise<void> {
  const element = await page.waitForSelector(selector, { visible: true })
  await element?.click()
}
