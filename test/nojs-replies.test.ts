// Goal: without scripts, the same words under two codes are two replies. Method: forms as a browser posts them, with one page's own
// value in both, as the copies of a page in a browser's history have it.
import assert from 'node:assert/strict'
import test from 'node:test'
import { nameReaders } from '#clients/member/channels.ts'
import { entryOf } from '#clients/member/enter.ts'
import { putChannel } from '#clients/member/channels.ts'
import { changeState } from '#clients/member/change-state.ts'
import { reply } from '#clients/member/report.ts'
import { prepareEntry } from '#clients/reporter/enter-report.ts'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { openReport } from '#clients/reporter/open-report.ts'
import { attach, startAttaching } from '#clients/transport/attach.ts'
import { deriveReporter, newReceipt } from '#sealing/plain/receipt.ts'
import { startWithOffice } from './support/client.ts'
import { voiceLike } from './support/phone-line.ts'
import { fileSpoken } from './support/spoken-report.ts'

test('the same words on two reports are said on both, and each sees its own', { timeout: 120_000 }, async (context) => {
  const { postern, api, session } = await startWithOffice(context)
  const office = await loadOffice(api, session.id)
  const once = 'A'.repeat(22)
  // The part that all copies share is compressed once; compressing each copy was the dearest thing that a stranger could ask for.
  const plain = async (): Promise<string> => (await fetch(`${postern.url}/plain`)).text()
  const ends = [await plain(), await plain()].map((text) => /<input type="hidden" name="once" form="f" value="([\w-]{22})">$/.exec(text)?.[1])
  assert.ok(ends[0] !== undefined && ends[1] !== undefined && ends[0] !== ends[1])
  for (const what of ['The first matter.', 'The second matter.']) {
    const code = newReceipt()
    const keys = await deriveReporter(code, office.salt)
    const channel = office.channels[0]?.channel ?? ''
    await fileReport(api, office, { keys, draft: { channel, answers: { what }, language: 'en', provenance: 'in-browser' } })
    for (const click of ['first', 'second']) {
      const body = new URLSearchParams({ office: office.office, code, once, reply: 'And one thing more.', lang: 'en' })
      const page = await (await fetch(`${postern.url}/nojs/reply`, { method: 'POST', body })).text()
      assert.ok(page.includes('And one thing more.'))
      assert.deepEqual((await openReport(api, office, keys)).turns.map(({ text }) => text), [what, 'And one thing more.'], click)
      assert.ok(page.includes(what), 'the conversation of this code')
    }
  }
})

test('without scripts a report is taken back, and a proof is asked for', { timeout: 120_000 }, async (context) => {
  const { postern, api, session } = await startWithOffice(context)
  const office = await loadOffice(api, session.id)
  const code = newReceipt()
  const keys = await deriveReporter(code, office.salt)
  await fileReport(api, office, { keys, draft: { channel: 'web', answers: { what: '他收了钱' }, language: 'zh', provenance: 'in-browser' } })
  const post = (action: string, fields: Readonly<Record<string, string>>) => fetch(`${postern.url}/nojs/${action}`, { method: 'POST', body: new URLSearchParams({ office: office.office, lang: 'zh', ...fields }) })
  const tokenIn = (page: string): string => /name="token" value="([^"]+)"/.exec(page)?.[1] ?? assert.fail('a page without its token')
  const page = await (await post('open', { code })).text()
  const early = await post('proof', { token: tokenIn(page) })
  assert.equal(early.status, 409)
  assert.match(await early.text(), /当天结束后约一小时/)
  assert.match(await (await post('withdraw', { token: 'stale', why: 'x' })).text(), /name="code"/, 'an old page asks for the code, and nothing is taken back')
  assert.equal((await openReport(api, office, keys)).docket.state, 'received')
  const taken = await (await post('withdraw', { token: tokenIn(page), why: '我怕', erase: 'yes' })).text()
  assert.ok(taken.includes('我怕') && !taken.includes('/nojs/withdraw'))
  assert.equal((await openReport(api, office, keys)).docket.state, 'withdrawn')
})

test('without scripts minutes are corrected and agreed to, once each', { timeout: 120_000 }, async (context) => {
  const { postern, api, session } = await startWithOffice(context)
  const office = await loadOffice(api, session.id)
  const entry = entryOf(session, { arrival: 'phone-live', received: session.today(), isAnswerable: true, consent: true })
  const { receipt } = await (await prepareEntry(office, { channel: 'web', answers: { what: '码头夜里卸货' }, language: 'zh', provenance: 'in-browser', entry }, true)).send(api)
  const code = receipt ?? assert.fail('no code')
  const post = (action: string, fields: Readonly<Record<string, string>>) => fetch(`${postern.url}/nojs/${action}`, { method: 'POST', body: new URLSearchParams({ office: office.office, lang: 'zh', ...fields }) })
  const tokenIn = (page: string): string => /name="token" value="([^"]+)"/.exec(page)?.[1] ?? assert.fail('a page without its token')
  const page = await (await post('open', { code })).text()
  assert.match(page, /本件由办公室在与您通话时记录。录入的人看到过您的回执码。/)
  const empty = await post('minutes', { token: tokenIn(page), minutes: 'rectified', correction: ' ' })
  assert.deepEqual([empty.status, /请先写明应当怎样更正/.test(await empty.text())], [422, true])
  assert.match(await (await post('minutes', { token: 'stale', minutes: 'agreed' })).text(), /name="code"/, 'an old page asks for the code')
  const token = tokenIn(page)
  for (const click of ['first', 'second']) {
    const corrected = await (await post('minutes', { token, minutes: 'rectified', correction: '是凌晨<b>' })).text()
    assert.ok(corrected.includes('您对记录的更正：') && corrected.includes('是凌晨&lt;b&gt;'), click)
  }
  const agreed = await (await post('minutes', { token, minutes: 'agreed', correction: '' })).text()
  assert.ok(agreed.includes('您已确认这份记录') && !agreed.includes('value="agreed"'))
  const { turns, minutes } = await openReport(api, office, await deriveReporter(code, office.salt))
  assert.deepEqual([turns.length, minutes?.standing, minutes?.versions.length], [3, 'agreed', 2])
})

test('without scripts a reporter tells of retaliation, once, also when all is concluded', { timeout: 120_000 }, async (context) => {
  const { postern, api, session } = await startWithOffice(context)
  const office = await loadOffice(api, session.id)
  const code = newReceipt()
  const keys = await deriveReporter(code, office.salt)
  const { report } = await fileReport(api, office, { keys, draft: { channel: 'web', answers: { what: '他收了钱' }, language: 'zh', provenance: 'in-browser' } })
  for (const state of ['accepted', 'concluded'] as const) await changeState(session, report, { state, reason: '办结', language: 'zh' })
  const post = (action: string, fields: Readonly<Record<string, string>>) => fetch(`${postern.url}/nojs/${action}`, { method: 'POST', body: new URLSearchParams({ office: office.office, lang: 'zh', ...fields }) })
  const page = await (await post('open', { code })).text()
  const token = /name="token" value="([^"]+)"/.exec(page)?.[1] ?? assert.fail('a page without its token')
  assert.match(page, /<details id="retaliation"><summary>如果有人报复您/)
  assert.match(await (await post('retaliation', { token: 'stale', 'done-to-me': '被调岗' })).text(), /name="code"/, 'an old page asks for the code')
  for (const [typed, said] of [[{ 'done-to-me': ' ' }, '请先写下您遭到了什么对待'], [{ 'done-to-me': '被调岗<b>', 'since': '上周' }, '这不是一个日期']] as const) {
    const wrong = await post('retaliation', { token, ...typed })
    const text = await wrong.text()
    assert.ok(wrong.status >= 400 && text.includes(said) && (typed['done-to-me'].trim() === '' || text.includes('被调岗&lt;b&gt;')), said)
  }
  for (const click of ['first', 'second']) {
    const told = await (await post('retaliation', { token, 'done-to-me': '被调岗<b>', 'since': '2026-11-20', 'may-act': 'yes' })).text()
    assert.ok(told.includes('办公室已收到您所说的报复情况') && told.includes('从2026年11月20日开始。办公室可以为此采取行动。') && told.includes('被调岗&lt;b&gt;') && told.includes('此事尚未了结'), click)
  }
  const { turns, next } = await openReport(api, office, keys)
  assert.deepEqual([turns.filter(({ kind }) => kind === 'retaliation').length, turns.at(-1)?.retaliation, next?.reason], [1, { since: '2026-11-20', mayAct: true }, 'retaliation'])
})

test('without scripts a reporter is told where a report was referred and until when, and objects once', { timeout: 120_000 }, async (context) => {
  const { postern, api, session } = await startWithOffice(context)
  const web = session.office().channels[0] ?? assert.fail()
  await putChannel(session, { channel: 'web', names: web.names, team: web.team, packs: ['cn-petition@1'] })
  const office = await loadOffice(api, session.id)
  const code = newReceipt()
  const keys = await deriveReporter(code, office.salt)
  const { report } = await fileReport(api, office, { keys, draft: { channel: 'web', answers: { what: '他收了钱' }, language: 'zh', provenance: 'in-browser' } })
  const post = (action: string, fields: Readonly<Record<string, string>>) => fetch(`${postern.url}/nojs/${action}`, { method: 'POST', body: new URLSearchParams({ office: office.office, lang: 'zh', ...fields }) })
  assert.doesNotMatch(await (await post('open', { code })).text(), /id="objection"/, 'nothing is referred yet')
  await changeState(session, report, { state: 'referred', reason: '属其职权', language: 'zh', referral: { to: '市监局<b>', notConcerned: true } })
  const page = await (await post('open', { code })).text()
  assert.match(page, /移送至：市监局&lt;b&gt;[^]*<details id="objection" open><summary>对移送提出异议[^]*之前（含当天）提出异议/)
  const token = /name="token" value="([^"]+)"/.exec(page)?.[1] ?? assert.fail('a page without its token')
  assert.match(await (await post('objection', { token: 'stale', objection: '不该去那里' })).text(), /name="code"/, 'an old page asks for the code')
  assert.ok((await (await post('objection', { token, objection: ' ' })).text()).includes('请先写下为何不应移送该处'))
  for (const click of ['first', 'second']) {
    const told = await (await post('objection', { token, objection: '局长是他姐夫<b>' })).text()
    assert.ok(told.includes('办公室已收到您的异议') && told.includes('局长是他姐夫&lt;b&gt;') && told.includes('办公室尚未答复') && !told.includes('id="objection-why"'), click)
  }
  const again = await post('objection', { token, objection: '又' })
  assert.deepEqual([again.status, (await again.text()).includes('现已不能对这次移送提出异议')], [409, true])
  assert.equal((await openReport(api, office, keys)).turns.filter(({ kind }) => kind === 'objection').length, 1)
})

test('without scripts a file of the office’s is saved, and no other', { timeout: 120_000 }, async (context) => {
  const { postern, api, session } = await startWithOffice(context)
  const office = await loadOffice(api, session.id)
  const code = newReceipt()
  const keys = await deriveReporter(code, office.salt)
  const sent = async (words: Buffer, name: string) => attach(api, startAttaching({ source: { sizeBytes: words.length, read: async (from, to) => new Uint8Array(words.subarray(from, to)) }, name, cleaning: 'nothing-found' }))
  const own = await sent(Buffer.from('mine'), 'own.txt')
  const { report } = await fileReport(api, office, { keys, draft: { channel: 'web', answers: { what: '他收了钱' }, language: 'zh', provenance: 'in-browser', files: [own] } })
  const form = Buffer.alloc(1_100_000, 'a form of two segments. ')
  await reply(session, report, { text: '请填写', language: 'zh', files: [await sent(form, "表格 (1)'.txt")] })
  const post = (action: string, fields: Readonly<Record<string, string>>) => fetch(`${postern.url}/nojs/${action}`, { method: 'POST', body: new URLSearchParams({ office: office.office, lang: 'zh', ...fields }) })
  const page = await (await post('open', { code })).text()
  const token = /name="token" value="([^"]+)"/.exec(page)?.[1] ?? assert.fail('a page without its token')
  const offered = [...page.matchAll(/name="wanted" value="([^"]+)"><button class="text" aria-label="保存到本机: 表格/g)]
  assert.equal([...page.matchAll(/name="wanted"/g)].length, 1)
  const saved = await post('file', { token, wanted: offered[0]?.[1] ?? '' })
  assert.deepEqual([saved.status, saved.headers.get('content-type'), saved.headers.get('content-disposition'), saved.headers.get('cache-control'), saved.headers.get('date')],
    [200, 'application/octet-stream', `attachment; filename*=UTF-8''${encodeURIComponent('表格 ')}%281%29%27.txt`, 'no-store', null])
  assert.ok(Buffer.from(await saved.arrayBuffer()).equals(form))
  const refused = await post('file', { token, wanted: own.file })
  assert.deepEqual([refused.status, /他收了钱/.test(await refused.text())], [404, true])
  assert.match(await (await post('file', { token: 'stale', wanted: own.file })).text(), /name="code"/, 'an old page asks for the code')
})

test('without scripts a report is kept from somebody who is named, and somebody must be left', { timeout: 120_000 }, async (context) => {
  const { postern, session } = await startWithOffice(context)
  const signKey = session.me.signKey
  await nameReaders(session, 'web', [{ signKey, names: { en: 'Lin Yue', zh: '林岳' } }])
  const page = await pageWith(`${postern.url}/plain?lang=zh`, '林岳')
  assert.match(page, new RegExp(`type="checkbox" name="not-${signKey}"`))
  assert.match(page, /服务器会看到有人被排除/)
  const body = new URLSearchParams({ office: session.id, lang: 'zh', what: '这事与她有关', [`not-${signKey}`]: 'yes' })
  const refused = await fetch(`${postern.url}/nojs/report`, { method: 'POST', body })
  assert.equal(refused.status, 422)
  const again = await refused.text()
  assert.match(again, /这样就没有人能阅读了/)
  assert.ok(again.includes('这事与她有关') && / checked>/.test(again), 'nothing that was typed or ticked is lost')
})

/** The front looks at the directory every few seconds. */
async function pageWith(url: string, words: string): Promise<string> {
  for (let tries = 0; ; tries++) {
    const text = await (await fetch(url)).text()
    if (text.includes(words) || tries > 100) return text
    await new Promise((resolve) => { setTimeout(resolve, 300) })
  }
}

test('without scripts a transcript is corrected whole, and agreed to as it then stands', { timeout: 120_000 }, async (context) => {
  const { postern, api, session } = await startWithOffice(context)
  const office = await loadOffice(api, session.id)
  const { report, receipt: code, keys, file } = await fileSpoken(api, office, voiceLike(1))
  const post = (action: string, fields: Readonly<Record<string, string>>) => fetch(`${postern.url}/nojs/${action}`, { method: 'POST', body: new URLSearchParams({ office: office.office, lang: 'en', ...fields }) })
  const tokenIn = (page: string): string => /name="token" value="([^"]+)"/.exec(page)?.[1] ?? assert.fail('a page without its token')
  const before = await (await post('open', { code })).text()
  assert.doesNotMatch(before, /nojs\/minutes/, 'nothing was written down yet')
  await reply(session, report, { text: 'Two lorries <came>.\nAt night.', language: 'en', transcript: { file, is: 'offered' } })
  const page = await (await post('open', { code })).text()
  assert.ok(page.includes('What the office heard in your recording recording.wav:') && page.includes('name="of" value="1"') && page.includes('Two lorries &lt;came&gt;.'))
  const token = tokenIn(page)
  const same = await post('minutes', { token, of: '1', minutes: 'rectified', correction: 'Two lorries <came>.\r\nAt night.' })
  assert.deepEqual([same.status, /<details open>.*Write what should be different first/.test(await same.text())], [422, true])
  for (const wrong of ['9', '-1', 'x', '0']) assert.notEqual((await post('minutes', { token, of: wrong, minutes: 'agreed' })).status, 200, wrong)
  for (const click of ['first', 'second']) {
    const corrected = await (await post('minutes', { token, of: '1', minutes: 'rectified', correction: 'Three lorries.' })).text()
    assert.ok(corrected.includes('Your correction of the transcript:') && corrected.includes('Three lorries.'), click)
  }
  await reply(session, report, { text: 'Three lorries came at night.', language: 'en', transcript: { file, is: 'offered' } })
  const stale = await post('minutes', { token, of: '1', minutes: 'agreed' })
  assert.notEqual(stale.status, 200, 'nobody agrees to words that are not the newest any more')
  const agreed = await (await post('minutes', { token, of: '3', minutes: 'agreed' })).text()
  assert.ok(agreed.includes('You agreed to this transcript') && !agreed.includes('value="agreed"'))
  const { turns, transcripts } = await openReport(api, office, keys)
  assert.deepEqual([turns.length, transcripts[0]?.standing, transcripts[0]?.versions.map(({ from }) => from)], [5, 'agreed', ['office', 'reporter', 'office']])
})
