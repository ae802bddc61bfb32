import { CHINA, WEEKENDS } from './calendar.ts'
import { EU_DAYS, EU_MONTHS } from './first-dates.ts'
import { packRef, type Names, type Rule, type RulePack } from './rule.ts'

/**
 * The packs that come with the program. Laws are data here, each rule with its article; a rule whose wording was not compared with the
 * original text says so and is shown with that mark. A pack is never edited once it was released: reports name it by its version.
 */

type Given = Pick<Rule, 'id' | 'names' | 'amount' | 'unit' | 'starts' | 'done'> & Partial<Rule> & { readonly article: Names; readonly unchecked?: true }

function rule({ article, unchecked, ...given }: Given): Rule {
  return { owed: 'step', rollsOver: false, pausedFor: [], waivable: false, ...given, wording: { article, checked: unchecked !== true } }
}

const DIRECTIVE: Names = { en: 'Directive (EU) 2019/1937', zh: '欧盟2019/1937号指令' }
const EU_ACKNOWLEDGE = { id: 'acknowledge', names: { en: 'First answer', zh: '首次答复' }, owed: 'acknowledge', starts: 'received', amount: EU_DAYS, unit: 'calendar-day', done: 'answered' } as const
const EU_FEEDBACK = { id: 'feedback', names: { en: 'Outcome', zh: '处理结果' }, owed: 'feedback', starts: 'acknowledged', startsAtLatest: 'acknowledge', amount: EU_MONTHS, unit: 'month', done: 'settled' } as const

const EU_INTERNAL: RulePack = {
  id: 'eu-internal', version: 1, jurisdiction: 'EU', source: DIRECTIVE, calendar: WEEKENDS,
  names: { en: 'EU, internal channel', zh: '欧盟，内部渠道' },
  rules: [rule({ ...EU_ACKNOWLEDGE, article: { en: 'Art. 9(1)(b)', zh: '第9条第1款b项' } }), rule({ ...EU_FEEDBACK, article: { en: 'Art. 9(1)(f)', zh: '第9条第1款f项' } })],
}

const EU_AUTHORITY: RulePack = {
  id: 'eu-authority', version: 1, jurisdiction: 'EU', source: DIRECTIVE, calendar: WEEKENDS,
  names: { en: 'EU, competent authority', zh: '欧盟，主管机关' },
  rules: [
    rule({ ...EU_ACKNOWLEDGE, article: { en: 'Art. 11(2)(b)', zh: '第11条第2款b项' }, waivable: true }),
    rule({ ...EU_FEEDBACK, article: { en: 'Art. 11(2)(d)', zh: '第11条第2款d项' }, extension: { amount: 3, unit: 'month', times: 1, second: true } }),
  ],
}

const UK: RulePack = {
  id: 'uk', version: 1, jurisdiction: 'UK', source: { en: 'SI 2017/507, Prescribed Persons (Reports on Disclosures of Information) Regulations 2017', zh: '英国SI 2017/507号条例' }, calendar: WEEKENDS,
  names: { en: 'UK, prescribed person', zh: '英国，法定受理人' },
  rules: [
    rule({
      id: 'annual-report', names: { en: 'In the annual report', zh: '列入年度报告' }, article: { en: 'annual report, within 6 months of the reporting period', zh: '年度报告，报告期结束后6个月内' }, unchecked: true,
      starts: 'received', yearEnds: '03-31', amount: 6, unit: 'month', done: 'hand',
    }),
  ],
}

const CN_DISCIPLINE: RulePack = {
  id: 'cn-discipline', version: 1, jurisdiction: 'CN', source: { en: 'Rules for discipline inspection bodies on handling reports and accusations (21 January 2020)', zh: '纪检监察机关处理检举控告工作规则（2020年1月21日）' }, calendar: CHINA,
  names: { en: 'China, discipline inspection', zh: '中国，纪检监察' },
  rules: [
    rule({
      id: 'accepted', names: { en: 'Tell a named reporter whether it is accepted', zh: '告知实名举报人受理情况' }, article: { en: 'named reports: whether they are accepted', zh: '实名检举控告，告知受理情况' }, unchecked: true,
      owed: 'acknowledge', starts: 'received', amount: 15, unit: 'working-day', done: 'decided',
    }),
    rule({
      id: 'result', names: { en: 'Tell a named reporter the result', zh: '向实名举报人反馈处理结果' }, article: { en: 'named reports: the result', zh: '实名检举控告，反馈处理结果' }, unchecked: true,
      owed: 'feedback', starts: 'concluded', amount: 15, unit: 'working-day', done: 'hand',
    }),
  ],
}

const CN_PETITION: RulePack = {
  id: 'cn-petition', version: 1, jurisdiction: 'CN', source: { en: 'Regulations on petitions (in force 1 May 2022)', zh: '信访工作条例（2022年5月1日施行）' }, calendar: CHINA,
  names: { en: 'China, petitions', zh: '中国，信访' },
  // Art. 23 gives the five working days to the body that a petition is passed to. That a reporter has as many is the office's own.
  objection: { amount: 5, unit: 'working-day', rollsOver: false, wording: { article: { en: 'practice, as long as Art. 23 gives the body that it is passed to', zh: '惯例，比照第二十三条给予承办单位的期限' }, checked: false } },
  rules: [
    rule({ id: 'register', names: { en: 'Register and tell where it goes', zh: '登记并告知去向' }, article: { en: 'registering, and telling where it goes', zh: '登记、受理告知' }, unchecked: true, owed: 'acknowledge', starts: 'received', amount: 15, unit: 'calendar-day', done: 'decided' }),
    rule({ id: 'object-transfer', names: { en: 'The receiving body objects to a transfer', zh: '承办单位对转送、交办提出异议' }, article: { en: 'Art. 23(3), the receiving body’s objection', zh: '第二十三条第三款，承办单位的异议' }, unchecked: true, starts: 'hand', amount: 5, unit: 'working-day', done: 'hand' }),
    rule({
      id: 'handle', names: { en: 'Handle', zh: '办结' }, article: { en: 'time for handling', zh: '办理期限' }, unchecked: true, owed: 'feedback', starts: 'accepted', amount: 60, unit: 'calendar-day', done: 'settled',
      extension: { amount: 30, unit: 'calendar-day', times: 1, second: true },
    }),
    rule({ id: 'review', names: { en: 'Review', zh: '复查' }, article: { en: 'review', zh: '复查' }, unchecked: true, starts: 'hand', amount: 30, unit: 'calendar-day', done: 'hand' }),
    rule({ id: 'second-review', names: { en: 'Second review', zh: '复核' }, article: { en: 'second review', zh: '复核' }, unchecked: true, starts: 'hand', amount: 30, unit: 'calendar-day', done: 'hand' }),
  ],
}

const CN_POLICE: RulePack = {
  id: 'cn-police', version: 1, jurisdiction: 'CN', source: { en: 'Rules of procedure for administrative cases of the police', zh: '公安机关办理行政案件程序规定' }, calendar: CHINA,
  names: { en: 'China, police administrative cases', zh: '中国，公安行政案件' },
  rules: [
    // The law says 24 hours. No hour is kept here, and the next day could be later than they are: what is left is the day itself.
    rule({ id: 'hand-over', names: { en: 'Hand over to whoever is competent', zh: '移送有管辖权的单位' }, article: { en: 'handing over (24 hours, counted as the same day)', zh: '移送（24小时，按当日计）' }, unchecked: true, starts: 'hand', amount: 0, unit: 'calendar-day', done: 'referred' }),
    rule({
      id: 'handle', names: { en: 'Handle', zh: '办理' }, article: { en: 'time for handling; an appraisal does not count', zh: '办案期限；鉴定期间不计入' }, unchecked: true, owed: 'feedback', starts: 'accepted', amount: 30, unit: 'calendar-day', done: 'settled',
      pausedFor: ['appraisal'], extension: { amount: 30, unit: 'calendar-day', times: 1, second: true },
    }),
    rule({ id: 'serve-opinion', names: { en: 'Serve an expert’s opinion', zh: '送达鉴定意见' }, article: { en: 'serving an opinion', zh: '鉴定意见送达' }, unchecked: true, starts: 'hand', amount: 5, unit: 'calendar-day', done: 'hand' }),
    rule({ id: 'ask-again', names: { en: 'Last day to ask for a re-appraisal', zh: '申请重新鉴定的最后期限' }, article: { en: 'asking for a re-appraisal', zh: '重新鉴定申请' }, unchecked: true, starts: 'hand', amount: 3, unit: 'calendar-day', done: 'hand' }),
  ],
}

const CN_MARKET: RulePack = {
  id: 'cn-market', version: 1, jurisdiction: 'CN', source: { en: 'Interim measures on complaints and reports in market supervision', zh: '市场监督管理投诉举报处理暂行办法' }, calendar: CHINA,
  names: { en: 'China, market supervision', zh: '中国，市场监管' },
  rules: [
    rule({ id: 'complaint', names: { en: 'Decide on a complaint', zh: '决定是否受理投诉' }, article: { en: 'Art. 14', zh: '第十四条' }, unchecked: true, owed: 'acknowledge', starts: 'received', amount: 7, unit: 'working-day', done: 'decided' }),
    rule({ id: 'mediation', names: { en: 'End of mediation', zh: '调解终止' }, article: { en: 'Art. 21', zh: '第二十一条' }, unchecked: true, owed: 'feedback', starts: 'accepted', amount: 45, unit: 'working-day', done: 'settled' }),
    rule({ id: 'verification', names: { en: 'Verify', zh: '核查' }, article: { en: 'Art. 31', zh: '第三十一条' }, unchecked: true, starts: 'received', amount: 15, unit: 'working-day', done: 'decided' }),
  ],
}

const JP: RulePack = {
  id: 'jp', version: 1, jurisdiction: 'JP', source: { en: 'Whistleblower Protection Act (Japan)', zh: '日本公益通报者保护法' }, calendar: WEEKENDS,
  names: { en: 'Japan, whistleblower protection', zh: '日本，公益通报者保护' },
  rules: [
    rule({
      id: 'inquiry-notice', names: { en: 'Tell whether there will be an inquiry', zh: '告知是否展开调查' }, article: { en: 'notice of an inquiry within 20 days', zh: '20日内告知是否调查' }, unchecked: true,
      owed: 'acknowledge', starts: 'received', amount: 20, unit: 'calendar-day', done: 'decided',
    }),
  ],
}

/**
 * Where no pack of a report says by when an alert of retaliation, or an objection to a referral, is answered. None of the laws above sets a day: these are the
 * practice of offices, and are shown as that. No channel chooses it.
 */
const PRACTICE: RulePack = {
  id: 'practice', version: 1, jurisdiction: '-', source: { en: 'practice of reporting offices, no law', zh: '受理机构惯例，并非法律规定' }, calendar: WEEKENDS,
  names: { en: 'Practice', zh: '惯例' },
  rules: [rule({
    id: 'retaliation', names: { en: 'Answer on retaliation', zh: '答复报复情况' }, article: { en: 'first answer within 7 days', zh: '7日内首次答复' },
    owed: 'acknowledge', starts: 'retaliation', amount: EU_DAYS, unit: 'calendar-day', done: 'answered',
  }), rule({
    id: 'objection', names: { en: 'Answer to an objection', zh: '答复异议' }, article: { en: 'answer within 7 days', zh: '7日内答复' },
    owed: 'acknowledge', starts: 'objection', amount: EU_DAYS, unit: 'calendar-day', done: 'answered',
  })],
}

/** In the order in which an office chooses among them. */
export const SHIPPED_PACKS: readonly RulePack[] = [EU_INTERNAL, EU_AUTHORITY, UK, CN_DISCIPLINE, CN_PETITION, CN_POLICE, CN_MARKET, JP]

const BY_REF: ReadonlyMap<string, RulePack> = new Map(SHIPPED_PACKS.map((pack) => [packRef(pack), pack]))

/** Packs that an office wrote itself, by how they are named. */
export type OwnPacks = ReadonlyMap<string, RulePack>

/** The packs behind these names: what came with the program, and what the office wrote; and what counts for what a reporter raises where none of them says. A name that nobody knows has no clocks. */
export function packsNamed(refs: readonly string[], own: OwnPacks): readonly RulePack[] {
  const packs = refs.flatMap((ref) => BY_REF.get(ref) ?? own.get(ref) ?? [])
  const said = new Set(packs.flatMap(({ rules }) => rules.map(({ starts }) => starts)))
  const rules = PRACTICE.rules.filter(({ starts }) => !said.has(starts))
  return rules.length === 0 ? packs : [...packs, { ...PRACTICE, rules }]
}

export function isKnownPack(ref: string, own: OwnPacks): boolean {
  return BY_REF.has(ref) || own.has(ref)
}
