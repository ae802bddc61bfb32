import type { Arrival, Language } from '#domain/bodies.ts'
import type { Severity } from '#domain/triage-body.ts'
import type { Answers } from '#domain/questionnaire.ts'
import type { State } from '#domain/docket.ts'

/** What happened after a report came in, in order. */
export type DemoStep =
  | { readonly reply: string }
  | { readonly more: string }
  /** The reporter's correction of minutes. */
  | { readonly corrected: string }
  | { readonly note: string }
  | { readonly title: string }
  /** Labels, severity and next step; `mine` gives it to whoever shows the desk. */
  | { readonly labels: readonly string[]; readonly severity: Severity; readonly nextStep: string; readonly mine?: true }
  /** A thing under seal, and whom outside it was handed to. */
  | { readonly exhibit: string; readonly place: string; readonly seal: string; readonly handedTo: string; readonly reason: string }
  /** A file of evidence, by its name and words. */
  | { readonly evidence: string; readonly file: string; readonly content: string }
  /** Asked of the outside expert, of exhibits by their numbers; taken on, and not answered yet. */
  | { readonly questions: string; readonly exhibits: readonly number[]; readonly independence: string; readonly word: string }
  | { readonly state: State; readonly reason: string; readonly to?: string }

export interface DemoReport {
  readonly language: Language
  readonly answers: Answers
  /** Taken down by whoever shows the desk, and received the day before. */
  readonly entered?: Arrival
  readonly steps?: readonly DemoStep[]
}

/** What the rig wrote: five tests, three of them above 200 °C, the third one cut off. */
const RIG_LOG = ['test,second,celsius', ...[[1, 64], [2, 231], [3, 287], [4, 66], [5, 254]].flatMap(([test = 0, peak = 0]) => Array.from({ length: test === 3 ? 8 : 12 }, (_, at) => (
  `${test},${at * 10},${Math.round(24 + (peak - 24) * Math.max(0, Math.min(1, (at - 2) / 6)))}`)))].join('\n')

/** Synthetic reports: every person, firm, place and figure in them is made up. */
const CONVERSATIONS: readonly DemoReport[] = [
  {
    language: 'zh',
    answers: {
      what: '采购部副主任在东岭项目招标前，把评分细则发给了一家咨询公司。同一笔活签了三份合同，咨询公司每次都拿到费用。\n\n我经手付款，看到三份发票的项目说明几乎一样，只是日期不同。他让我把第二页从档案里抽出来。',
      where: '总部采购部', when: '去年10月到今年1月', who: '采购部副主任，咨询公司“远衡”的两名经办人', know: 'saw', danger: 'no', contact: 'yes',
    },
    steps: [
      { reply: '全部内容已经读到。请问三份合同上的项目编号是否相同？不清楚也没有关系，请不要为此再去翻找资料。' },
      { more: '两份相同，第三份末尾多了“-B”。' },
      { note: '三份合同分属两个预算科目，先请财务调付款凭证，不要惊动采购部。' },
      { state: 'accepted', reason: '所述行为属于受理范围，已立案核查。下一步核对付款与评标记录。' },
      { title: '东岭项目招标泄露评分细则，重复付咨询费' },
      { labels: ['招标', '重复付款'], severity: 'high', nextStep: '请财务调取三笔付款凭证', mine: true },
    ],
  },
  {
    language: 'en',
    answers: {
      what: 'The dealer price list for next quarter was with our largest competitor four days before we published it. Their sales manager quoted our new discount tiers to a customer of mine, line by line, including the two rows that were corrected on the last evening.',
      where: 'Sales, northern region', when: 'Second week of this month', who: 'Only the pricing group and three regional heads had that version', know: 'told', danger: 'no', contact: 'yes',
    },
    steps: [
      { reply: 'We have read this. Do you know which version of the two corrected rows the competitor had? “No” is a good answer. Please do not ask around.' },
      { more: 'The corrected one. So it left after six in the evening on the day before the release.' },
      { note: 'Version 7 was opened by nine accounts after 18:00. Ask for the access log of the pricing share only, for that evening only.' },
      { state: 'accepted', reason: 'A leak of protected information is within our remit. We are checking who had the final version.' },
      { labels: ['price list', 'leak'], severity: 'medium', nextStep: 'Access log of the pricing share, one evening only' },
    ],
  },
  {
    language: 'zh',
    answers: {
      what: '公司把受管制的原种种子当作“饲料粮”卖到境外。报关单写的是饲用玉米，装袋前却换成了没有标签的编织袋，批号被撕掉。上个月走了两车，这个月还有一车。',
      where: '三号种子库，西门装卸台', when: '上月中旬开始，每次都在周五晚上', who: '库管班长和一家外贸公司，公司名称见过一次，好像叫“奥德莫农贸”', know: 'saw', danger: 'no', contact: 'yes',
    },
    steps: [
      { reply: '情况已收到。请问您是否记得袋子上残留的批号，或者车牌的一部分？不要再去现场拍照。' },
      { more: '批号前三位是K72。车牌没看清，是一辆蓝色厢式货车。' },
      { note: 'K72是原种繁育批次，属管制目录。先核对出库单与检验签字。' },
      { title: '管制原种以饲料粮名义外销' },
      { state: 'assessed', reason: '已完成初步评估，正在核对出库和报关记录。' },
    ],
  },
  {
    language: 'zh',
    answers: {
      what: '电池针刺试验做了五次，三次起火，报告写的是“五次全部通过”。起火的三段录像被要求删除，只留下没起火的两段。这批货下周二装车，用在通勤客车上。',
      where: '检测中心二楼', when: '上周三、周四做的试验，周五出的报告', who: '检测组长签的字，项目经理要求改的', know: 'saw', danger: 'yes', contact: 'yes',
    },
    steps: [
      { reply: '已经读到全部内容，装车一事今天就处理。请问试验台本身是否另存日志？不知道也没有关系。' },
      { more: '试验台自己会存温度曲线，在控制柜里，一般保留三十天。' },
      { note: '知情范围很小，不要在检测中心内部提“原始视频”。先取试验台日志。' },
      { state: 'accepted', reason: '涉及人身安全，已优先受理，并已要求暂停装车。' },
      { title: '电池针刺试验报告造假，产品即将装车' },
      { exhibit: '针刺试验台控制柜存储卡，32GB，黑色', place: '检测中心二楼', seal: 'QJ-0417', handedTo: '省电器检测研究院，程工', reason: '委托读取温度曲线' },
      { evidence: '针刺试验台日志，存储卡读出，五次试验', file: '针刺试验台日志.csv', content: RIG_LOG },
      {
        questions: '1. 五次针刺试验中，哪几次达到热失控温度？\n2. 日志是否完整，有无删改或时间跳变？', exhibits: [2],
        independence: '本人与本事项无关，与其中任何人均无亲属或密切关系，不为其中任何一方工作。\n\n鉴定意见由本人亲自、公正、尽己所知作出。上述情况如有变化，立即告知办公室。',
        word: '日志中第三次试验缺少最后40秒。请告知控制柜的型号和固件版本，是否另有备份。',
      },
    ],
  },
  {
    language: 'en',
    answers: {
      what: 'The gas alarm in hall 4 has been bridged with a wire since Monday so that the line keeps running. It went off twice last week. The night shift supervisor told us it is a faulty sensor, but two people had headaches and one was sick.',
      where: 'Hall 4, behind the drying oven', when: 'Since Monday, still so tonight', who: 'Night shift supervisor', know: 'saw', danger: 'yes', contact: 'yes',
    },
    steps: [
      { reply: 'We have asked the site safety officer to check every alarm in halls 3 to 6 today, as a routine round. Nobody was told why. If you feel unwell, leave the hall and call the emergency number first.' },
      { more: 'They came at two. The wire is gone and the line is stopped. Thank you.' },
      { state: 'accepted', reason: 'A danger to people is within our remit. The line is stopped; we are looking into who bridged the alarm.' },
      { title: 'Gas alarm in hall 4 bridged to keep the line running' },
    ],
  },
  {
    language: 'en',
    answers: {
      what: 'Since I reported the overtime records in spring I have been taken off the rota for the better shifts, my training was cancelled twice and I was moved to the annex without a reason. My reviews were good for six years and are “needs improvement” now.',
      where: 'Customer service', when: 'From May until now', who: 'My team lead and the head of the unit', know: 'saw', danger: 'no', contact: 'yes',
    },
    steps: [
      { reply: 'What you describe may be retaliation. It has a file of its own from today, separate from your first report. Please keep your rota and the two reviews somewhere private.' },
      { more: 'I have them at home. The cancellation e-mails too.' },
      { note: 'Compare shifts of all twelve people in the unit before and after May, so that no single name stands out.' },
      { state: 'accepted', reason: 'Retaliation against a reporter is within our remit.' },
    ],
  },
  {
    language: 'zh',
    answers: {
      what: '我同事经常在午休时看一些我不认同的书，还参加一个读书会，说话也和大家不一样。我觉得应该查一查他在想什么。',
      where: '三楼办公室', who: '同组的一位同事', know: 'saw', danger: 'no', contact: 'yes',
    },
    steps: [
      { state: 'outside-remit', reason: '您反映的是一个人的阅读和看法。这不是危害行为，本办公室无权过问，也不会过问。没有为任何人建档，内容将被抹除。如果另有人造成了危害，例如收受钱财、威胁他人、检测造假，请把那一部分告诉我们，我们会认真看。' },
    ],
  },
  {
    language: 'zh', entered: 'phone-live',
    answers: {
      what: '举报仓库缺货之后，我被调离岗位，绩效改成最低一档。主管在会上说“有人喜欢往外说”，大家都看着我。',
      where: '华东仓储中心', when: '上个月15日以后', who: '仓储主管', know: 'saw', danger: 'no', contact: 'yes',
    },
    steps: [
      { corrected: '是上个月15日当天就调离的，不是之后。' },
      { reply: '您说的情况可能属于报复，已单独登记，并与您之前的举报分开处理。请把绩效表和调岗通知留好，不必交给任何人。' },
      { state: 'accepted', reason: '对举报人的报复属于受理范围，已受理。' },
    ],
  },
  {
    language: 'en',
    answers: {
      what: 'The canteen contractor bills for about twice the meals that are served. I count trays for the kitchen; the invoices are approved without anybody asking. Some of the surplus comes back to the facilities manager as “consulting”.',
      where: 'Plant 2', when: 'At least since January', who: 'Facilities manager; the contractor’s site lead', know: 'inferred', danger: 'no', contact: 'no',
    },
    steps: [
      { note: 'The reporter asked us not to write. Work from invoices and gate counts only.' },
      { state: 'acknowledged', reason: '' },
    ],
  },
  {
    language: 'zh',
    answers: {
      what: '报价底单在开标前一天晚上被发给了对手公司。对方当天深夜改了报价，第二天只比我们低八百元。',
      where: '投标部', when: '本月3日晚上', who: '知道底价的只有四个人', know: 'inferred', danger: 'no', contact: 'yes',
    },
    steps: [
      { reply: '已收到。请问您怎么知道对方改过报价？请只写您本来就知道的。' },
      { more: '开标记录上有对方递交的时间，晚于原定封标时间四十分钟。' },
      { state: 'referred', to: '招标监督管理部门', reason: '开标程序由招标监督部门管辖，已移送。我们会在这里告诉您对方是否接收。' },
    ],
  },
]

const FIRST_MESSAGES: readonly (readonly [Language, string, Answers?])[] = [
  ['zh', '食堂承包商连续三个月用过期调味料，标签被重新贴过。', { danger: 'unsure', where: '一号食堂后厨', know: 'saw' }],
  ['en', 'A safety certificate for the new press was signed on a day when the inspector was on leave.', { where: 'Plant 1', know: 'inferred' }],
  ['zh', '实验员把两组数据对调，使样品看起来合格，已经发给客户。', { where: '材料实验室', when: '上周五', know: 'saw' }],
  ['en', 'Customer addresses are copied to a private drive every Friday and sold to a call centre.', { who: 'A contractor in support', know: 'told' }],
  ['zh', '工程验收时混凝土强度不够，监理收了两条烟和一个信封后签了字。', { where: '北区二期工地', when: '10月底', know: 'saw' }],
  ['en', 'The same three suppliers take turns winning. Their bids share the same spelling mistakes.', { where: 'Procurement, southern region', know: 'inferred' }],
  ['zh', '有人在系统里替离职员工继续领工资，已经五个月。', { who: '薪资组的一名员工', know: 'inferred' }],
  ['en', 'Expired reagents are relabelled before audits and put back afterwards.', { where: 'Laboratory B', danger: 'unsure', know: 'saw' }],
  ['zh', '危险废液夜里倒进雨水井，味道很大，附近鱼塘有死鱼。', { where: '厂区东南角', danger: 'yes', know: 'saw' }],
  ['en', 'Our line manager signs for training that never took place. New colleagues run the saw after ten minutes.', { danger: 'yes', where: 'Sawmill', know: 'saw' }],
  ['zh', '项目经费买的设备放在负责人亲戚的公司里使用。', { when: '今年3月至今', know: 'told' }],
  ['en', 'A regional head asks distributors for “marketing support” in cash before renewing their contracts.', { when: 'Every renewal since 2024', know: 'told' }],
  ['zh', '出口的双用途传感器，报关品名写成普通温度计。', { where: '物流部', know: 'saw' }],
  ['en', 'Inspection photographs for four bridges are the same picture, cropped differently.', { know: 'inferred' }],
  ['zh', '医院设备科要求供应商先付“进院费”，不付就拖着不验收。', { know: 'told' }],
  ['en', 'Driving hours are edited after the fact. Two drivers fell asleep last month; nobody was hurt yet.', { danger: 'yes', where: 'Depot east', know: 'saw' }],
  ['zh', '主管让我们在安全培训签到表上补签名字，培训根本没有办。', { where: '装配车间', know: 'saw' }],
  ['en', 'The subcontractor’s people work without harnesses on the tower when the client’s inspector has left.', { danger: 'yes', know: 'saw' }],
  ['zh', '研发图纸被带到家里，第二天外面一家公司就问了同样的尺寸。', { who: '一名结构工程师', know: 'inferred' }],
  ['en', 'Somebody changes the scale readings at the scrap yard. The trucks weigh two tonnes less on paper.', { where: 'Scrap yard gate', know: 'saw' }],
  ['zh', '补贴申报里有十一户根本没有种地，名单是村里统一填的。', { know: 'saw' }],
  ['en', 'I was told to delete the complaint mails of three patients before the visit of the authority.', { know: 'saw', contact: 'yes' }],
  ['zh', '同一张发票在两个项目里各报了一次，金额一样，抬头改了一个字。', { know: 'inferred' }],
  ['en', 'The lift in block C has been “repaired” four times this year by a firm that was never on site. 🛗', { danger: 'unsure', know: 'saw' }],
  ['zh', '招聘笔试题前一天晚上就在小群里了，三个人满分。', { when: '上周日', know: 'saw' }],
  ['en', 'An auditor’s hotel and dinners were paid by the unit that he was auditing.', { know: 'saw' }],
  ['zh', '药品冷链断了六个小时，温度记录事后补成一条直线。', { danger: 'yes', where: '冷库2号', know: 'saw' }],
  ['en', 'Two people in shipping open returned parcels and keep what they like. It is written off as transport damage.', { know: 'told' }],
  ['zh', '有人冒用领导名义催付货款，财务没有核对就付了，事后要求大家别说。𠮷田商贸是收款方。', { know: 'told' }],
  ['en', 'A colleague was pressed to withdraw her statement about the accident in the paint shop.', { know: 'told' }],
]

export const DEMO_REPORTS: readonly DemoReport[] = [
  ...FIRST_MESSAGES.map(([language, what, more]) => ({ language, answers: { what, ...more } })),
  ...CONVERSATIONS,
]
