// Goal: members are told outside the desk what they chose and nothing more: a page within a minute, one notice a day and reason, none where nobody
// asked, none to whom a report is kept from. Method: the real routes and a real mail server, under a clock that the test sets.
import assert from 'node:assert/strict'
import test from 'node:test'
import { addDays } from '#base/day.ts'
import { LIMITS } from '#base/limits.ts'
import type { NoticeChoice } from '#domain/notices.ts'
import { exampleDesk } from '#test/support/deeds.ts'
import { clearBody, sealedLooking } from '#test/support/entries.ts'
import { extendOffice, joinOffice, joinTeam, newOffice, newPerson, newReport, provenAttempt, reporterHeaders, type Member, type Office, type Person, type Report } from '#test/support/people.ts'
import { startSmtp, type SmtpServer } from '#test/support/smtp.ts'
import { done, memberWrap, newWorld, next, NOON_MS, refusalOf, type Context, type World } from '#test/support/world.ts'
import { encodeAppend } from '#wire/append.ts'
import type { NoticeView } from '#wire/notices.ts'
import { smtpPost } from '../mail/smtp.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const PLAIN = { subject: null, desk: null, link: null }
const choiceOf = (name: string, reasons: readonly string[], more: object = {}): object => ({ address: `${name}@example.org`, language: 'en', reasons, quiet: null, ...more })

interface Scene { readonly world: World; readonly office: Office; readonly smtp: SmtpServer }

async function newScene(context: Context): Promise<Scene> {
  const smtp = await startSmtp()
  const post = smtpPost({ host: '127.0.0.1', port: smtp.port, security: 'none', user: null, password: null, from: 'desk@example.org' })
  const world = await newWorld(context, undefined, { mail: { post, texts: PLAIN } })
  context.after(() => smtp.close())
  return { world, smtp, office: await newOffice(world) }
}

const joined = ({ world, office }: Scene, name: string, inTeam = true): Promise<Member> => joinOffice(world, office, { name, roles: ['intake'], inTeam })

/** A member who never logs in: what they choose is put into the store. Passphrases cost a test the most. */
async function seated({ world, office }: Scene, name: string, inTeam = true): Promise<Person> {
  const person = await newPerson(name)
  const { author: { publicId: signKey }, recipient } = person
  await extendOffice(world, office, { kind: 'member', wraps: [memberWrap(signKey)], body: clearBody({ signKey, recipient, roles: ['intake'], active: true, sealedName: 'sealed' }) })
  if (inTeam) await joinTeam(world, office, signKey)
  return person
}

async function chosen({ world, office: { office } }: Scene, { author: { publicId: signKey }, name }: Person, more: Partial<NoticeChoice> & Pick<NoticeChoice, 'reasons'>): Promise<void> {
  await world.store.write.putNoticeChoice({ office, signKey, address: `${name}@example.org`, language: 'en', quiet: null, ...more })
}

async function prove({ world }: Scene, member: Member): Promise<void> {
  await done(await world.send('prove-by-passphrase', { as: member, body: await provenAttempt(world, member) }))
}

async function choose(scene: Scene, member: Member, choice: object): Promise<void> {
  await prove(scene, member)
  await done(await scene.world.send('put-notices', { as: member, body: choice }))
}

async function file({ world, office }: Scene, urgent: boolean): Promise<Report> {
  const report = await newReport(office, { what: { extra: { docket: { state: 'received', channel: 'web', team: 'intake', ...(urgent ? { urgent } : {}) } } } })
  await done(await world.send('file-report', { parameters: { office: office.office }, body: report.file }))
  return report
}

/** The reporter says it later. */
async function callUrgent({ world }: Scene, report: Report): Promise<void> {
  const called = await next(report.author, report.made.end, { kind: 'message', body: sealedLooking(), seen: report.made.header.seen, extra: { docket: { urgent: true } } })
  await done(await world.send('reply-to-report', { body: encodeAppend(called), headers: reporterHeaders(report) }))
}

/** A handler calls it urgent, or ends that. */
async function setUrgent({ world, office: { admin } }: Scene, report: Report, urgent: boolean): Promise<void> {
  const said = await next(admin.author, report.made.end, { kind: 'urgency', body: sealedLooking(), seen: report.made.header.seen, extra: { docket: { urgent } } })
  await done(await world.send('append-entry', { parameters: { log: report.made.end.log }, body: encodeAppend(said), as: admin }))
  Object.assign(report.made, said)
}

const readers = ({ smtp }: Scene): string[] => smtp.received.splice(0).flatMap(({ to }) => to).sort()
const viewOf = async ({ world }: Scene, member: Member): Promise<NoticeView> => await (await done(await world.send('read-notices', { as: member }))).json() as NoticeView

test('nobody is told anything who did not choose it', async (context) => {
  const scene = await newScene(context)
  const { office: { admin } } = scene
  await seated(scene, 'wei')
  await file(scene, true)
  await scene.world.server.settle()
  assert.deepEqual(await viewOf(scene, admin), { available: true, choice: null, push: { key: null, devices: [] }, refused: null, givenUp: 0 })
  assert.equal(await refusalOf(await scene.world.send('test-notice', { as: admin, body: {} })), 'no-notices')
  scene.world.nowMs += 8 * DAY_MS
  await scene.world.server.settle()
  assert.deepEqual(readers(scene), [])
})

test('a member chooses with a fresh proof, reads and takes back their own choice, and nobody else’s', async (context) => {
  const scene = await newScene(context)
  const { world } = scene
  const [wei, zhou] = [await joined(scene, 'wei'), await joined(scene, 'zhou')]
  const choice = choiceOf('wei', ['digest', 'urgent'], { language: 'zh', quiet: { from: 22, to: 6 } })
  assert.equal(await refusalOf(await world.send('put-notices', { as: wei, body: choice })), 'prove-again')
  await choose(scene, wei, choice)
  assert.deepEqual([(await viewOf(scene, wei)).choice, (await viewOf(scene, zhou)).choice], [choice, null])
  for (const wrong of [{ address: 'wei@example.org, zhou@example.org' }, { address: 'wei@example.org\r\nBcc: x@example.org' }, { address: 'wei' }, { reasons: [] }, { reasons: ['urgent', 'urgent'] }, { quiet: { from: 24, to: 1 } }]) {
    assert.equal(await refusalOf(await world.send('put-notices', { as: wei, body: { ...choice, ...wrong } })), 'malformed', JSON.stringify(wrong))
  }
  assert.equal(await refusalOf(await world.send('remove-notices', { as: zhou })), 'prove-again')
  await done(await world.send('remove-notices', { as: wei }))
  assert.equal((await viewOf(scene, wei)).choice, null)
})

test('whoever is removed from the office leaves no address behind', async (context) => {
  const scene = await newScene(context)
  const { world, office } = scene
  const wei = await seated(scene, 'wei')
  await chosen(scene, wei, { reasons: ['urgent'] })
  await done(await world.send('put-paging', { as: office.admin, parameters: { office: office.office }, body: { members: [wei.author.publicId] } }))
  assert.equal((await world.store.read.noticeChoices(office.office)).length, 1)
  await extendOffice(world, office, { kind: 'member', body: clearBody({ signKey: wei.author.publicId, recipient: wei.recipient, roles: ['intake'], active: false, sealedName: 'sealed' }) })
  assert.deepEqual([await world.store.read.noticeChoices(office.office), await world.store.read.paged(office.office)], [[], []])
  assert.equal(await world.store.write.putNoticeChoice({ office: office.office, signKey: wei.author.publicId, address: 'wei@example.org', language: 'en', reasons: ['urgent'], quiet: null }), false)
})

test('a report that is urgent, or becomes so, pages within a minute whoever reads it and chose so, once, and nobody else', async (context) => {
  const scene = await newScene(context)
  const { world } = scene
  const [wei, zhou, ines, ada] = [await seated(scene, 'wei'), await seated(scene, 'zhou'), await seated(scene, 'ines', false), await seated(scene, 'ada')]
  await chosen(scene, wei, { reasons: ['urgent'], quiet: { from: 0, to: 23 } })
  await chosen(scene, zhou, { reasons: ['digest'] })
  await chosen(scene, ines, { reasons: ['urgent'] })
  await chosen(scene, ada, { reasons: ['urgent'] })
  await file(scene, false)
  await world.server.settle()
  readers(scene)
  const filedAtMs = world.nowMs
  await file(scene, true)
  await world.server.settle()
  assert.ok(world.nowMs - filedAtMs < MINUTE_MS, 'no clock had to move: the server looks every five seconds by itself')
  assert.deepEqual(readers(scene), ['ada@example.org', 'wei@example.org'])
  const calm = await file(scene, false)
  world.nowMs += LIMITS.pageEveryMinutes * MINUTE_MS
  await world.server.settle()
  assert.deepEqual(readers(scene), [], 'what was told is not told again')
  await callUrgent(scene, calm)
  await world.server.settle()
  assert.deepEqual(readers(scene), ['ada@example.org', 'wei@example.org'])
})

test('a report that a handler calls urgent pages as one that came so, and one that is no longer pages nobody, however far its page had come', async (context) => {
  const scene = await newScene(context)
  const { world, smtp } = scene
  await chosen(scene, await seated(scene, 'wei'), { reasons: ['urgent'] })
  const report = await file(scene, false)
  await setUrgent(scene, report, true)
  await world.server.settle()
  assert.deepEqual(readers(scene), ['wei@example.org'])
  await setUrgent(scene, report, false)
  await setUrgent(scene, report, true)
  await setUrgent(scene, report, false)
  world.nowMs += LIMITS.pageEveryMinutes * MINUTE_MS
  await world.server.settle()
  await world.server.settle()
  assert.deepEqual(readers(scene), [], 'ended before anybody looked')
  smtp.isDown = true
  await setUrgent(scene, report, true)
  await world.server.settle()
  await setUrgent(scene, report, false)
  smtp.isDown = false
  world.nowMs += MINUTE_MS
  await world.server.settle()
  await world.server.settle()
  assert.deepEqual(readers(scene), [], 'ended while the mail server was away')
  await setUrgent(scene, report, true)
  await world.server.settle()
  assert.deepEqual(readers(scene), ['wei@example.org'], 'and called urgent anew it pages anew')
})

test('a flood of urgent reports pages once, and again after some minutes, and says that there is more', async (context) => {
  const scene = await newScene(context)
  const { world, smtp } = scene
  await chosen(scene, await seated(scene, 'wei'), { reasons: ['urgent'] })
  await file(scene, true)
  await world.server.settle()
  for (let reports = 0; reports < 12; reports += 1) {
    await file(scene, true)
    world.nowMs += 20_000
    await world.server.settle()
  }
  assert.equal(smtp.received.length, 1)
  assert.doesNotMatch(smtp.received[0]?.text ?? '', /more: it is not/)
  world.nowMs = world.nowMs - 12 * 20_000 + LIMITS.pageEveryMinutes * MINUTE_MS
  await world.server.settle()
  await world.server.settle()
  assert.equal(smtp.received.length, 2)
  assert.match(smtp.received[1]?.text ?? '', /more: it is not the only one/)
})

test('whom an administrator names is paged, if they read the report; whom it is kept from is never told', async (context) => {
  const scene = await newScene(context)
  const { world, office } = scene
  const [wei, zhou, ines] = [await seated(scene, 'wei'), await seated(scene, 'zhou'), await seated(scene, 'ines', false)]
  for (const member of [wei, zhou, ines]) await chosen(scene, member, { reasons: ['urgent'] })
  const name = (by: Member, members: readonly Person[]) => world.send('put-paging', { as: by, parameters: { office: office.office }, body: { members: members.map(({ author }) => author.publicId) } })
  await done(await name(office.admin, [zhou, ines]))
  await file(scene, true)
  await world.server.settle()
  assert.deepEqual(readers(scene), ['zhou@example.org'])
  await done(await name(office.admin, [ines]))
  world.nowMs += LIMITS.pageEveryMinutes * MINUTE_MS
  await world.server.settle()
  await file(scene, true)
  await world.server.settle()
  assert.deepEqual(readers(scene), ['wei@example.org', 'zhou@example.org'], 'nobody named reads it: then all who do')
  world.nowMs += LIMITS.pageEveryMinutes * MINUTE_MS
  await world.server.settle()
  const report = await file(scene, false)
  const { log } = report.made.end
  await world.store.write.append(exampleDesk(office.office, log, { recusals: [{ office: office.office, report: log, signKey: wei.author.publicId, stands: true }] }))
  await callUrgent(scene, report)
  await world.server.settle()
  assert.deepEqual(readers(scene), ['zhou@example.org'], 'who declared a conflict of interest')
})

test('what is due is told in the morning, outside quiet hours, once a day and reason, however often the server looks and wherever the clock goes', async (context) => {
  const scene = await newScene(context)
  const { world, smtp } = scene
  const [wei, zhou] = [await seated(scene, 'wei'), await seated(scene, 'zhou')]
  await chosen(scene, wei, { reasons: ['digest', 'overdue', 'soon'], quiet: { from: 20, to: 9 } })
  await chosen(scene, zhou, { reasons: ['overdue'] })
  await world.server.settle()
  assert.deepEqual(readers(scene), [], 'nothing is due')
  const made = await file(scene, false)
  const due = (await world.store.read.docket(made.made.end.log))?.dueDay
  assert.equal(due, addDays('2026-11-23' as never, 7))
  const settleAt = async (atMs: number): Promise<string[]> => {
    world.nowMs = atMs
    await world.server.settle()
    return readers(scene)
  }
  const midnight = Date.parse('2026-11-24T00:00:00+01:00')
  assert.deepEqual(await settleAt(midnight + 6 * HOUR_MS), [], 'at six nobody is told')
  assert.deepEqual(await settleAt(midnight + 8 * HOUR_MS), [], 'a quiet hour')
  assert.deepEqual(await settleAt(midnight + 9 * HOUR_MS), ['wei@example.org'])
  for (const hour of [9, 10, 11, 3, 12]) assert.deepEqual(await settleAt(midnight + hour * HOUR_MS + MINUTE_MS), [])
  const ahead = midnight + 20 * DAY_MS + 10 * HOUR_MS
  assert.deepEqual(await settleAt(ahead), ['wei@example.org', 'zhou@example.org'], 'a clock that jumps some weeks: one notice, not one a day')
  assert.deepEqual(await settleAt(ahead + HOUR_MS), [])
  assert.deepEqual(await settleAt(midnight + 13 * HOUR_MS), [], 'and back: it was told of this day already')
  world.nowMs = ahead + DAY_MS
  await world.server.settle()
  assert.match(smtp.received.find(({ to }) => to.includes('wei@example.org'))?.text ?? '', /^Something at the desk waits for you\.\n1 thing is past its day\.\n\nYou asked/)
  assert.deepEqual(world.defects, [])
})

test('a mail server that is away is waited for: nothing is lost, nothing sent twice, and one line says so and another that it is back', async (context) => {
  const scene = await newScene(context)
  const { world, smtp, office } = scene
  await chosen(scene, await seated(scene, 'wei'), { reasons: ['urgent'] })
  smtp.isDown = true
  await file(scene, true)
  for (let tries = 0; tries < 4; tries += 1) {
    await world.server.settle()
    world.nowMs += MINUTE_MS
  }
  assert.equal(world.events.length, 1)
  assert.match(world.events[0] ?? '', /^notices-not-going-out \| E[A-Z]+$/)
  assert.match((await viewOf(scene, office.admin)).refused ?? '', /^E/)
  smtp.isDown = false
  world.nowMs += 5 * MINUTE_MS
  await world.server.settle()
  await world.server.settle()
  assert.deepEqual([readers(scene), world.events.slice(1), (await viewOf(scene, office.admin)).refused], [['wei@example.org'], ['notices-going-out-again'], null])
})

test('what a member takes back meanwhile is not sent, and a day’s letter ends with its day', async (context) => {
  const scene = await newScene(context)
  const { world, smtp, office: { admin, office } } = scene
  const member = { ...admin, name: 'wei' }
  smtp.isDown = true
  await chosen(scene, member, { reasons: ['urgent', 'digest'] })
  await file(scene, true)
  world.nowMs += HOUR_MS
  await world.server.settle()
  await world.store.write.dropNoticeChoice({ office, signKey: admin.author.publicId })
  world.nowMs += MINUTE_MS
  await world.server.settle()
  await world.server.settle()
  await chosen(scene, member, { reasons: ['urgent', 'digest'] })
  smtp.isDown = false
  world.nowMs += MINUTE_MS
  await world.server.settle()
  assert.deepEqual(readers(scene), [])
  smtp.isDown = true
  world.nowMs += DAY_MS
  await world.server.settle()
  assert.deepEqual(readers(scene), [])
  world.nowMs += DAY_MS
  smtp.isDown = false
  await world.server.settle()
  await world.server.settle()
  assert.deepEqual(readers(scene), ['wei@example.org'], 'today’s, and not yesterday’s')
  assert.ok(world.events.some((line) => line.startsWith('notice-given-up | digest | E')), world.events.join(', '))
})

test('an address that is refused is given up at last, and a line says so without naming it; others are told meanwhile', async (context) => {
  const scene = await newScene(context)
  const { world, smtp, office } = scene
  await chosen(scene, await seated(scene, 'zhou'), { reasons: ['urgent'] })
  await chosen(scene, { ...office.admin, name: 'wei' }, { reasons: ['urgent'] })
  smtp.refuse = (to) => (to.startsWith('wei') ? '550 5.1.1 nobody called wei here' : null)
  await file(scene, true)
  await world.server.settle()
  assert.deepEqual(readers(scene), ['zhou@example.org'])
  for (let tries = 0; tries < LIMITS.noticeAttemptsMax + 1; tries += 1) {
    world.nowMs += LIMITS.noticeRetryMinutesMax * MINUTE_MS
    await world.server.settle()
  }
  assert.deepEqual(world.events, ['notice-given-up | urgent | 550'])
  assert.deepEqual(readers(scene), [])
  world.nowMs = NOON_MS + HOUR_MS
  assert.equal((await viewOf(scene, office.admin)).givenUp, 1)
  const answer = await world.send('test-notice', { as: office.admin, body: {} })
  assert.equal(await refusalOf(answer), 'mail-refused')
  assert.match(JSON.stringify(await answer.json()), /550 5\.1\.1 nobody called wei here/)
})

test('a member tries out the own address, and fills no mailbox by it', async (context) => {
  const scene = await newScene(context)
  const { world, office: { admin } } = scene
  await chosen(scene, { ...admin, name: 'wei' }, { reasons: ['urgent'], language: 'zh' })
  await done(await world.send('test-notice', { as: admin, body: {} }))
  assert.equal(await refusalOf(await world.send('test-notice', { as: admin, body: {} })), 'slow-down')
  world.nowMs += LIMITS.noticeTestSeconds * 1000
  await done(await world.send('test-notice', { as: admin, body: {} }))
  assert.match(scene.smtp.received[0]?.text ?? '', /测试通知/)
  assert.deepEqual(readers(scene), ['wei@example.org', 'wei@example.org'])
})

test('a letter says that something waits, and not what, whose or where', async (context) => {
  const scene = await newScene(context)
  const { world, smtp, office } = scene
  await chosen(scene, await seated(scene, 'wei'), { reasons: ['urgent', 'digest'] })
  const report = await file(scene, true)
  // What a day asks is looked for once an hour.
  world.nowMs += HOUR_MS
  await world.server.settle()
  assert.equal(smtp.received.length, 2)
  for (const { raw, headers, text } of smtp.received) {
    for (const secret of [report.made.end.log, report.made.hash, office.office, 'wei', 'web', 'intake', 'postern', 'nodemailer', 'report']) {
      const elsewhere = `${headers}\n${text}`.replaceAll('wei@example.org', '')
      assert.ok(!elsewhere.toLowerCase().includes(secret.toLowerCase()), secret)
    }
    assert.match(raw, /^EHLO example\.org/, 'the machine is not named')
    assert.deepEqual(headers.split('\n').map((line) => /^[A-Za-z-]+(?=:)/.exec(line)?.[0]).filter((name) => name !== undefined).sort(),
      ['Auto-Submitted', 'Content-Transfer-Encoding', 'Content-Type', 'Date', 'From', 'MIME-Version', 'Message-ID', 'Subject', 'To'].sort())
  }
  assert.ok(smtp.received.some(({ text }) => text.startsWith('Something at the desk was called urgent')), 'the control')
})

test('a letter never leaves without TLS where TLS is asked for', async (context) => {
  const smtp = await startSmtp()
  context.after(() => smtp.close())
  const letter = { to: 'wei@example.org', subject: 'Something waits for you', text: 'Something' }
  for (const security of ['starttls', 'tls'] as const) {
    const post = smtpPost({ host: '127.0.0.1', port: smtp.port, security, user: null, password: null, from: 'desk@example.org' })
    await assert.rejects(() => post(letter, new AbortController().signal))
  }
  assert.deepEqual(smtp.received, [])
  await smtpPost({ host: '127.0.0.1', port: smtp.port, security: 'none', user: null, password: null, from: 'desk@example.org' })(letter, new AbortController().signal)
  assert.equal(smtp.received.length, 1, 'the control')
})
