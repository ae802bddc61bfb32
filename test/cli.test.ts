// Goal: everything a reporter and a handler do in a browser can be done by command line, and what cannot be done is told with a
// number and a document. Method: the real service with its demonstration office, and commands in this process; the first conversation, what people read, two
// members at once, and the kept session are processes of their own, as everybody's are.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { answered, demoScene, fileStory, refused, text, type Runner, type Scene } from './cli-scene.ts'
import { twoPeople } from './cli-two-people.ts'
import { CHEAP_TOO } from './support/cheap-passphrases.ts'
import { jpeg } from './support/pictures.ts'
import { runHere } from './support/commands.ts'
import { runPostern } from './support/postern.ts'

interface Entry { readonly seq: number; readonly from: string; readonly kind: string; readonly day: string; readonly text: string; readonly referredTo?: string }
interface Listed { readonly id: string; readonly title: string; readonly unopened: boolean }
interface Triaged { readonly labels: readonly string[]; readonly severity: string | null; readonly assigned: string | null; readonly assignedName: string | null; readonly nextStep: string }
interface Desk { readonly id: string; readonly entries: readonly Entry[]; readonly notes: readonly { readonly text: string }[]; readonly state: string }

const STORY = '三月三日的招标在开标之前就已内定。😀'
// Nobody listens there: what is told before anything is sent is told there too.
const NOWHERE = 'http://127.0.0.1:9'

test('the command line, over the real thing', { timeout: 700_000 }, async (context) => {
  const scene = await demoScene(context)
  await context.test('a report is filed, read, answered, noted and moved', () => conversation(scene))
  await context.test('a report is taken back by whoever says so twice, and a proof waits for the end of the day', () => takenBack(scene))
  await context.test('plain answers are for people', () => plain(scene))
  await context.test('files go along, are listed, and come back byte for byte', () => withFiles(scene))
  await context.test('files of an answer are cleaned and reach the reporter, files of a note and of an exhibit the handlers alone', () => handlersFiles(scene))
  await context.test('a report may be named by its first characters', () => byPrefix(scene))
  await context.test('lists go page by page', () => pages(scene))
  await context.test('two members on one report at once lose no word', () => together(scene))
  await context.test('one member is left out of a report, and given access again', () => access(scene))
  await context.test('a report that names a colleague, or the body it would go to, wants two people, and one that waits is not concluded', () => twoPeople(scene))
  await context.test('a template is kept, sent with its decision in the reporter’s language, and retired', () => templates(scene))
  await context.test('a member is invited and listed', () => invitation(scene))
  await context.test('a wrong passphrase is told at once', () => wrongPassphrase(scene))
  await context.test('a session is kept as a token alone, and ended', () => sessions(scene))
  await badInput(context, scene)
})

/** A command in a process of its own, that must succeed. */
const alone = (args: readonly string[], input = ''): ReturnType<typeof answered> => answered(args, input, inItsOwn)
const inItsOwn: Runner = (args, input) => runPostern(args, input, CHEAP_TOO)

async function conversation(scene: Scene): Promise<void> {
  const story = ['--text-file', scene.file('story.txt', STORY), '--answer', 'where=青岬港', '--answer', 'know=saw']
  const [receipt = '', report = ''] = Object.values(await alone(['report', 'file', '--to', scene.postern.url, ...story])).map(text)
  assert.match(receipt, /^\d{24}$/)
  const back = ['--to', scene.postern.url, '--receipt', receipt]
  const read = await alone(['report', 'read', ...back])
  assert.deepEqual(Object.keys(read), ['report', 'state', 'nextDate', 'nextReason', 'paused', 'erasedFrom', 'entries'])
  assert.deepEqual([read['report'], read['state'], read['nextReason']], [report, 'received', 'acknowledge'])
  await alone(['report', 'reply', ...back, '-'], 'One more thing.\n')
  const lin = scene.member('陈默')
  const { reports } = await alone(['desk', 'list', ...lin, '--limit', '200']) as unknown as { reports: readonly Listed[] }
  assert.equal(reports.find(({ id }) => id === report)?.unopened, true)
  const opened = await alone(['desk', 'open', ...lin, report]) as unknown as Desk & { readonly provenance: string; readonly answers: object }
  assert.deepEqual(opened.entries.map((entry) => entry.text), [STORY, 'One more thing.'])
  assert.deepEqual([opened.provenance, opened.answers], ['by-command-line', { what: STORY, where: '青岬港', know: 'saw' }])
  // Behind its opening all its words are searched on this device, and before it the first ones.
  const found = async (...words: readonly string[]) => (await answered(['desk', 'search', ...lin, '--', ...words]) as unknown as { hits: readonly { id: string; whole: boolean }[] }).hits.find(({ id }) => id === report)?.whole
  assert.deepEqual([await found('ONE more'), await found('青岬', '-港'), await found(STORY.slice(0, 3))], [true, undefined, true])
  await answered(['desk', 'reply', report, ...lin, '--text', '- We have it.\n- We look into it.'])
  await alone(['desk', 'note', ...lin, report, '-'], 'Ask the harbour master.')
  await answered(['desk', 'title', ...lin, report, '--title', '招标内定'])
  const triaged = await answered(['desk', 'triage', report, ...lin, '--label', '港口', '--severity', 'high', '--assign', 'me', '--next-step', '- ask the master']) as unknown as Triaged
  assert.deepEqual([triaged.labels, triaged.severity, triaged.assignedName, triaged.nextStep], [['港口'], 'high', '陈默', '- ask the master'])
  const viewed = async (...asked: readonly string[]) => ((await answered(['desk', 'list', ...lin, ...asked])) as unknown as { reports: readonly { id: string }[] }).reports.some(({ id }) => id === report)
  assert.deepEqual([await viewed('--view', 'mine', '--label', '港口', '--severity', 'high', '--assigned', 'me'), await viewed('--view', 'unassigned'), await viewed('--label', '港')], [true, false, false])
  // The same narrows a search; what clear columns tell and what stands sealed alike.
  const searched = async (...asked: readonly string[]) => ((await answered(['desk', 'search', ...lin, ...asked, '--', 'more'])) as unknown as { hits: readonly { id: string }[] }).hits.some(({ id }) => id === report)
  const narrowed: readonly (readonly [boolean, readonly string[]])[] = [
    [true, ['--assigned', 'me', '--severity', 'high', '--came', 'itself', '--from', '2020-01-01', '--unread', 'no', '--urgent', 'no', '--team', 'intake', '--in-case', 'no', '--in-series', 'no']],
    [false, ['--assigned', 'none']], [false, ['--until', '2020-01-01']],
  ]
  for (const [isFound, filters] of narrowed) assert.deepEqual([await viewed(...filters), await searched(...filters)], [isFound, isFound], filters.join(' '))
  for (const filters of [['--due', 'soon'], ['--from', '2026-13-01']]) assert.equal((await runHere(['desk', 'list', ...lin, ...filters])).code, 2, filters.join(' '))
  await pagedList(lin)
  await answered(['desk', 'triage', ...lin, report, '--unlabel', '港口', '--assign', 'none'])
  await answered(['desk', 'triage', ...lin, report, '--series', 'alone'])
  assert.deepEqual(await answered(['desk', 'series', 'list', ...lin]), { series: [] }, 'what one person wrote is alike nothing')
  assert.deepEqual(await answered(['desk', 'series', 'answer', report, ...lin, '--text', 'x']), { sent: [], refused: [], left: [] })
  assert.equal((await runHere(['desk', 'series', 'show', ...lin])).code, 2)
  const [listed] = ((await answered(['desk', 'list', ...lin])) as unknown as { reports: readonly (Triaged & { id: string })[] }).reports.filter(({ id }) => id === report)
  assert.deepEqual([listed?.labels, listed?.severity, listed?.assigned], [[], 'high', null])
  const asking = await answered(['desk', 'note', ...lin, report, '--text', '@陈默 yes', '--mention', '陈默']) as unknown as { notes: readonly { mentions?: readonly string[] }[]; asked: readonly string[] }
  assert.deepEqual([asking.notes.at(-1)?.mentions?.length, asking.asked], [1, []], 'nobody asks themselves')
  await answered(['desk', 'seen', ...lin, report])
  await answered(['desk', 'triage', ...lin, report, '--assign', 'me'])
  assert.deepEqual(await answered(['desk', 'hand-over', ...lin, '--all', '--receiver', 'me', '--note', 'mine already']), { done: [report], refused: [], left: [] })
  assert.equal((await runHere(['desk', 'hand-over', ...lin, report, '--back'])).code, 2)
  assert.equal((await runHere(['desk', 'hand-over', ...lin, report, '--take', '--receiver', 'me'])).code, 2)
  assert.equal(await viewed('--view', 'handed'), false)
  const moved = await answered(['desk', 'state', ...lin, report, '--state', 'assessed', '--reason', '属于受理范围。']) as unknown as Desk
  assert.deepEqual([moved.state, moved.notes.map((note) => note.text)], ['assessed', ['Ask the harbour master.', '@陈默 yes']])
  const after = await answered(['report', 'read', ...back]) as unknown as { state: string; nextReason: string; entries: readonly Entry[] }
  assert.deepEqual([after.state, after.nextReason], ['assessed', 'feedback'])
  assert.deepEqual(after.entries.map(({ seq, from, kind }) => [seq, from, kind]), [
    [0, 'reporter', 'report'], [1, 'reporter', 'message'], [2, 'office', 'message'], [3, 'office', 'state'],
  ])
  assert.ok(!JSON.stringify(after).includes('harbour master'), 'a note is for handlers only')
  const again = await inItsOwn(['desk', 'state', '--json', ...lin, report, '--state', 'received'])
  assert.deepEqual([again.code, again.out, (JSON.parse(again.errors) as { title: string }).title], [3, '', 'transition-not-allowed'])
}

/** Of what clear columns tell, page by page. */
async function pagedList(lin: readonly string[]): Promise<void> {
  const one = await answered(['desk', 'list', ...lin, '--urgent', 'no', '--limit', '1']) as unknown as { reports: readonly { id: string }[]; total: number; next: string }
  assert.ok(one.total > 1 && one.reports.length === 1, 'of what clear columns tell, the total is of all')
  const two = await answered(['desk', 'list', ...lin, '--urgent', 'no', '--limit', '1', '--after', one.next]) as unknown as { reports: readonly { id: string }[]; total: number }
  assert.ok(two.total === one.total && two.reports[0]?.id !== one.reports[0]?.id)
}

async function withFiles(scene: Scene): Promise<void> {
  const photo = new Uint8Array(1_500_000).map((_, index) => index % 251)
  const { receipt, report } = await fileStory(scene, STORY, '--attach', scene.file('码头 \u202egpj.exe', photo), '--attach', scene.file('empty.csv', ''), '--as-is')
  const back = ['--to', scene.postern.url, '--receipt', receipt]
  const lin = scene.member('陈默')
  const opened = await answered(['desk', 'open', ...lin, report]) as unknown as { entries: readonly { files: readonly { file: string; name: string; type: string; sizeBytes: number; cleaning: string }[] }[] }
  const [first, second] = opened.entries[0]?.files ?? []
  assert.deepEqual([first?.name, first?.type, first?.sizeBytes, first?.cleaning], ['码头 _gpj.exe', 'application/octet-stream', photo.length, 'kept-as-it-was'])
  assert.deepEqual([second?.name, second?.type, second?.sizeBytes], ['empty.csv', 'text/csv', 0])
  const out = scene.file('fetched', '')
  assert.equal((await runHere(['desk', 'fetch', ...lin, report, first?.file ?? '', '--out', out])).code, 2, 'nothing is overwritten')
  await answered(['desk', 'fetch', ...lin, report, first?.file.slice(0, 8) ?? '', '--out', `${out}.jpg`])
  assert.ok(readFileSync(`${out}.jpg`).equals(photo))
  await answered(['report', 'fetch', ...back, second?.file ?? '', '--out', `${out}.csv`])
  assert.equal(readFileSync(`${out}.csv`).length, 0)
  await refused('no-such-file', ['report', 'fetch', ...back, 'AAAAAAAA', '--out', `${out}.none`])
  assert.equal((await runHere(['report', 'reply', ...back, '--attach', scene.folder])).code, 2, 'a folder is no file')
  const [hidden, other] = [scene.file('hidden.jpg', jpeg({ orientation: 1, hidden: true })), scene.file('other.exe', photo)]
  const refusedOne = await runHere(['report', 'reply', ...back, '--attach', hidden, '--attach', other])
  assert.deepEqual([refusedOne.code, /other\.exe cannot be cleaned.*--as-is/.test(refusedOne.errors)], [2, true])
  const said = await answered(['report', 'reply', ...back, '--attach', hidden]) as unknown as { entries: readonly { files?: readonly { cleaning: string; sizeBytes: number }[] }[] }
  const [cleaned] = said.entries.at(-1)?.files ?? []
  assert.deepEqual([said.entries.length, cleaned?.cleaning, cleaned?.sizeBytes], [2, 'cleaned', jpeg({ orientation: 1, hidden: false }).length])
}

interface Filed { readonly files?: readonly { readonly file: string; readonly cleaning: string; readonly sizeBytes: number }[] }

async function handlersFiles(scene: Scene): Promise<void> {
  const { receipt, report } = await fileStory(scene, STORY)
  const [back, lin] = [['--to', scene.postern.url, '--receipt', receipt], scene.member('陈默')]
  const [hidden, ledger] = [scene.file('answer.jpg', jpeg({ orientation: 1, hidden: true })), scene.file('ledger.bin', new Uint8Array([1, 2, 3, 0]))]
  const uncleaned = await runHere(['desk', 'reply', report, ...lin, '--attach', hidden, '--attach', ledger])
  assert.deepEqual([uncleaned.code, /ledger\.bin cannot be cleaned.*--as-is/.test(uncleaned.errors)], [2, true])
  await answered(['desk', 'reply', report, ...lin, '--attach', hidden])
  const noted = await answered(['desk', 'note', report, ...lin, '--text', 'The ledger.', '--attach', ledger]) as unknown as { entries: readonly Filed[]; notes: readonly Filed[] }
  const [note] = noted.notes[0]?.files ?? []
  assert.deepEqual([noted.entries.length, note?.cleaning], [2, 'kept-as-it-was'])
  const read = await answered(['report', 'read', ...back]) as unknown as { entries: readonly Filed[] }
  const [sent] = read.entries[1]?.files ?? []
  assert.deepEqual([sent?.cleaning, sent?.sizeBytes], ['cleaned', jpeg({ orientation: 1, hidden: false }).length])
  const out = scene.file('handlers', '')
  await answered(['report', 'fetch', ...back, sent?.file ?? '', '--out', `${out}.jpg`])
  assert.ok(readFileSync(`${out}.jpg`).equals(jpeg({ orientation: 1, hidden: false })))
  await refused('no-such-file', ['report', 'fetch', ...back, note?.file ?? '', '--out', `${out}.none`])
  await answered(['desk', 'fetch', report, note?.file ?? '', ...lin, '--out', `${out}.bin`])
  assert.deepEqual([...readFileSync(`${out}.bin`)], [1, 2, 3, 0])
}

async function takenBack(scene: Scene): Promise<void> {
  const { receipt, report } = await fileStory(scene, STORY)
  const back = ['--to', scene.postern.url, '--receipt', receipt]
  assert.deepEqual(await answered(['report', 'withdraw', ...back]), { withdrawn: false })
  assert.equal((await answered(['report', 'read', ...back]))['state'], 'received')
  assert.equal((await answered(['report', 'withdraw', ...back, '--why', '我怕', '--erase', '--apply']))['state'], 'withdrawn')
  const { entries } = await answered(['desk', 'open', ...scene.member('陈默'), report]) as unknown as { entries: readonly { text: string; wantsErasure?: boolean }[] }
  assert.deepEqual([entries.at(-1)?.text, entries.at(-1)?.wantsErasure], ['我怕', true])
  const out = scene.file('proof.json', '')
  await refused('proof-not-yet', ['report', 'proof', ...back, '--out', `${out}.new`])
  const [{ proof }] = (JSON.parse(readFileSync(new URL('../spec/vectors/journal.json', import.meta.url), 'utf8')) as { proofs: [{ proof: Record<string, unknown> }] }).proofs
  const proved = await answered(['verify', '--proof', scene.file('good.json', JSON.stringify(proof)), '--office', String(proof['office'])])
  assert.deepEqual([proved['whole'], proved['day']], [true, proof['day']])
  const { pairs } = JSON.parse(readFileSync(new URL('../spec/vectors/journal.json', import.meta.url), 'utf8')) as { pairs: { together: string; proofs: unknown[] }[] }
  for (const { together: told, proofs } of pairs) {
    const files = proofs.flatMap((each, index) => ['--proof', scene.file(`pair-${index}.json`, JSON.stringify(each))])
    const { code, out: said } = await runHere(['verify', ...files, '--json'])
    const { whole, broken } = JSON.parse(said) as { whole: boolean; broken?: { part: string } }
    assert.deepEqual([code, whole, broken?.part], told === 'same' || told === 'continued' ? [0, true, undefined] : [4, false, told])
  }
  for (const [changed, ...options] of [[{ ...proof, day: '2026-01-01' }], [proof, '--office', 'A'.repeat(43)], ['nonsense']] as const) {
    assert.equal((await runHere(['verify', '--proof', scene.file('bad.json', JSON.stringify(changed)), ...options])).code, 4)
  }
}

async function plain(scene: Scene): Promise<void> {
  const { url } = scene.postern
  const filed = await inItsOwn(['report', 'file', '--to', url, '--text', 'Plain words', '--lang', 'zh'])
  assert.equal(filed.code, 0, filed.errors)
  const [code = ''] = /\d{4}(?: {4}\d{4}){5}/.exec(filed.out) ?? []
  const read = await inItsOwn(['report', 'read', '--to', url, '--receipt', code, '--lang', 'zh'])
  assert.equal(read.code, 0, read.errors)
  assert.match(read.out, /状态：收到[^]*Plain words/)
  const list = await inItsOwn(['desk', 'list', ...scene.member('陈默'), '--limit', '2'])
  assert.match(list.out, /reports in this view\.\nMore with --after /)
}

async function byPrefix(scene: Scene): Promise<void> {
  const { report } = await fileStory(scene, 'Found by its beginning')
  const lin = scene.member('陈默')
  const opened = await answered(['desk', 'open', ...lin, '--', report.slice(0, 8)])
  assert.equal(opened['id'], report)
  assert.equal((await runHere(['desk', 'open', ...lin, '--', report.slice(0, 5)])).code, 2)
  await refused('no-such-log', ['desk', 'open', ...lin, 'AAAAAAAAAA'])
}

async function pages(scene: Scene): Promise<void> {
  const lin = scene.member('陈默')
  const seen: string[] = []
  let after: readonly string[] = []
  for (;;) {
    const page = await answered(['desk', 'list', ...lin, '--limit', '20', ...after]) as unknown as { reports: readonly Listed[]; next: string | null; total: number }
    seen.push(...page.reports.map(({ id }) => id))
    if (page.next === null) {
      assert.deepEqual([seen.length, new Set(seen).size], [page.total, page.total])
      break
    }
    after = ['--after', page.next]
  }
  const { reports } = await answered(['desk', 'list', ...lin, '--state', 'assessed']) as unknown as { reports: readonly { state: string }[] }
  assert.ok(reports.length > 0 && reports.every(({ state }) => state === 'assessed'))
}

async function together(scene: Scene): Promise<void> {
  const { report, receipt } = await fileStory(scene, 'Everybody writes here')
  const [chen, maria] = ['陈默', 'Maria Santos'].map((name) => ['desk', 'here', report, ...scene.member(name)])
  assert.deepEqual(await answered([...chen ?? [], '--answering']), { report, here: [] })
  const seen = await answered(maria ?? []) as unknown as { readonly here: readonly { readonly name: string; readonly state: string }[] }
  assert.deepEqual(seen.here.map(({ name, state }) => [name, state]), [['陈默', 'answering']])
  assert.deepEqual([await answered([...chen ?? [], '--leave']), await answered(maria ?? [])], [{ report, here: [] }, { report, here: [] }])
  assert.equal((await runHere([...chen ?? [], '--leave', '--answering'])).code, 2)
  await covered(scene, report)
  const words = ['one', 'two', 'three'].flatMap((word) => ['陈默', 'Maria Santos'].map((name) => ({ name, word: `${word} by ${name}` })))
  await Promise.all([
    ...words.map(({ name, word }) => alone(['desk', 'reply', ...scene.member(name), report, '--text', word])),
    alone(['desk', 'note', ...scene.member('Maria Santos'), report, '--text', 'a note by Maria']),
    alone(['desk', 'note', ...scene.member('陈默'), report, '--text', 'a note by Chen']),
    alone(['report', 'reply', '--to', scene.postern.url, '--receipt', receipt, '--text', 'the reporter too']),
  ])
  const { entries, notes } = await answered(['desk', 'open', ...scene.member('陈默'), report]) as unknown as Desk
  assert.deepEqual(entries.slice(1).map((entry) => entry.text).sort(), [...words.map(({ word }) => word), 'the reporter too'].sort())
  assert.deepEqual(notes.map((note) => note.text).sort(), ['a note by Chen', 'a note by Maria'])
}

async function covered(scene: Scene, report: string): Promise<void> {
  const [chen, maria] = [scene.member('陈默'), scene.member('Maria Santos')]
  const isMarias = async (view: string): Promise<boolean> => ((await answered(['desk', 'list', ...maria, '--view', view])) as unknown as { reports: readonly { id: string }[] }).reports.some(({ id }) => id === report)
  await answered(['desk', 'triage', ...chen, report, '--assign', 'me'])
  assert.deepEqual([await isMarias('mine'), await isMarias('covering')], [false, false])
  await refused('malformed', ['desk', 'away', ...chen, '--until', '2999-01-01', '--cover', 'Maria Santos'])
  const until = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10)
  await answered(['desk', 'away', ...chen, '--until', until, '--cover', 'Maria Santos'])
  const { absences } = await answered(['desk', 'away', ...maria]) as unknown as { readonly absences: readonly { readonly name: string; readonly until: string; readonly now: boolean; readonly covers: readonly { readonly name: string }[] }[] }
  assert.deepEqual(absences.map(({ name, until: last, now, covers }) => [name, last, now, covers.map((each) => each.name)]), [['陈默', until, true, ['Maria Santos']]])
  assert.deepEqual([await isMarias('mine'), await isMarias('covering')], [true, true])
  assert.deepEqual(await answered(['desk', 'away', ...chen, '--end']), { absences: [] })
  assert.equal(await isMarias('mine'), false)
  for (const wrong of [['--until', until], ['--cover', 'Maria Santos'], ['--end', '--until', until], ['--until', 'monday', '--cover', 'Maria Santos']]) assert.equal((await runHere(['desk', 'away', ...chen, ...wrong])).code, 2, wrong.join(' '))
  await answered(['desk', 'triage', ...chen, report, '--assign', 'none'])
}

async function access(scene: Scene): Promise<void> {
  const { report, receipt } = await fileStory(scene, 'About Maria')
  const [chen, maria] = [scene.member('陈默'), scene.member('Maria Santos')]
  const without = await answered(['desk', 'exclude', ...chen, report, '--who', 'Maria Santos']) as unknown as Desk & { readonly readers: readonly string[] }
  assert.deepEqual([without.readers.length, without.readers.some((reader) => reader.startsWith('team:')), without.entries.at(-1)?.kind], [3, false, 'rekey'])
  await refused('no-such-log', ['desk', 'open', ...maria, report])
  const would = await answered(['desk', 'grant', ...chen, report, '--who', 'Maria Santos'])
  assert.equal(would['given'], false)
  await refused('foreign-key', ['desk', 'grant', ...chen, report, '--who', 'Maria Santos', '--fingerprint', 'not the words of her keys'])
  await refused('no-such-log', ['desk', 'open', ...maria, report])
  const { members } = await answered(['desk', 'members', ...chen]) as unknown as { members: readonly { readonly name: string; readonly fingerprint: string | readonly string[] }[] }
  const words = members.find(({ name }) => name === 'Maria Santos')?.fingerprint ?? ''
  await answered(['desk', 'grant', ...chen, report, '--who', 'Maria Santos', '--fingerprint', typeof words === 'string' ? words : words.join(' ')])
  await answered(['desk', 'reply', ...maria, report, '--text', 'Maria reads again'])
  const back = await runHere(['report', 'read', '--to', scene.postern.url, '--receipt', receipt, '--lang', 'zh'])
  assert.match(back.out, /密钥已更换[^]*已授予查阅权限[^]*Maria reads again/)
  const unknown = await runHere(['desk', 'exclude', ...chen, report, '--who', 'Nobody'])
  assert.equal(unknown.code, 2)
  // A log of two generations, with a reader who came later, is proved like any other: where it is kept, and by an export.
  assert.equal((await answered(['verify', '--data', scene.postern.data]))['whole'], true)
  const out = join(scene.folder, 'export-of-two-generations')
  await answered(['desk', 'export', ...maria, report, '--out', out])
  const proved = await answered(['verify', '--export', out])
  assert.deepEqual([proved['whole'], proved['opened']], [true, true])
  assert.deepEqual(await answered(['desk', 'recuse', ...maria, report, '--reason', '当事人是我的表妹。']), { report, recused: true })
  await refused('no-such-log', ['desk', 'open', ...maria, report.slice(0, 43)])
  const going = await answered(['desk', 'open', ...chen, report]) as unknown as Desk & { readonly recusals: readonly { readonly waits: boolean }[] }
  assert.deepEqual([going.recusals.map(({ waits }) => waits), going.notes.at(-1)?.text], [[false], '当事人是我的表妹。'])
  assert.equal((await answered(['verify', '--data', scene.postern.data]))['whole'], true)
  const run = await answered(['desk', 'rekey', ...chen])
  assert.deepEqual([run['rekeyed'], run['failed'], run['looked'] === run['total']], [0, 0, true])
}

async function templates(scene: Scene): Promise<void> {
  const [admin, lin] = [scene.member('Lin Yue'), scene.member('陈默')]
  const { report, receipt } = await fileStory(scene, STORY, '--lang', 'zh')
  await answered(['desk', 'template', 'add', 'Elsewhere', ...admin, '--en', 'We had it on [[received]].', '--zh', '[[office]]已于[[received]]收到。', '--deed', 'referred'])
  await answered(['desk', 'template', 'add', 'Reasons', ...admin, '--en', 'Because [[by-hand]].'])
  const { templates: kept } = await answered(['desk', 'template', 'list', ...lin]) as unknown as { templates: readonly { name: string; deed: string }[] }
  assert.deepEqual(kept.map(({ name, deed }) => [name, deed]), [['Elsewhere', 'referred'], ['Reasons', 'none']])
  await refused('placeholder-open', ['desk', 'reply', report, ...lin, '--template', 'Reasons'])
  assert.equal((await runHere(['desk', 'reply', report, ...lin, '--template', 'Elsewhere', '--text', 'and more'])).code, 2)
  await refused('referral-unclear', ['desk', 'reply', report, ...lin, '--template', 'Elsewhere', '--referred-to', '市监局'])
  const elsewhere = await answered(['desk', 'reply', report, ...lin, '--template', 'Elsewhere', '--referred-to', '市监局', '--not-concerned'])
  assert.deepEqual([elsewhere['state'], (elsewhere as unknown as Desk).entries.at(-1)?.referredTo], ['referred', '市监局'])
  // The pack of this office gives no time to object.
  await refused('cannot-object', ['report', 'object', '--to', scene.postern.url, '--receipt', receipt, '--text', 'x'])
  await refused('no-open-objection', ['desk', 'uphold', report, ...lin, '--reason', 'x'])
  const read = await answered(['report', 'read', '--to', scene.postern.url, '--receipt', receipt]) as unknown as { entries: readonly { text: string }[] }
  assert.match(read.entries.at(-1)?.text ?? '', /^[^[]+已于\d{4}年\d+月\d+日收到。$/)
  await answered(['desk', 'template', 'retire', 'Reasons', ...admin])
  assert.equal((await runHere(['desk', 'reply', report, ...lin, '--template', 'Reasons'])).code, 2)
}

async function invitation(scene: Scene): Promise<void> {
  const administrator = scene.member('Lin Yue')
  const { link, invitation: id } = await answered(['desk', 'invite', ...administrator, '--role', 'intake', '--role', 'investigator'])
  assert.match(text(link), /\/desk\/#invite=/)
  const { invitations } = await answered(['desk', 'invitations', ...administrator]) as unknown as { invitations: readonly { invitation: string; state: string }[] }
  assert.equal(invitations.find((each) => each.invitation === id)?.state, 'open')
  await refused('foreign-key', ['desk', 'confirm', ...administrator, text(id), '--fingerprint', 'six words that are not it'])
  const { members } = await answered(['desk', 'members', ...administrator]) as unknown as { members: readonly { name: string }[] }
  assert.deepEqual(members.map(({ name }) => name), ['Lin Yue', '陈默', 'Maria Santos', '程岚'])
}

async function wrongPassphrase(scene: Scene): Promise<void> {
  const [, , , name = '', , , , totp = ''] = scene.member('Maria Santos')
  const wrong = scene.file('wrong.passphrase', 'not at all the right words')
  const login = ['--to', scene.postern.url, '--member', name, '--passphrase-file', wrong, '--totp-secret-file', totp]
  await answered(['desk', 'end', ...login])
  const startedMs = performance.now()
  await refused('not-authenticated', ['desk', 'list', ...login])
  assert.ok(performance.now() - startedMs < 25_000, 'no waiting for another code')
  assert.equal((await runHere(['desk', 'list', ...login.slice(0, -1), scene.file('no.totp', '!')])).code, 2)
}

async function sessions(scene: Scene): Promise<void> {
  const login = scene.member('陈默')
  await alone(['desk', 'list', ...login, '--limit', '1'])
  const state = join(scene.folder, 'state', 'postern')
  const before = readdirSync(state).length
  assert.deepEqual(await alone(['desk', 'end', ...login]), { ended: true })
  assert.equal(readdirSync(state).length, before - 1)
  assert.deepEqual(await alone(['desk', 'end', ...login]), { ended: false })
  // The token is gone; the codes of this step and the next may be used up: then the command waits by itself.
  await alone(['desk', 'list', ...login, '--limit', '1'])
}

async function badInput(context: TestContext, scene: Scene): Promise<void> {
  const { url } = scene.postern
  const { receipt } = await fileStory(scene, 'To be guessed at')
  const mistyped = receipt.slice(0, 10) + String((Number(receipt[10]) + 1) % 10) + receipt.slice(11)
  await context.test('a mistyped code is told before anything is sent', async () => {
    const { details } = await refused('receipt-mistyped', ['report', 'read', '--to', NOWHERE, '--receipt', mistyped])
    assert.deepEqual(details, { reason: 'check' })
    await refused('unreachable', ['report', 'read', '--to', NOWHERE, '--receipt', receipt])
  })
  await context.test('a code that nothing opens is told as such', async () => {
    await refused('no-such-report', ['report', 'read', '--to', url, '--receipt', '0000 0000 0000 0000 0000 0000'])
  })
  const BAD: readonly [string, string, string | Uint8Array][] = [
    ['a NUL', 'bad-text', 'a\u0000b'], ['a bidirectional override', 'bad-text', 'a\u202eb'], ['invalid UTF-8', 'bad-text', Uint8Array.of(0x61, 0xc3, 0x28)],
    ['half a surrogate pair', 'bad-text', Uint8Array.of(0xed, 0xa0, 0x80)], ['nothing but spaces', 'empty-text', ' \n\t '],
    ['200,001 characters', 'too-large', 'a'.repeat(200_001)], ['more than a mebibyte', 'too-large', '证'.repeat(400_000)],
  ]
  for (const [name, code, content] of BAD) {
    await context.test(`${name}: nothing is sent`, async () => {
      await refused(code, ['report', 'file', '--to', NOWHERE, '--text-file', scene.file('bad.txt', content)])
    })
  }
  await context.test('200,000 characters and 4-byte characters come back as they went', async () => {
    const long = '证'.repeat(199_996) + '😀𠀀'
    const { receipt: code } = await fileStory(scene, long)
    const { entries } = await answered(['report', 'read', '--to', url, '--receipt', code]) as unknown as { entries: readonly Entry[] }
    // Not `equal`: two texts of this length side by side help nobody.
    assert.ok(entries[0]?.text === long)
  })
  await context.test('words that would give a terminal orders are refused, and never shown raw', async () => {
    await refused('bad-text', ['report', 'reply', '--to', url, '--receipt', receipt, '--text', 'a\u001b[2Jb'])
  })
}
