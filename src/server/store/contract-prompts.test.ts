// Goal: recordings for telephone lines stay while a set names them or they came today, and never take more room than an office has for them. Method: both stores.
import assert from 'node:assert/strict'
import test from 'node:test'
import { randomBytes } from '#base/bytes.ts'
import type { Day } from '#base/day.ts'
import { randomId } from '#test/support/deeds.ts'
import { ENGINES } from '#test/support/stores.ts'

const [BEFORE, TODAY] = ['2026-11-26' as Day, '2026-11-27' as Day]

for (const { name, skip, newPlace } of ENGINES) {
  test(`${name}: what no set names goes when its time is over, and another office keeps its own`, { skip }, async (context) => {
    const { read, write } = await (await newPlace(context)).open()
    const [office, other] = [randomId(), randomId()]
    const file = (day: Day, of = office) => ({ office: of, file: randomId(), bytes: randomBytes(100), day, bytesMax: 400 })
    const [named, old, again, theirs] = [file(BEFORE), file(BEFORE), file(BEFORE), file(BEFORE, other)]
    for (const each of [named, old, again, theirs]) assert.equal(await write.putPromptFile(each), true)
    assert.equal(await write.putPromptFile({ ...again, day: TODAY }), true)
    await write.dropPromptFiles({ office, before: BEFORE, keep: [] })
    assert.notEqual(await read.promptFile(office, old.file), null)
    await write.dropPromptFiles({ office, before: TODAY, keep: [named.file] })
    assert.deepEqual([await read.promptFile(office, named.file), await read.promptFile(office, old.file), await read.promptFile(office, again.file)], [named.bytes, null, again.bytes])
    assert.deepEqual([await read.promptFile(other, theirs.file), await read.promptFile(office, theirs.file)], [theirs.bytes, null])
    const [one, two, tooMuch] = [file(TODAY), file(TODAY), file(TODAY)]
    assert.deepEqual([await write.putPromptFile(one), await write.putPromptFile(two), await write.putPromptFile(tooMuch)], [true, true, false])
    assert.equal(await read.promptFile(office, tooMuch.file), null)
    await write.dropPromptFiles({ office, before: TODAY, keep: [] })
    assert.deepEqual([await read.promptFile(office, named.file), await read.promptFile(office, again.file)], [null, again.bytes], 'what came today stays')
  })
}
