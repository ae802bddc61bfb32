// Goal: an outside expert is invited, asked about two of three exhibits, answers and is closed, all of it at the desk, and finds nothing of the third nor of the
// office's pages; what goes wrong says so. Method: the built desk over the real front and server, two people in two profiles of one browser; a colleague
// and a server that lies are played behind their backs.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { addDays } from '#base/day.ts'
import { enrol } from '#clients/member/enrol.ts'
import { closeAppraisal } from '#clients/member/appraisals.ts'
import { askAppraisal } from '#clients/member/ask-appraisal.ts'
import { registerExhibit } from '#clients/member/exhibits.ts'
import { confirmMember, inviteMember } from '#clients/member/invite.ts'
import { logIn } from '#clients/member/log-in.ts'
import { sendLogFile } from '#clients/member/log-file.ts'
import { earlierCode, oneTimeCodeAt } from '#clients/member/prepare.ts'
import type { Session } from '#clients/member/session.ts'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { startAttaching } from '#clients/transport/attach.ts'
import { stepAt } from '#sealing/proof/one-time-code.ts'
import { goOn, lookerAt, openDesk } from './desk/drive.ts'
import { becomeMember, logInFor, newPerson, wordsOn, type Person } from './desk/real.ts'
import { launchChromium, noChromium } from './support/browsers.ts'
import { person, quickReporter } from './support/client.ts'
import { hostileHouse, sentenceOf } from './support/hostile.ts'
import { fragmentOf, pageLie } from './support/office.ts'

// Looks only, where all is fresh.
execFileSync(process.execPath, [join(import.meta.dirname, '..', 'tools', 'run.mjs'), 'build'], { stdio: 'ignore' })
const house = await hostileHouse()
const { api, session } = house

type DeskPage = Awaited<ReturnType<typeof openDesk>>
type Look = (what: string) => Promise<void>

interface Journey {
  readonly report: string
  /** She handles reports, in English; the expert reads Chinese. */
  readonly her: { readonly page: DeskPage; readonly look: Look }
  readonly expert: { readonly page: DeskPage; readonly look: Look; readonly person: Person }
  readonly colleague: Session
  appraisal: string
}

test('an expert is asked about two of three exhibits at the desk, and answers there', { skip: noChromium(), timeout: 300_000 }, async (context) => {
  const journey = await begin(context)
  await context.test('nobody is an expert yet, and the question leads to where one is invited', () => findNobody(journey))
  await context.test('an administrator invites the expert, who becomes a member as nothing else', () => inviteExpert(journey))
  await context.test('a handler asks about exactly two of three exhibits', () => ask(journey))
  await context.test('the expert finds what is asked, nothing of the third exhibit, and no other page', () => find(journey))
  await context.test('the files open once it is taken on', () => takeOn(journey))
  await context.test('words go to and fro, and each side is told that one waits', () => talk(journey))
  await context.test('an opinion needs every field, is looked over and signed', () => answer(journey))
  await context.test('the handler accepts, adds nothing that cannot follow, and closes', () => accept(journey))
  await context.test('whoever closes second is told so, and what an expert writes behind the end is not lost', () => closeTwice(journey))
  await context.test('a chain that does not hold is shown as such, beside those that do', () => forge(journey))
  await context.test('without a connection the list says so and stays as it was', () => cutOff(journey))
})

async function begin(context: TestContext): Promise<Journey> {
  const draft = { channel: 'web', answers: { what: '标底泄露' }, language: 'zh', provenance: 'in-browser' } as const
  const { report } = await fileReport(api, await loadOffice(api, session.id), { keys: await quickReporter(), draft })
  for (const number of [1, 2, 3]) await keep(report, number)
  const [hers, his] = [await launchChromium(context), await launchChromium(context, { locale: 'zh-CN' })]
  const { name, passphrase, totpSecret, recoveryCode } = house.member
  const page = await openDesk(hers, `${house.url}/desk/#report=${report}`)
  await logInFor(page, { name, passphrase, totpSecret, recoveryCode, usedStep: stepAt(Date.now()) })
  const expertPage = await openDesk(his, `${house.url}/desk/`)
  return {
    report, appraisal: '', colleague: await colleagueOf(),
    her: { page, look: lookerAt(page, 'appraisal-office', { dark: 1440, light: 320 }) },
    expert: { page: expertPage, look: lookerAt(expertPage, 'appraisal-expert', { dark: 320, light: 1440 }), person: newPerson('秦专家') },
  }
}

async function keep(report: string, number: number): Promise<void> {
  const bytes = new TextEncoder().encode(`canary of recording ${number}\n`)
  const file = await sendLogFile(session, startAttaching({ source: { sizeBytes: bytes.length, read: async (from, to) => bytes.slice(from, to) }, name: `记录${number}.txt`, cleaning: 'kept-as-it-was' }), {})
  const me = { member: session.me.signKey }
  await registerExhibit(session, report, { description: `第${number}段谈话记录`, at: '2026-11-25T02:05Z', place: '', seal: '', copy: false, collector: me, holder: me, files: [file] })
}

/** Another reader of the report, at a desk of their own. */
async function colleagueOf(): Promise<Session> {
  const wei = person('Wei')
  const { link, view } = await inviteMember(session, { roles: ['intake'], teams: ['intake'] })
  await enrol(api, fragmentOf(link), { ...wei, oneTimeCode: await earlierCode(wei.totpSecret) })
  await confirmMember(session, view.invitation)
  return logIn(api, { office: session.id, name: wei.name, passphrase: wei.passphrase, oneTimeCode: oneTimeCodeAt(wei.totpSecret, Date.now()) })
}

/** The desk looks for what came in, as it does when somebody comes back to the window. */
async function comeBack(page: DeskPage): Promise<void> {
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
}

async function findNobody({ her: { page, look } }: Journey): Promise<void> {
  await page.locator('.exhibit').nth(2).waitFor()
  await page.locator('.sheet h1').focus()
  await page.keyboard.press('q')
  await page.locator('dialog a.go').waitFor()
  await look('nobody to ask')
  await page.locator('dialog a.go').click()
  await page.locator('dialog').waitFor({ state: 'detached' })
  await page.locator('.members .go').waitFor()
}

async function inviteExpert({ her: { page }, expert: { page: his, person: expert } }: Journey): Promise<void> {
  await page.locator('.members .go').click()
  await page.locator('dialog input[value=expert]').check()
  assert.equal(await page.locator('dialog input[value=intake]').first().isDisabled(), true)
  await page.locator('dialog .go').click()
  const link = await page.locator('.link-text').inputValue()
  await page.locator('dialog .go').click()
  await his.goto(link)
  await his.locator('.facts').waitFor()
  await goOn(his)
  await becomeMember(his, expert)
  await his.locator('.words').waitFor()
  const read = await wordsOn(his)
  await page.locator('.waiting .go').click()
  assert.equal(await wordsOn(page), read)
  await page.locator('dialog .go').click()
  await page.locator('.members tbody tr', { hasText: '秦专家' }).waitFor()
}

async function ask(journey: Journey): Promise<void> {
  const { report, her: { page, look } } = journey
  await page.evaluate(`location.hash = 'report=${report}'`)
  await page.locator('.exhibit').nth(2).waitFor()
  await page.getByRole('button', { name: 'Ask an expert…' }).first().click()
  for (const at of [0, 1]) await page.locator('dialog input[type=checkbox]').nth(at).check()
  await page.locator('dialog textarea').fill('录音是否经过剪辑？')
  await page.locator('dialog .quiet').last().click()
  await page.locator('dialog textarea').nth(1).fill('谈话是否为一次连续形成？')
  // Closed by mistake: nothing of it is lost.
  await page.keyboard.press('Escape')
  await page.locator('dialog').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Ask an expert…' }).first().click()
  assert.deepEqual(await page.locator('dialog textarea').evaluateAll((areas) => areas.map((area) => (area as HTMLTextAreaElement).value)), ['录音是否经过剪辑？', '谈话是否为一次连续形成？'])
  assert.deepEqual(await page.locator('dialog input[type=checkbox]').evaluateAll((boxes) => boxes.map((box) => (box as HTMLInputElement).checked)), [true, true, false])
  assert.match(await page.locator('dialog').textContent() ?? '', /can open these and nothing else/)
  await look('asking')
  await page.locator('dialog .go').click()
  await page.locator('dialog').waitFor({ state: 'detached' })
  await page.locator('.appraisal-row a').click()
  await page.locator('.steps').waitFor()
  journey.appraisal = new URL(page.url()).hash.replace('#appraisal=', '')
  assert.match(journey.appraisal, /^[\w-]{43}$/)
  assert.match(await page.locator('.asked').textContent() ?? '', /^1\. 录音是否经过剪辑？\n2\. 谈话是否为一次连续形成？$/)
  await look('asked')
}

async function find({ report, appraisal, expert: { page, look, person: expert } }: Journey): Promise<void> {
  await page.goto(`${house.url}/desk/#report=${report}`)
  await page.reload()
  await logInFor(page, expert)
  await page.locator('main .waiting li').waitFor()
  assert.equal(await page.locator('main h1').textContent(), '受托鉴定')
  assert.equal(await page.locator('nav .number').textContent(), '1')
  await look('list')
  for (const place of ['queue', 'members', 'teams', 'recovery', 'office', 'audit', 'identities', `report=${report}`]) {
    await page.evaluate(`location.hash = '${place}'`)
    await page.locator('main .waiting li').waitFor()
    assert.equal(await page.locator('nav a').count(), 2, `${place}: what is asked, and their own access`)
  }
  await page.locator('main .waiting a').click()
  await page.locator('.exhibit').nth(1).waitFor()
  assert.equal(new URL(page.url()).hash, `#appraisal=${appraisal}`)
  assert.deepEqual([await page.locator('.exhibit').count(), await page.locator('.exhibit .files button').count()], [2, 0], 'no file is open before it is taken on')
  const told = await page.locator('body').innerHTML()
  for (const word of ['第3段', '记录3', '证物3', '标底泄露', report]) assert.ok(!told.includes(word), word)
  assert.match(await page.locator('main').textContent() ?? '', /请先受理/)
}

async function takeOn({ expert: { page, look } }: Journey): Promise<void> {
  await page.locator('main form').first().locator('.go').click()
  await page.locator('fieldset .problem').waitFor()
  await page.locator('main input[type=radio]').first().check()
  const declared = await page.locator('.declared').textContent() ?? ''
  assert.match(declared, /无亲属或密切关系.*立即告知办公室/s)
  await look('declaring')
  await page.locator('main form').first().locator('.go').click()
  await page.locator('.opinion-form').waitFor()
  assert.equal(await page.locator('.declared').textContent(), declared, 'what was read is what is signed')
  await page.locator('.exhibit').first().locator('.files button').first().click()
  await page.locator('dialog iframe:not(.waits)').waitFor()
  const frame = await (await page.locator('dialog iframe').elementHandle())?.contentFrame()
  await frame?.locator('text=canary of recording 1').waitFor()
  await page.keyboard.press('Escape')
  await page.locator('dialog').waitFor({ state: 'detached' })
  await page.locator('.exhibit').nth(1).locator('.files button').last().click()
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('dialog .go').click()])
  assert.equal(download.suggestedFilename(), '记录2.txt')
  await page.locator('dialog .button').last().click()
}

async function talk({ her: { page: hers }, expert: { page } }: Journey): Promise<void> {
  await page.locator('.say textarea').fill('请提供设备型号。')
  await page.locator('.say textarea').press('Control+Enter')
  await page.locator('.said', { hasText: '请提供设备型号。' }).waitFor()
  await comeBack(hers)
  await hers.locator('.said', { hasText: '请提供设备型号。' }).waitFor()
  await hers.locator('nav a[href^="#appraisals"] .number').waitFor()
  await hers.locator('.say textarea').fill('BWC-31')
  await hers.locator('.say .button').click()
  await hers.locator('.said.office', { hasText: 'BWC-31' }).waitFor()
  await hers.locator('nav a[href^="#appraisals"] .number').waitFor({ state: 'detached' })
  await comeBack(page)
  await page.locator('.said.office', { hasText: 'BWC-31' }).waitFor()
}

async function answer({ her: { page: hers }, expert: { page, look } }: Journey): Promise<void> {
  const fields = page.locator('.opinion-form textarea, .opinion-form input')
  assert.equal(await fields.count(), 8)
  for (const at of [0, 1, 2, 3, 4, 5, 6]) await fields.nth(at).fill(`第${at + 1}栏`)
  await page.locator('.opinion-form .go').click()
  await page.locator('.opinion-form .problem').first().waitFor()
  assert.equal(await page.locator('dialog').count(), 0, 'what is not whole is not signed')
  await look('a field is empty')
  await fields.nth(7).fill('电网频率连续。')
  await page.locator('.opinion-form .go').click()
  await page.locator('dialog .opinion dd').nth(7).waitFor()
  await look('last look')
  await page.locator('dialog .go').click()
  await page.locator('dialog').waitFor({ state: 'detached' })
  await page.locator('.said.opinion').waitFor()
  assert.equal(await page.locator('.opinion-form').count(), 0)
  await comeBack(hers)
  await hers.locator('.said.opinion').waitFor()
  assert.match(await hers.locator('.said.opinion').textContent() ?? '', /Exhibit 1.*第1栏.*Exhibit 2.*电网频率连续.*Signed by 秦专家/s)
  assert.equal(await hers.locator('nav a[href^="#appraisals"] .number').textContent(), '1')
}

async function accept({ her: { page, look }, expert: { page: his } }: Journey): Promise<void> {
  await page.locator('.said.opinion .go').click()
  await page.locator('dialog .go').click()
  await page.locator('.review').waitFor()
  await page.locator('nav a[href^="#appraisals"] .number').waitFor({ state: 'detached' })
  await look('accepted')
  await page.getByRole('button', { name: 'Close…' }).click()
  assert.match(await page.locator('dialog').textContent() ?? '', /gives the expert no file/)
  await page.locator('dialog .go').click()
  await page.locator('.say').waitFor({ state: 'detached' })
  assert.match(await page.locator('main').textContent() ?? '', /It is closed: nothing follows/)
  await comeBack(his)
  await his.locator('.say').waitFor({ state: 'detached' })
  assert.equal(await his.locator('.exhibit .files button').count(), 0, 'closed, no file is open to the expert')
  assert.ok(await his.locator('.said.opinion').isVisible())
}

/** One more question about what was asked before, so that the third exhibit stays shut. */
async function askedAgain({ report, expert: { person: expert } }: Journey, questions: string): Promise<string> {
  await session.refresh()
  const { signKey = '' } = session.office().members.find(({ name }) => name === expert.name) ?? {}
  return (await askAppraisal(session, report, { exhibits: [1], expert: signKey, questions, due: addDays(session.today(), 3) })).id
}

async function open(page: DeskPage, id: string): Promise<void> {
  await page.evaluate(`location.hash = 'appraisal=${id}'`)
  await page.locator('.say').waitFor()
}

async function closeTwice(journey: Journey): Promise<void> {
  const { her: { page, look }, expert: { page: his }, colleague } = journey
  const id = await askedAgain(journey, '另有一问')
  await Promise.all([open(page, id), open(his, id)])
  await his.locator('.say textarea').fill('还有一事。')
  await page.getByRole('button', { name: 'Close…' }).click()
  await page.locator('dialog textarea').fill('不再需要')
  await colleague.refresh()
  await closeAppraisal(colleague, id, '已另行查明')
  await page.locator('dialog .go').click()
  await page.locator('dialog').waitFor({ state: 'detached' })
  await page.locator('.notice.lamp', { hasText: 'was written here first' }).waitFor()
  assert.match(await page.locator('main').textContent() ?? '', /已另行查明/)
  await page.locator('.left-over blockquote', { hasText: '不再需要' }).waitFor()
  await look('closed twice')
  await his.locator('.say .button').click()
  await his.locator('.left-over blockquote', { hasText: '还有一事。' }).waitFor()
  assert.match(await his.locator('main').textContent() ?? '', /未发送任何内容/)
  for (const each of [page, his]) {
    await each.locator('.left-over button').click()
    await each.locator('.left-over blockquote').waitFor({ state: 'detached' })
  }
}

async function forge(journey: Journey): Promise<void> {
  const { her: { page, look }, appraisal } = journey
  const id = await askedAgain(journey, '会被改动的一问')
  const lie = pageLie((answered) => (answered.log === id ? { ...answered, entries: answered.entries.map((entry) => ({ ...entry, signature: entry.signature.map((byte) => byte ^ 1) })) } : answered))
  await house.lying({ 'read-log': lie }, async () => {
    await page.evaluate("location.hash = 'appraisals'")
    await page.locator('.appraisal-row .problem').waitFor()
    assert.match(await page.locator('main').textContent() ?? '', /chain of this appraisal does not hold/)
    await page.locator(`a[href="#appraisal=${appraisal}"]`).waitFor()
    assert.ok(!(await page.locator('main').textContent() ?? '').includes('会被改动的一问'))
    await look('one does not hold')
    await page.locator(`a[href="#appraisal=${id}"]`).click()
    await page.getByText(sentenceOf('bad-signature', 'en')).waitFor()
    assert.equal(await page.locator('.say, .steps').count(), 0, 'nothing is answered to it')
  })
}

async function cutOff({ her: { page }, appraisal }: Journey): Promise<void> {
  await page.evaluate("location.hash = 'appraisals'")
  await page.locator('.appraisal-row').nth(2).waitFor()
  await page.context().setOffline(true)
  await page.evaluate(`location.hash = 'appraisal=${appraisal}'`)
  await page.evaluate("location.hash = 'appraisals'")
  await page.locator('.notice.alarm', { hasText: sentenceOf('unreachable', 'en') }).waitFor()
  assert.equal(await page.locator('.appraisal-row').count(), 3)
  await page.context().setOffline(false)
  await page.locator('.notice.alarm button').click()
  await page.locator('.notice.alarm').waitFor({ state: 'detached' })
}
