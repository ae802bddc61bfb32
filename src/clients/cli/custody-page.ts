import { utf8 } from '#base/bytes.ts'
import type { ShownExhibit } from '#domain/exhibits.ts'
import { en } from '#words/cli/generated/en.ts'
import { zh } from '#words/cli/generated/zh.ts'
import { exhibitLines, type Showing } from './exhibit-view.ts'

export interface PagedCustody extends Pick<Showing, 'members'> {
  readonly exhibits: readonly ShownExhibit[]
}

/** Who had each exhibit when, for whoever receives a bundle and has nothing of ours: in both languages, and made of `exhibits.json` alone. */
export function custodyPage({ exhibits, members }: PagedCustody): string {
  const page = (showing: Pick<Showing, 'say' | 'language'>): string[] => [
    showing.say['bundle-readme-title'], '', showing.say['bundle-names'], '', ...exhibits.flatMap((exhibit) => exhibitLines(exhibit, { ...showing, members, bundled: true })),
  ]
  return [...page({ say: en, language: 'en' }), '', ...page({ say: zh, language: 'zh' })].join('\n')
}

/**
 * [Note: Pages of other versions] People read the page, so it must say what the entries say: a bundle holds only if one of these writes the same to
 * the byte. Whoever changes the page or a word on it keeps the one before in this list, or the bundles that have it are broken.
 */
const PAGES: readonly ((custody: PagedCustody) => string)[] = [custodyPage]

export function isCustodyPage(page: Uint8Array, custody: PagedCustody): boolean {
  return PAGES.some((write) => Buffer.compare(utf8(write(custody)), page) === 0)
}
