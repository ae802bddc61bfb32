// Goal: prepared answers are the members' and no server's, two who write at once lose nothing, and nothing that was left open is sent. Method: the real server in this process.
import assert from 'node:assert/strict'
import test from 'node:test'
import { utf8 } from '#base/bytes.ts'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { openNames } from '#domain/template-text.ts'
import { missingLanguages, type Template, type TemplateWording } from '#domain/templates.ts'
import { quickReporter } from '#test/support/client.ts'
import { join, openOffice } from '#test/support/office.ts'
import { refusalOf } from '#test/support/vectors.ts'
import { fetchLog } from './office-log.ts'
import { changeRoles } from './people.ts'
import { changeState } from './change-state.ts'
import { openReportAsHandler, reply } from './report.ts'
import { preparedFor } from './template-values.ts'
import { newTemplateId, STARTERS } from './starter-templates.ts'
import { listTemplates, putTemplate } from './templates.ts'

const open = await openOffice()
const { api, session } = open
const wei = await join(open, { name: 'Wei' })
await session.refresh()
const THANKS: TemplateWording = { id: newTemplateId(), name: 'Thanks', texts: { en: 'We at [[office]] have it since [[received]]. You hear from us by [[next-date]].', zh: '已于[[received]]收到。' }, deed: 'none', order: 0, retired: false }
const wordings = (templates: readonly Template[]): readonly unknown[] => templates.map(({ name, texts, deed, retired }) => ({ name, texts, deed, retired }))

test('administrators write prepared answers, every member reads them, and the server keeps nothing that it could read', async () => {
  await putTemplate(session, THANKS, null)
  await wei.refresh()
  assert.deepEqual(wordings(await listTemplates(wei)), [{ name: 'Thanks', texts: THANKS.texts, deed: 'none', retired: false }])
  assert.equal(await refusalOf(() => putTemplate(wei, { ...THANKS, name: 'Mine' }, null)), 'not-allowed')
  const { length } = session.officeLog()
  await putTemplate(session, THANKS, null)
  assert.equal(session.officeLog().length, length, 'what is so already is not said again')
  const { entries } = await fetchLog(session.api, session.id)
  for (const word of ['Thanks', 'You hear from us', '已于']) assert.ok(entries.every(({ body }) => !Buffer.from(body).includes(Buffer.from(utf8(word)))), word)
})

test('what cannot be filled in ever, or is in no language, is not written', async () => {
  for (const wrong of [{ ...THANKS, texts: { en: 'By [[next date]].' } }, { ...THANKS, texts: {} }, { ...THANKS, name: ' ' }]) {
    assert.equal(await refusalOf(() => putTemplate(session, wrong, null)), 'malformed')
  }
})

test('the answers to begin with are in both languages, and can be kept as they stand', async () => {
  for (const starter of Object.values(STARTERS)) {
    assert.deepEqual(missingLanguages(starter), [])
    assert.deepEqual([...openNames(starter.texts.en ?? '')].toSorted(), [...openNames(starter.texts.zh ?? '')].toSorted(), 'both languages leave the same open')
    const mine = { id: newTemplateId(), ...starter }
    assert.deepEqual((await putTemplate(session, mine, null)).filter(({ id }) => id === mine.id).map(({ name }) => name), [starter.name])
    await putTemplate(session, { ...mine, retired: true }, (await listTemplates(session)).find(({ id }) => id === mine.id)?.hash ?? null)
  }
  await wei.refresh()
})

test('two who write at once are both kept, the last counts, and the list says that they crossed', async () => {
  const { signKey } = wei.me
  await changeRoles(session, signKey, ['administrator', 'intake'])
  await wei.refresh()
  const [seen] = await listTemplates(wei)
  assert.ok(seen !== undefined)
  await putTemplate(session, { ...THANKS, texts: { en: 'From one.' } }, seen.hash)
  const [now] = await putTemplate(wei, { ...THANKS, texts: { en: 'From the other.' } }, seen.hash)
  assert.ok(now !== undefined)
  assert.deepEqual([now.texts.en, now.crossed, now.author, now.earlier.map(({ texts, crossed }) => [texts.en, crossed])], ['From the other.', true, signKey, [['From one.', false], [THANKS.texts.en, false]]])
  await session.refresh()
  const [retired] = await putTemplate(session, { ...THANKS, retired: true }, now.hash)
  assert.deepEqual([retired?.retired, retired?.crossed, retired?.earlier.length], [true, false, 3])
})

test('a prepared answer is filled in from what the device knows, and what it does not know holds the answer back', async () => {
  const keys = await quickReporter()
  const { report } = await fileReport(api, await loadOffice(api, session.id), { keys, draft: { channel: 'web', answers: { what: 'invoices' }, language: 'en', provenance: 'in-browser' } })
  const view = await openReportAsHandler(session, report)
  const about = { office: session.office(), docket: view.conversation.docket, today: session.today() }
  const { text, language } = preparedFor(THANKS, 'en', about)
  // The next date is that of the feedback: the acknowledgement is this answer itself.
  const acknowledged = (await reply(session, report, { text, language })).next
  assert.equal(acknowledged?.reason, 'feedback')
  assert.ok(text.includes(session.office().names.en) && text.includes(new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(Date.parse(acknowledged.day))), text)
  // Once it is concluded nothing is owed any more.
  const closing = preparedFor({ texts: { en: 'By [[next-date]].' }, deed: 'referred' }, 'zh', about)
  assert.deepEqual(closing, { text: 'By [[next-date]].', language: 'en' })
  const { chain: { length } } = await openReportAsHandler(session, report)
  assert.equal(await refusalOf(() => changeState(session, report, { state: 'referred', reason: closing.text, language: 'en' })), 'placeholder-open')
  assert.equal(await refusalOf(() => reply(session, report, { text: '【【team】】', language: 'zh' })), 'placeholder-open')
  assert.equal((await openReportAsHandler(session, report)).chain.length, length)
  await changeState(session, report, { state: 'referred', reason: 'To [the authority].', language: 'en', referral: { to: 'The authority', notConcerned: true } })
})
