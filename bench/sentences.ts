import type { Language } from '#domain/bodies.ts'
import { ownText } from '#test/support/alike.ts'

const ZH = ['采购部副主任在招标前把评分细则发给了一家咨询公司', '同一笔活签了三份合同', '發票的專案說明幾乎一樣', '报关单写的是饲用玉米', '视频只留了没起火的两段', '財務部門拒絕付款', '他让我把第二页从档案里抽出来', '检测中心的原始记录被要求删除', '供應商在投標過程中與採購負責人串通', '上级一直没有答复', '工资按半个月计发', '三号仓库西门每周五晚上装车']
const EN = ['the dealer price list was with our largest competitor', 'the gas alarm in hall 4 is switched off', 'three invoices for one delivery', 'the inspector was told before the visit', 'overtime is not paid in the packing line', 'their sales manager quoted our new discount tiers', 'the record was dated back', 'nobody answered the first complaint']

export interface Said {
  readonly sentences: readonly string[]
  readonly text: string
  readonly language: Language
}

/** One sentence of three is one that many say; the others are somebody's own, or all reports would be half the same. */
const COMMON_EVERY = 3

/** What a report of this number says: seven of ten in Chinese, both scripts, figures that differ. @param length - so many sentences, by language */
export function saidIn(number: number, length: Readonly<Record<Language, number>>): Said {
  const [from, language, glue] = number % 10 < 7 ? [ZH, 'zh' as const, '，'] : [EN, 'en' as const, '. ']
  const own = ownSentences(number, length[language], glue)
  const common = (at: number): string => `${from[(number * 7 + at * 5 + (number >> 4)) % from.length]}${(number * 31 + at) % 9973}`
  const sentences = own.map((sentence, at) => (at % COMMON_EVERY === 0 ? common(at) : sentence))
  return { sentences, text: sentences.join(glue), language }
}

/** So many, in the language of that number. */
function ownSentences(number: number, count: number, glue: string): readonly string[] {
  const sentences: string[] = []
  for (let part = 0; sentences.length < count; part++) sentences.push(...ownText(number * 1000 + part * 10 + (number % 10)).split(glue))
  return sentences.slice(0, count)
}
