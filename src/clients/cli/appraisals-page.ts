import { utf8 } from '#base/bytes.ts'
import type { ToldAppraisal } from '#sealing/open/export-appraisals.ts'
import { en } from '#words/cli/generated/en.ts'
import { zh } from '#words/cli/generated/zh.ts'
import { toldLines } from './appraisal-lines.ts'
import type { Showing } from './exhibit-view.ts'

export interface PagedAppraisals extends Pick<Showing, 'members'> {
  readonly appraisals: readonly ToldAppraisal[]
}

/** What experts were asked and found, for whoever receives a bundle and has nothing of ours: in both languages, and made of the signed entries alone. */
export function appraisalsPage({ appraisals, members }: PagedAppraisals): string {
  const page = (showing: Pick<Showing, 'say' | 'language'>): string[] => [
    showing.say['appraisals-page-title'], '', showing.say['bundle-names'], '', ...appraisals.flatMap((each) => toldLines(each, { ...showing, members, keys: true })),
  ]
  return [...page({ say: en, language: 'en' }), '', ...page({ say: zh, language: 'zh' })].join('\n')
}

/** As for the page of custody: whoever changes this page keeps the one before. @see [Note: Pages of other versions] */
const PAGES: readonly ((asked: PagedAppraisals) => string)[] = [appraisalsPage]

export function isAppraisalsPage(page: Uint8Array, asked: PagedAppraisals): boolean {
  return PAGES.some((write) => Buffer.compare(utf8(write(asked)), page) === 0)
}
