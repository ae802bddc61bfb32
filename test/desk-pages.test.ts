// Goal: every page of the desk can be read and worked by everybody, in both languages, on a phone and on a wide screen, under exactly the
// policy it is served with. Method: the built desk over a fixture, each page held against axe, the window's width and the browser's console.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { noChromium, launchChromium } from './support/browsers.ts'
import { assertSound, beAtDesk, CODE, goOn, inWorld, logIn, openDesk, openReport, PASSPHRASE, shoot } from './desk/drive.ts'
import { buildFixtureDesk, serveDesk, type ServedDesk } from './desk/serve-desk.ts'
import { FIXTURE_WORDS } from './desk/fixture-texts.ts'
import { lookAtLines, lookAtPrompts, lookAtRehearsal } from './desk/line-walks.ts'
import { lookAtTemplates } from './desk/template-walks.ts'
import { askAnExpert, lookAtAppraisals, lookAtWhatIsAsked } from './desk/appraisal-walks.ts'
import { lookAtAbsences, lookAtHandingOver, lookAtReferral, lookAtRetaliation, lookAtSeries, lookAtTriage, lookAtUrgency } from './desk/queue-walks.ts'
import { lookAtConflict, lookAtMissing, lookAtSecond } from './desk/second-walks.ts'

let desk: ServedDesk
before(async () => { desk = await serveDesk(await buildFixtureDesk()) })
after(() => desk.close())

type DeskPage = Awaited<ReturnType<typeof openDesk>>
interface Scene {
  readonly name: string
  readonly address: string
  readonly go: (page: DeskPage, look: (what: string) => Promise<void>) => Promise<void>
  /** Begins on the page of the scene before, at the desk: opening one anew, logging in and bringing axe take as long as four looks. */
  readonly goesOn?: true
}

const SCENES: readonly Scene[] = [
  { name: 'log-in', address: '?offices', go: lookAtLogIn },
  { name: 'set-up', address: '#setup=abc', go: lookAtSetUp },
  { name: 'invitation', address: '?invited', go: lookAtInvitation },
  { name: 'queue', address: '', go: lookAtQueue },
  { name: 'an empty queue', address: '?empty', go: async (page, look) => { await logIn(page); await page.locator('.void').waitFor(); await look('empty') } },
  { name: 'series', address: '?copies', go: lookAtSeries },
  { name: 'report', address: '', go: lookAtReport },
  { name: 'retaliation', address: '', go: lookAtRetaliation },
  { name: 'urgency', address: '', go: lookAtUrgency },
  { name: 'referral', address: '', go: lookAtReferral },
  { name: 'what is missing', address: '', go: lookAtMissing },
  { name: 'a colleague’s conflict', address: '', go: lookAtConflict },
  { name: 'a second handler', address: '', go: lookAtSecond },
  { name: 'triage and views', address: '', go: lookAtTriage },
  { name: 'handing over', address: '', go: lookAtHandingOver },
  { name: 'absences', address: '#away', go: lookAtAbsences },
  { name: 'members', address: '?invited#members', go: lookAtMembers },
  { name: 'audit', address: '#audit', go: lookAtAudit },
  { name: 'what callers hear', address: '#prompts', go: lookAtPrompts },
  { name: 'a rehearsal', address: '#rehearsal', go: lookAtRehearsal },
  { name: 'cases', address: '?cases#cases', go: lookAtCases },
  { name: 'answer templates', address: '#templates', go: lookAtTemplates },
  { name: 'identities', address: '?identities#identities', go: lookAtIdentities },
  { name: 'appraisals', address: '?expert=asked#appraisals', go: lookAtAppraisals },
  { name: 'asked of an expert', address: '?expert=asked', go: lookAtWhatIsAsked },
  { name: 'asking an expert', address: '?expert', go: askAnExpert },
  { name: 'your office', address: '#office', go: async (page, look) => { await logIn(page); await page.locator('.guide li').first().waitFor(); await look('what is left') } },
  { name: 'notices', address: '#notices', go: lookAtNotices, goesOn: true },
  { name: 'telephone lines', address: '#lines', go: lookAtLines, goesOn: true },
  { name: 'keeping and erasing', address: '#retention', go: lookAtRetention, goesOn: true },
  { name: 'teams', address: '#teams', go: lookAtTeams, goesOn: true },
]

interface Screen { readonly width: number; readonly colorScheme: 'light' | 'dark' }

// The light ones, a phone's and a wide screen's, are held against all that axe knows; the dark ones against what depends on colours.
const SCREENS: Readonly<Record<string, readonly Screen[]>> = {
  'en-GB': [{ width: 320, colorScheme: 'light' }, { width: 1440, colorScheme: 'dark' }],
  'zh-CN': [{ width: 320, colorScheme: 'dark' }, { width: 1440, colorScheme: 'light' }],
}
for (const [locale, screens] of Object.entries(SCREENS)) {
  test(`every page of the desk is sound in ${locale}, on a phone and on a wide screen`, { skip: noChromium() }, async (context) => {
    const chromium = await launchChromium(context, { locale })
    let page: DeskPage | null = null
    for (const [index, scene] of SCENES.entries()) {
      await context.test(scene.name, async () => {
        const left = scene.goesOn === true ? page : null
        // Where a scene fails, the next has a page of its own.
        page = null
        const opened = left ?? await openDesk(chromium, placeOf(scene))
        if (left !== null) await opened.evaluate((hash) => { location.hash = hash }, scene.address)
        await play(opened, scene, screens)
        if (SCENES[index + 1]?.goesOn === true) page = opened
        else await opened.close()
      })
    }
  })
}

/** What came in behind the desk's back is looked for at once: at the desk's own pace a walk would mostly wait. */
function placeOf({ address }: Scene): string {
  const url = new URL(address, desk.url)
  url.searchParams.set('poll', '1000')
  return url.href
}

/** Goes the way once, and looks at each page on every screen. */
async function play(page: DeskPage, { name, go }: Scene, screens: readonly Screen[]): Promise<void> {
  await go(page, async (what) => {
    for (const { width, colorScheme } of screens) {
      await page.setViewportSize({ width, height: 800 })
      // Without motion, or axe would look at a colour half-way to the other theme.
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await assertSound(page, `${name}: ${what}, ${width} px, ${colorScheme}`, colorScheme === 'light' ? 'all' : 'colours')
      await shoot(page, `${name}-${what}-${width}-${colorScheme}`)
    }
  })
}

async function lookAtLogIn(page: DeskPage, look: (what: string) => Promise<void>): Promise<void> {
  await page.locator('select').waitFor()
  await page.locator('button.go').click()
  await page.locator('[aria-invalid]').first().waitFor()
  await look('with empty fields')
  await page.locator('form input').nth(0).fill('Nobody')
  await page.locator('form input').nth(1).fill('wrong')
  await page.locator('form input').nth(2).fill(CODE)
  await page.locator('button.go').click()
  await page.locator('.notice.alarm').waitFor()
  await look('refused')
}

async function lookAtSetUp(page: DeskPage, look: (what: string) => Promise<void>): Promise<void> {
  await look('office')
  await page.locator('form input').nth(0).fill('Qingjia Group Reporting Office')
  await page.locator('form input').nth(1).fill('青岬集团举报受理办公室')
  await goOn(page)
  await takeMemberSteps(page, look)
  await look('the office is made')
}

async function lookAtInvitation(page: DeskPage, look: (what: string) => Promise<void>): Promise<void> {
  await inWorld(page, ({ office }) => { location.hash = `invite=${office.invitations[2]?.invitation}` })
  await page.locator('.facts').waitFor()
  await look('welcome')
  await goOn(page)
  await takeMemberSteps(page, look)
  await look('enrolled')
}

async function takeMemberSteps(page: Page, look: (what: string) => Promise<void>): Promise<void> {
  await look('name')
  await page.locator('form input').fill('Lin Yue')
  await goOn(page)
  await look('passphrase')
  await goOn(page)
  await look('passphrase again')
  await page.locator('.secret input').fill(PASSPHRASE)
  await goOn(page)
  await look('recovery code')
  await goOn(page)
  await page.locator('main button[type=submit]').click()
  await page.locator('[aria-invalid]').first().waitFor()
  await look('recovery words')
  for (const field of await page.locator('.field').all()) {
    const position = Number(/\d+/.exec(await field.locator('label').textContent() ?? '')?.[0])
    await field.locator('input').fill(FIXTURE_WORDS[position - 1] ?? '')
  }
  await goOn(page)
  await page.locator('summary').click()
  await page.locator('input.code').fill('000000')
  await page.locator('main button[type=submit]').click()
  await page.locator('.notice.alarm').waitFor()
  await look('one-time code')
  await page.locator('input.code').fill(CODE)
  await goOn(page)
}

async function lookAtQueue(page: DeskPage, look: (what: string) => Promise<void>): Promise<void> {
  await logIn(page)
  await page.locator('.row').first().waitFor()
  await look('all')
  await page.locator('select.filter').selectOption('concluded')
  await page.locator('.row').first().waitFor()
  await look('filtered')
  await page.keyboard.press('?')
  await page.locator('dialog').waitFor()
  await look('keys')
}

async function lookAtReport(page: DeskPage, look: (what: string) => Promise<void>): Promise<void> {
  await logIn(page)
  await openReport(page, 0)
  await page.keyboard.press('i')
  await page.keyboard.type('Only for us')
  await page.keyboard.press('Control+Enter')
  await page.locator('.said.inside').waitFor()
  await page.locator('.files .button').last().click()
  await page.locator('dialog .go').waitFor()
  await look('with a note, and a file about to be saved')
  await page.keyboard.press('Escape')
  await page.locator('dialog').waitFor({ state: 'detached' })
  await page.keyboard.press('Escape')
  await page.keyboard.press('n')
  await page.locator('dialog .go').click()
  await page.locator('dialog [aria-invalid]').waitFor()
  await look('deciding without a reason')
  await page.keyboard.press('Escape')
  await page.keyboard.press('t')
  await page.locator('.title-form').waitFor()
  await look('renaming')
  await page.keyboard.press('Escape')
  await page.locator('.record .row-of-buttons .button').first().click()
  await page.locator('dialog input[type=radio]').first().check()
  await page.locator('dialog .words').waitFor()
  await look('giving access')
  await page.keyboard.press('Escape')
  await page.locator('.record .row-of-buttons .button').nth(1).click()
  await page.locator('dialog .go').click()
  await page.locator('dialog .problem').waitFor()
  await look('leaving out nobody')
  await page.locator('dialog input[type=radio]').first().check()
  await page.locator('dialog .go').click()
  await page.locator('dialog').waitFor({ state: 'detached' })
  await look('somebody left out')
}

async function lookAtMembers(page: DeskPage, look: (what: string) => Promise<void>): Promise<void> {
  await logIn(page)
  await page.locator('.waiting').first().waitFor()
  await look('with a forged enrolment')
  await page.locator('.waiting .go').click()
  await page.locator('dialog').waitFor()
  await look('comparing')
  await page.keyboard.press('Escape')
  await page.locator('dialog').waitFor({ state: 'detached' })
  await page.keyboard.press('c')
  await page.locator('dialog .go').click()
  await page.locator('#roles-problem').waitFor()
  await look('inviting to nothing')
  await page.locator('dialog input').nth(1).check()
  await page.locator('dialog .go').click()
  await page.locator('.link-text').waitFor()
  await look('the link')
}

async function lookAtAudit(page: DeskPage, look: (what: string) => Promise<void>): Promise<void> {
  await logIn(page, '谭黎')
  await page.locator('main .bar button').click()
  await page.locator('main table').first().waitFor()
  // Who asked whom, the latest first: the expert is told once one took it on.
  const asked = page.locator('main .asked li')
  assert.deepEqual(await asked.evaluateAll((lines) => lines.map((line) => line.textContent?.includes('Maren Okafor'))), [false, true])
  await look('whole')
}

async function lookAtRetention(page: DeskPage, look: (what: string) => Promise<void>): Promise<void> {
  await beAtDesk(page)
  await page.locator('.facts').waitFor()
  await page.locator('main button').first().click()
  await page.locator('dialog input').nth(0).fill('30')
  await page.locator('dialog input').nth(1).fill('3')
  await page.locator('dialog .problem').waitFor()
  await look('days that are too few')
  await page.locator('dialog input').nth(1).fill('365')
  await inWorld(page, ({ office }) => {
    const { today } = office
    office.today = '2026-10-01' as typeof today
    for (const what of ['谁读了什么书', 'What our neighbours read', 'A parking quarrel']) office.file({ daysAgo: 1, language: 'en', state: 'outside-remit', opened: true, answers: { what } })
    office.cases[0]?.triage(office.lin.signKey, { hold: true })
    office.today = today
  })
  await page.locator('dialog .go').click()
  await page.locator('.retained input').first().waitFor()
  await look('what is due')
  await page.locator('.retained input').first().uncheck()
  await page.locator('main .row-of-buttons button').last().click()
  await look('asked once more')
  assert.equal(await page.locator('.retained input').count(), 2)
  await page.locator('main .go').click()
  // What was unticked stays; what was erased is listed no more.
  await page.waitForFunction(() => document.querySelectorAll('.retained input').length === 1)
}

async function lookAtCases(page: DeskPage, look: (what: string) => Promise<void>): Promise<void> {
  await logIn(page)
  await page.locator('.case-row').first().waitFor()
  await look('open and closed')
  await page.keyboard.press('c')
  await page.locator('dialog .go').click()
  await page.locator('dialog .problem').waitFor()
  await look('opening one without a title')
  await page.keyboard.press('Escape')
  await page.locator('.case-row .link').nth(1).click()
  await page.locator('.allegations li').first().waitFor()
  // A second person agrees, and what is missing before closing is less by that.
  assert.equal(await page.locator('.lacks li').count(), 5)
  await look('one that waits for a second person')
  await page.locator('.notice .go').click()
  await page.locator('.notice').waitFor({ state: 'detached' })
  await page.locator('.allegations .row-of-buttons button').first().click()
  await page.locator('dialog .go').click()
  await page.locator('dialog .problem').first().waitFor()
  await look('a finding without a reason')
  await page.keyboard.press('Escape')
  await page.evaluate("location.hash = 'queue'")
  await openReport(page, 0)
  await page.keyboard.press('g')
  await page.locator('dialog input[type=radio]').last().check()
  await page.locator('dialog .field input').waitFor()
  await look('joining a report to a new case')
  await page.locator('dialog input[type=radio]').first().check()
  await page.locator('dialog .go').click()
  await page.locator('#in-cases').waitFor()
  await look('a report in two cases')
}

async function lookAtNotices(page: DeskPage, look: (what: string) => Promise<void>): Promise<void> {
  await beAtDesk(page)
  await page.locator('main form .go').click()
  await page.locator('main [aria-invalid]').waitFor()
  await look('without an address')
  await page.locator('main input[type=email]').fill('nobody@office.example')
  for (const box of [0, 3, 4]) await page.locator('main form').first().locator('input[type=checkbox]').nth(box).check()
  await page.locator('main form .go').click()
  await page.locator('.secret input').fill(PASSPHRASE)
  await page.locator('.gate-form button[type=submit]').click()
  await page.locator('main .notice').waitFor()
  // What stands in the later sections has buttons too, and is there before these.
  const mine = page.locator('main section').first().locator('.row-of-buttons > button')
  await mine.first().click()
  await page.locator('main .notice code').waitFor()
  await page.locator('main form').last().locator('input').first().check()
  await look('what the mail server said')
  await mine.nth(1).click()
  await page.waitForFunction(() => document.querySelector<HTMLInputElement>('main input[type=email]')?.value === '')
}

async function lookAtTeams(page: DeskPage, look: (what: string) => Promise<void>): Promise<void> {
  await beAtDesk(page)
  await inWorld(page, ({ office }) => {
    const [first] = office.teams
    if (first !== undefined) office.teams = [{ ...first, waiting: office.members.slice(2, 3).map(({ signKey }) => signKey), needsNewEpoch: true }]
  })
  await page.locator('main .bar button').first().click()
  await look('a new team')
  await page.locator('dialog .go').click()
  await page.locator('dialog .problem').waitFor()
  await page.keyboard.press('Escape')
  await page.locator('.waiting button').click()
  await page.locator('dialog .words').waitFor()
  await look('giving a key')
  await page.keyboard.press('Escape')
  await look('teams and channels')
  await page.locator('td button').nth(1).click()
  await page.locator('dialog input[type=checkbox]').first().check()
  await look('named people')
  await page.keyboard.press('Escape')
}

async function lookAtIdentities(page: DeskPage, look: (what: string) => Promise<void>): Promise<void> {
  await logIn(page)
  await page.locator('.waiting li').first().waitFor()
  await look('what waits, and the trace')
  await page.locator('.waiting button').first().click()
  await page.locator('dialog .facts').waitFor()
  await page.locator('dialog .step-buttons button').nth(1).click()
  await page.locator('dialog .go').click()
  await page.locator('dialog .problem').waitFor()
  await look('a refusal without a reason')
  await page.keyboard.press('Escape')
  await page.locator('.waiting button').last().click()
  await page.locator('dialog .go').click()
  await page.locator('dialog .opened').waitFor()
  await look('an identity, for its requester')
  await page.keyboard.press('Escape')
  await page.evaluate("location.hash = 'queue'")
  await openReport(page, 0)
  await page.locator('.record .row-of-buttons button').last().click()
  await page.waitForFunction("document.querySelector('dialog textarea[lang]').value !== ''")
  await look('asking who a reporter is')
}
