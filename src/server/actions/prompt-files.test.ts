// Goal: a recording goes by itself once no set names it and the next day is over, never between its sounds and its set, and never for a set that cannot be read. Method: a real office, the chore on days to come, and the server's own clock.
import assert from 'node:assert/strict'
import test from 'node:test'
import { base64url, randomBytes, type Bytes } from '#base/bytes.ts'
import { addDays } from '#base/day.ts'
import { changeDirectory } from '#clients/member/channels.ts'
import { putPrompts, type PromptChange } from '#clients/member/prompts.ts'
import { readPromptFile } from '#clients/transport/prompts.ts'
import { hash } from '#sealing/proof/hash.ts'
import { openOffice } from '#test/support/office.ts'
import { randomId } from '#test/support/deeds.ts'
import { refusalOf } from '#test/support/vectors.ts'
import { calendar } from './calendar.ts'
import { officeBook } from './office-book.ts'
import { dropPromptFiles } from './prompt-files.ts'

const { world, api, session } = await openOffice()
const { read, write } = world.store
const now = (): number => world.nowMs
const today = calendar(now)

const change = (sound: Bytes | null, prompt = 'menu'): PromptChange => ({ language: 'zh', prompt, said: randomId(), sound })
const put = async (bytes: Bytes): Promise<unknown> => session.api.call({ route: 'put-prompt-file', parameters: { office: session.id, file: base64url(hash(bytes)) }, bytes })
const areThere = (...sounds: readonly Bytes[]): Promise<readonly string[]> => Promise.all(sounds.map((sound) => refusalOf(() => readPromptFile(api, session.id, base64url(hash(sound))))))
const sound = (): Bytes => randomBytes(100)
const dropAfter = (days: number): Promise<void> => dropPromptFiles({ read, write, offices: officeBook(read, now), today: (timeZone) => addDays(today(timeZone), days) })

test('a voice that was taken out is there no more after the next day, though nobody records anything', async () => {
  const [taken, kept] = [sound(), sound()]
  await putPrompts(session, [change(taken), change(kept, 'notice')], false)
  await putPrompts(session, [change(null)], false)
  await dropAfter(1)
  assert.deepEqual(await areThere(taken, kept), ['accepted', 'accepted'], 'a set may be on its way over midnight')
  await dropAfter(2)
  assert.deepEqual(await areThere(taken, kept), ['no-such-file', 'accepted'])
  await putPrompts(session, [change(null, 'notice')], false)
  assert.equal(session.officeLog().fold.directory?.prompts, undefined)
  await dropAfter(2)
  assert.deepEqual(await areThere(kept), ['no-such-file'])
})

test('where the present set cannot be read nothing goes', async () => {
  const named = sound()
  await putPrompts(session, [change(named)], false)
  await changeDirectory(session, (directory) => ({ ...directory, prompts: randomId() }))
  await dropAfter(9)
  assert.deepEqual(await areThere(named), ['accepted'])
})

test('the server does it by itself, and what comes on a day takes nothing of the day before away', async () => {
  const { prompts: _, ...rest } = session.officeLog().fold.directory ?? assert.fail()
  await changeDirectory(session, () => rest)
  const [waiting, newer] = [sound(), sound()]
  await put(waiting)
  world.nowMs += 86_400_000
  assert.equal(await write.putPromptFile({ office: session.id, file: base64url(hash(newer)), bytes: newer, day: today(session.office().timeZone), bytesMax: 1_000_000 }), true)
  await world.server.settle()
  assert.deepEqual(await areThere(waiting, newer), ['accepted', 'accepted'])
  world.nowMs += 86_400_000
  await world.server.settle()
  assert.deepEqual(await areThere(waiting, newer), ['no-such-file', 'accepted'])
})
