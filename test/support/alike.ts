// Texts of which somebody said whether they are copies of one page: what a device groups is held against that. Nothing here was written by a reporter.

export interface Labelled {
  readonly text: string
  /** Which page it is a copy of; null for what somebody wrote by themselves. */
  readonly page: string | null
}

const PETITION_ZH = '我们是青岬花园三期的业主，现就小区西侧垃圾中转站一事联名反映。中转站自今年三月投入使用以来，每天凌晨四点至六点有二十余辆重型货车进出，噪声和臭气使居民无法休息。环评公示期间，公示牌贴在工地围挡内侧，没有一户业主看到。我们多次向街道和区城管局反映，得到的答复都是正在研究。请依法公开环评文件，并在问题解决之前停止夜间作业。'
const PETITION_ZH_TRADITIONAL = '我們是青岬花園三期的業主，現就小區西側垃圾中轉站一事聯名反映。中轉站自今年三月投入使用以來，每天凌晨四點至六點有二十餘輛重型貨車進出，噪聲和臭氣使居民無法休息。環評公示期間，公示牌貼在工地圍擋內側，沒有一戶業主看到。我們多次向街道和區城管局反映，得到的答覆都是正在研究。請依法公開環評文件，並在問題解決之前停止夜間作業。'
const PETITION_EN = 'We the undersigned work in hall 4 of the Harbour Road plant and ask for an independent inspection. Since March the gas alarm above the filling line has been switched off during the night shift, on the instruction of the shift manager, because it stops the line. Two colleagues fainted in May and were driven home instead of to a doctor. The safety committee has not met this year. We ask that the alarm is switched on at once and that the log of the control room is secured before anybody changes it.'
const LETTER_EN = 'I am writing about the school meals contract that was awarded in February. The winning company belongs to the brother of the deputy head of the procurement office, and the two other offers were sent from the same e-mail address. Parents have found mould in the deliveries on three days in April. Please look into who compared the offers, and why the kitchen was not inspected before the contract was signed.'

/** Copies with edits, with a paragraph more, in the other script, with other names; and what others wrote about the same matters, which is nobody's copy. */
export const LABELLED: readonly Labelled[] = [
  { page: 'station', text: PETITION_ZH },
  { page: 'station', text: PETITION_ZH_TRADITIONAL },
  { page: 'station', text: `张女士，五号楼二单元。${PETITION_ZH}` },
  { page: 'station', text: `${PETITION_ZH}李某，住九号楼，电话可以打给我儿子。` },
  { page: 'station', text: PETITION_ZH.replace('二十余辆', '三十多辆').replace('今年三月', '去年年底').replace('凌晨四点至六点', '凌晨三点到五点') },
  { page: 'station', text: PETITION_ZH.replace('我们多次向街道和区城管局反映，得到的答复都是正在研究。', '') },
  { page: 'station', text: `${PETITION_ZH}\n\n另外补充一点：我父亲八十二岁，有慢性支气管炎，六月以来因为臭气住院两次，医生建议搬离。住院小结我可以提供。物业的人来过一次，说不归他们管。` },
  { page: 'station', text: PETITION_ZH.replaceAll('，', ', ').replaceAll('。', '. ') },
  { page: 'hall', text: PETITION_EN },
  { page: 'hall', text: `${PETITION_EN} Signed: R. Okafor, packing.` },
  { page: 'hall', text: PETITION_EN.toUpperCase() },
  { page: 'hall', text: PETITION_EN.replace('Two colleagues fainted in May', 'Three people I know fainted in June').replace('hall 4', 'hall 5') },
  { page: 'hall', text: `${PETITION_EN}\n\nI want to add that on 12 May I was the one who drove Sam home. He was grey in the face. Nobody wrote it in the accident book, and the week after the book was gone.` },
  { page: 'hall', text: PETITION_EN.replace(' The safety committee has not met this year.', '') },
  { page: 'meals', text: LETTER_EN },
  { page: 'meals', text: LETTER_EN.replace('three days in April', 'two days in April').replace('I am writing', 'As a parent I am writing') },
  { page: null, text: '我住在青岬花园三期，西侧的垃圾中转站从三月开始用，夜里货车太吵，臭味也大，孩子睡不好。向城管局打过电话，没有下文。环评我们谁都没见过，公示牌听说贴在围挡里面。希望有人管一管。' },
  { page: null, text: '反映垃圾中转站的问题：站长收了运输公司的钱，让他们的车不过磅就进站。每车少记两吨左右，我在磅房干了四年，单子都在。区城管局有人知道这件事，得到的答复是别多事。请依法查一查去年的过磅记录和付款。' },
  { page: null, text: '青岬花园四期业主反映电梯问题。三号楼两部电梯自今年三月以来停了十一次，老人被困过两回。物业说在等配件，维保单位说物业没有付钱。我们多次向街道反映，得到的答复都是正在研究。请公开维保合同。' },
  { page: null, text: 'The gas alarm in hall 4 is off every night. The shift manager told the fitter to pull the fuse because the alarm stops the filling line. I have seen it myself since March. Somebody fainted in May. Please do not wait until there is an explosion, and look at the control room log before it is changed.' },
  { page: null, text: 'I work in the control room at Harbour Road. The log of the control room has been written anew for May: the pages are in one hand and one ink. The shift manager asked me to sign pages for nights on which I was not there. I did not sign. I want to know who will protect me if I hand in the old pages.' },
  { page: null, text: 'The school meals are bad and cold. My daughter brought home a yoghurt that had expired in February. When I asked the kitchen they said the contract was awarded in February and everything is inspected. I do not know about any contract, I want the children to get food that is not mouldy.' },
  { page: null, text: 'About the contract for school meals: I was on the panel. The offers were opened one day before the date in the minutes, and the deputy head of the procurement office read out the prices on the telephone to somebody. Afterwards one company sent a second envelope. I kept my own notes of that afternoon.' },
]

/** A number from 0 to 1 that depends on both, the same each time. */
function chance(seed: number, at: number): number {
  let hash = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(at + 1, 0xc2b2ae35)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39)
  return ((hash ^ (hash >>> 15)) >>> 0) / 0x1_0000_0000
}

const ZH = {
  whens: ['今年三月', '上个月底', '国庆节前', '去年审计之后', '每周五晚上', '开标当天', '从入职起', '六月中旬', '夜班交接时', '最近两周'],
  whos: ['采购部副主任', '仓库主管', '财务科的人', '新来的项目经理', '质检组长', '分管领导', '运输公司老板', '车间主任', '劳务中介', '我的班长'],
  wheres: ['在三号仓库', '在评标室', '在食堂二楼', '在旧厂区西门', '在合同系统里', '在微信群里', '在年会饭局上', '在档案室', '在施工现场', '在磅房'],
  deeds: ['把评分表改了分数', '让人重做了发票', '要求删掉原始记录', '收了两个信封', '把次品换进好货里', '让我们签空白单子', '虚报了加班人数', '把报价透露给别家', '拆分合同避开招标', '拿走了监控硬盘'],
  ends: ['没有人敢说', '我手里有照片', '后来再没提过', '第二天单子就没了', '同事可以作证', '领导说不要外传', '金额大概十几万', '我当时就在旁边', '记录应该还在系统里', '已经影响到发工资'],
}
const EN = {
  whens: ['in early March', 'after the audit', 'every Friday night', 'on the day of the tender', 'since I started here', 'two weeks ago', 'during the stocktake', 'before the inspection', 'at the end of June', 'last winter'],
  whos: ['the purchasing deputy', 'our shift leader', 'a man from accounts', 'the new project manager', 'the head of quality', 'the carrier who delivers for us', 'the regional director', 'an agency recruiter', 'the works doctor', 'my own supervisor'],
  wheres: ['in warehouse three', 'in the canteen', 'on the loading ramp', 'in the contract database', 'at the company dinner', 'in the archive', 'on the building site', 'by the west gate', 'in the weighing room', 'in the group chat'],
  deeds: ['changed the scores on the sheet', 'asked for the invoices to be written again', 'had the raw data deleted', 'took two envelopes', 'mixed rejected parts with good ones', 'made us sign blank forms', 'claimed overtime nobody worked', 'read our prices out to a rival', 'split the order below the limit', 'carried off the camera disk'],
  ends: ['and nobody dares to speak', 'and I have photographs', 'and it was never mentioned again', 'and the papers were gone next day', 'and a colleague will confirm it', 'and we were told to keep quiet', 'and it is about eighty thousand', 'and I stood next to it', 'and the system should still show it', 'and wages are late because of it'],
}

const CHARACTERS = [...'的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多然于心学么之都好看起发当没成只如事把还用第样道想作种开美总从无情己面最女但现前些所同日手又行意动方期它头经长儿回位分爱老因很给名法间斯知世什两次使身者被高已亲其进此话常与活正感见明问力理尔点文几定本公特做外孩相西果走将月十实向声车全信重三机工物气每并别真打太新比才便夫再书部水像眼等体却加电主界门利海受听表德少克代员许先口由死安写性马光白或住难望教命花结乐色更拉东神记处让母父应直字场平报友关放至张认接告入笑内英军候民岁往何度山觉路带万男边风解叫任金快原吃妈变通师立象数四失满战远格士音轻目条呢']
const ENGLISH = 'about after again against all also always another any are around asked away back because been before being below best between both box bring brought build but called came car carry case change check city clear close cold come copy cost could count cut day did door down drive each early else end even ever every eye face fact fall far feel few file find fire first five floor follow food found four from full gave get give glad go gone good got grew ground group had half hand happen hard has head hear heard held help her here high him his hold home hour house how idea into iron its job just keep kept key kind knew know land large last late lead learn left less let letter life light like line list little live long look lost made main make man many mark may meet might mile mind miss money month more most move much must name near need never new next night none north note nothing now number of off often old on once one only open order other our out over own page paid paper part pass past pay people piece place plan plant point pull put quick read ready real rest right river road room rule run said same saw say school sea second see seem self sell send set shall she ship shop short should show side sign since sit small some soon sort south stand start state stay step still stop store story street such sure take talk tell ten than that the their them then there these they thing think this those three through time told took town tree tried true try turn two under until up us use very wait walk wall want was water way week well went were west what wheel when where which while white who whole why will wind with without word work world would write year yet you young'.split(' ')

function oneOf(from: readonly string[], seed: number, at: number): string {
  return from[Math.floor(chance(seed, at) * from.length)] ?? ''
}

/** What one person writes about something of their own, seven of ten in Chinese: all write of the same few matters, in the same few hundred words. */
export function ownText(number: number): string {
  const isChinese = number % 10 < 7
  const phrases = isChinese ? ZH : EN
  const matters = [phrases.whens, phrases.whos, phrases.wheres, phrases.deeds, phrases.ends]
  const sentences = Array.from({ length: 6 + (number % 9) }, (_, at) => {
    const phrase = oneOf(matters[Math.floor(chance(number, at * 101) * matters.length)] ?? [], number, at * 101 + 1)
    const own = Array.from({ length: isChinese ? 14 : 11 }, (__, word) => oneOf(isChinese ? CHARACTERS : ENGLISH, number, at * 101 + 2 + word))
    return [phrase, ...own].join(isChinese ? '' : ' ')
  })
  return sentences.join(isChinese ? '，' : '. ')
}

/** A copy of somebody's page as people hand it on: with a name, another word here and there, now and then a sentence left out or a paragraph of their own. */
export function copyOf(page: number, copy: number): string {
  const own = ownText(page)
  const isChinese = page % 10 < 7
  const glue = isChinese ? '，' : '. '
  const kept = own.split(glue).filter((_, at) => chance(page * 131 + copy, at) > 0.06)
  const changed = kept.map((sentence, at) => (chance(page * 137 + copy, at) < 0.15 ? sentence.replace(isChinese ? '人' : 'the', isChinese ? '同志' : 'a') : sentence))
  const name = isChinese ? `第${copy}户，` : `Household ${copy}. `
  const paragraph = chance(page, copy) < 0.2 ? `${glue}${ownText(page * 1000 + copy * 10 + (page % 10)).split(glue).slice(0, 3).join(glue)}` : ''
  return name + changed.join(glue) + paragraph
}
