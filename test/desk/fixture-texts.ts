import type { Attachment, Entered, Language } from '#domain/bodies.ts'
import type { State } from '#domain/docket.ts'
import type { Answers } from '#domain/questionnaire.ts'

/** What the fixture's reporters wrote. Invented, like everybody in it. */
export interface FixtureReport {
  readonly daysAgo: number
  readonly language: Language
  readonly answers: Answers
  readonly state: State
  readonly opened: boolean
  readonly danger?: boolean
  readonly packs?: readonly string[]
  readonly files?: readonly Attachment[]
  readonly entered?: Entered
}

/** A file that a report came with. Its id and hash are one letter, again and again. */
const KEY = 'A'.repeat(22)

function file(order: string, name: string, more: Pick<Attachment, 'type' | 'sizeBytes' | 'cleaning'>): Attachment {
  return { file: order.repeat(43), sha256: order.repeat(43), key: KEY, nonce: KEY, name, ...more }
}

export const FIXTURE_REPORTS: readonly FixtureReport[] = [
  {
    daysAgo: 0, language: 'zh', state: 'received', opened: false, danger: true,
    files: [
      file('A', '原始记录 1.jpg', { type: 'image/jpeg', sizeBytes: 3_412_877, cleaning: 'cleaned' }),
      file('E', 'needle-penetration-test-2026-11-20-third-attempt-full-length-recording-camera-2.mp4', { type: 'video/mp4', sizeBytes: 1_900_000_000, cleaning: 'kept-as-it-was' }),
    ],
    answers: {
      what: '电池针刺试验报告造假，产品下周二装车\n\n我在检测中心工作。QJ-48电芯的针刺试验做了五次，三次起火。上周五发出的报告写的是“五次全部通过”，视频只留了没起火的两段，另外三段被要求删除。\n\n这批货下周二装车，用在通勤客车上。我有原始记录的照片，时间戳和报告对不上。',
      where: '检测中心二楼', when: '上周五', who: '检测中心主任，另有三人知情', know: 'saw', danger: 'yes', contact: 'yes',
    },
  },
  { daysAgo: 1, language: 'en', state: 'received', opened: true, danger: true, answers: { what: 'Gas alarm in hall 4 disconnected so the line keeps running', where: 'Hall 4', know: 'saw', danger: 'yes' } },
  { daysAgo: 10, language: 'zh', state: 'received', opened: true, answers: { what: '报价底单在开标前一天被发给了对手公司', know: 'told' } },
  { daysAgo: 9, language: 'en', state: 'received', opened: false, answers: { what: 'Foundation seed lots shipped to Aldermoor as “feed grain”, though their export is controlled and nobody at the gate opened a single sack', know: 'saw', contact: 'no' } },
  { daysAgo: 7, language: 'zh', state: 'received', opened: true, answers: { what: '采购部副主任收咨询公司回扣，三份合同同一笔活' } },
  { daysAgo: 7, language: 'en', state: 'received', opened: true, answers: { what: 'Canteen contractor bills for twice the meals served' } },
  { daysAgo: 4, language: 'en', state: 'received', opened: false, answers: { what: 'Price list for the northern region seen on a rival’s tablet' } },
  { daysAgo: 3, language: 'zh', state: 'received', opened: false, answers: { what: '亲本种子借“科研交换”名义寄往境外' } },
  { daysAgo: 2, language: 'en', state: 'received', opened: false, answers: { what: 'Overtime sheets signed for people who left in June' } },
  { daysAgo: 20, language: 'zh', state: 'acknowledged', opened: true, answers: { what: '举报后被调离岗位，绩效改为最低档' } },
  { daysAgo: 40, language: 'en', state: 'accepted', opened: true, answers: { what: 'Invoice paid to a firm at the manager’s home address' } },
  { daysAgo: 60, language: 'zh', state: 'outside-remit', opened: true, answers: { what: '邻居晚上听的节目“不对头”' } },
  { daysAgo: 90, language: 'en', state: 'concluded', opened: true, answers: { what: 'Crash test signed off before it was run' } },
]

export const FIXTURE_WORDS = [
  'acorn', 'bridge', 'candle', 'drift', 'ember', 'fabric', 'garden', 'harbor', 'island', 'jacket', 'kettle', 'ladder', 'meadow', 'needle', 'orchard', 'pepper',
] as const
