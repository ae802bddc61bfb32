import { addDays, asDay } from '#base/day.ts'
import { Refusal } from '#base/refusal.ts'
import { requiredText } from '#base/text.ts'
import type { AppraisalDeeds } from '#clients/desk/appraisals/appraisal-deeds.ts'
import type { AppraisalLine, AppraisalOrder, AppraisalView, FindingOrder } from '#clients/member/appraisals.ts'
import type { MemberView } from '#clients/member/member.ts'
import { answers, checkAgain } from '#domain/appraisal.ts'
import type { Bodies } from '#domain/bodies.ts'
import { isExpertRole } from '#domain/roles.ts'
import { FixtureAppraisal, type Said } from './fixture-appraisal.ts'
import type { FixtureOffice } from './fixture-office.ts'
import { fixtureHash } from './fixture-report.ts'

type Deed = <T>(act: () => T) => Promise<T>
/** Deeds on the appraisals of the fixture's office, for whoever is at its desk. */
export function fixtureAppraisals(office: FixtureOffice, me: MemberView, deed: Deed): AppraisalDeeds {
  const readable = () => office.appraisals.filter((each) => !isExpertRole(me.roles) || each.expert === me.signKey)
  const find = (id: string): FixtureAppraisal => {
    const found = readable().find((each) => each.id === id)
    if (found === undefined) throw new Refusal('no-such-log')
    return found
  }
  const write = (id: string, make: (view: AppraisalView) => Said): Promise<AppraisalView> => deed(() => {
    const found = find(id)
    found.write(me.signKey, make(found.viewFor(me)))
    return found.viewFor(me)
  })
  return {
    list: () => new Promise((resolve) => { setTimeout(() => resolve(readable().map((each) => lineFor(each, me))), 20) }),
    // Asked for behind a person's back as well: what a test has refused next is what the person does next.
    read: async (id) => find(id).viewFor(me),
    ask: (report, order) => deed(() => {
      const made = askedOf(office, { report, order })
      if (order.again !== undefined) checkAgain(office.appraisals.filter((each) => each.report === report).map((each) => each.viewFor(me)), order.again, order.expert)
      made.appraisal.write(me.signKey, { kind: 'appraisal', body: made.body })
      office.appraisals.unshift(made.appraisal)
      return made.appraisal.viewFor(me)
    }),
    accept: (id, independence) => write(id, () => ({ kind: 'appraisal-accepted', body: { independence: requiredText(independence) } })),
    decline: (id, reason) => write(id, () => ({ kind: 'appraisal-declined', body: { reason: requiredText(reason) } })),
    say: (id, text) => write(id, () => ({ kind: 'appraisal-word', body: { text: requiredText(text) } })),
    give: (id, findings) => write(id, (view) => ({ kind: 'opinion', body: { findings: findingsOf(view, findings) } })),
    review: (id, { opinion = '', verdict, reason }) => write(id, () => ({ kind: 'appraisal-review', body: { opinion, verdict, reason: verdict === 'objected' ? requiredText(reason) : reason } })),
    close: (id, reason) => write(id, () => ({ kind: 'appraisal-closed', body: { reason } })),
  }
}

function lineFor(each: FixtureAppraisal, me: MemberView): AppraisalLine {
  return each.isBroken ? { id: each.id, view: null, broken: 'bad-chain' } : { id: each.id, view: each.viewFor(me) }
}

function askedOf(office: FixtureOffice, { report, order }: { readonly report: string; readonly order: AppraisalOrder }) {
  const exhibits = office.find(report).view.exhibits.filter(({ number }) => order.exhibits.includes(number))
  const items = exhibits.map(({ hash, number, description, kind, files }) => ({ exhibit: hash, number, description, kind, files: files.map(({ file }) => file) }))
  const files = exhibits.flatMap((each) => each.files)
  const { expert, questions, due, again } = order
  const body: Bodies['appraisal'] = { expert, questions: requiredText(questions), due, items, ...(files.length === 0 ? {} : { files: [...files] }), ...(again === undefined ? {} : { again }) }
  return { body, appraisal: new FixtureAppraisal(fixtureHash(`appraisal ${office.appraisals.length}`), { report, today: () => office.today }) }
}

function findingsOf({ asked }: AppraisalView, findings: readonly FindingOrder[]) {
  if (asked === null) throw new Refusal('malformed')
  const told = findings.map(({ number, ...rest }) => ({ exhibit: asked.items.find((item) => item.number === number)?.exhibit ?? '', ...rest }))
  if (!answers(asked, told, asked.opinions.some(({ breaks }) => breaks.length === 0))) throw new Refusal('opinion-incomplete')
  return told
}

const QUESTIONS = '1. 录音是否经过剪辑？\n2. 第3分12秒的说话人与样本是否为同一人？'

/** Appraisals at every point: asked and late, in work and due this week, answered, declined, one that does not hold. `expert`: of whom. */
export function manyAppraisals(office: FixtureOffice, expert: MemberView): void {
  const [report] = office.cases
  if (report === undefined) return
  const { today } = office
  const at = today
  const holder = { member: office.lin.signKey }
  report.exhibit(office.lin.signKey, { description: '执法记录仪录音，设备BWC-31，含第三次针刺试验全程', at: `${at}T08:00Z`, place: '', seal: '', copy: false, collector: holder, holder, files: [...report.view.conversation.turns[0]?.files ?? []] })
  report.exhibit(office.lin.signKey, { description: 'Storage card of the penetration rig, 32 GB, black', at: `${at}T08:00Z`, place: '', seal: 'QJ-0417', copy: false, collector: holder, holder })
  const ask = (due: number, exhibits: readonly number[], questions: string): FixtureAppraisal => {
    const made = askedOf(office, { report: report.id, order: { exhibits, expert: expert.signKey, questions, due: addDays(today, due) } })
    made.appraisal.write(office.lin.signKey, { kind: 'appraisal', body: made.body }, addDays(today, -20))
    office.appraisals.unshift(made.appraisal)
    return made.appraisal
  }
  const take = (each: FixtureAppraisal): void => each.write(expert.signKey, { kind: 'appraisal-accepted', body: { independence: '本人与本事项无关，与其中任何人均无亲属或密切关系。' } }, addDays(today, -18))
  const findings = (each: FixtureAppraisal) => each.viewFor(office.lin).asked?.items.map(({ exhibit }) => ({ exhibit, finding: '未见剪辑痕迹，录音为一次连续形成。', scale: '强支持（五级中的第四级）', method: 'ENF分析，频谱比对，Praat 6.4', reasons: '电网频率连续，背景噪声无跃变。' })) ?? []
  take(ask(-5, [1], 'Was the recording cut between 03:10 and 03:40?'))
  ask(4, [1, 2], QUESTIONS)
  const work = ask(30, [2], 'Which files were deleted from the card, and when?')
  take(work)
  work.write(expert.signKey, { kind: 'appraisal-word', body: { text: 'I need the model of the rig’s controller. Was the card ever in another device?' } }, addDays(today, -2))
  const given = ask(10, [1, 2], QUESTIONS)
  take(given)
  given.write(expert.signKey, { kind: 'opinion', body: { findings: findings(given) } }, addDays(today, -6))
  given.write(office.zhou.signKey, { kind: 'appraisal-review', body: { opinion: given.entries.at(-1)?.hash ?? '', verdict: 'objected', reason: '证物2未说明采样率。' } }, addDays(today, -5))
  given.write(expert.signKey, { kind: 'opinion', body: { findings: findings(given).slice(1) } }, addDays(today, -3))
  const foreign = ask(2, [1], '录音是否完整？')
  take(foreign)
  foreign.write(expert.signKey, { kind: 'opinion', body: { findings: findings(given).slice(1) } }, addDays(today, -1))
  ask(12, [1], '声纹比对').write(expert.signKey, { kind: 'appraisal-declined', body: { reason: '年内无暇。' } }, asDay(today))
  ask(20, [1], 'broken').isBroken = true
}
