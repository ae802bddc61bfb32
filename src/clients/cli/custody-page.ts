import type { Exhibit } from '#domain/exhibits.ts'
import { en } from '#words/cli/generated/en.ts'
import { zh } from '#words/cli/generated/zh.ts'
import { exhibitLines, type Showing } from './exhibit-view.ts'

/** Who had each exhibit when, for whoever receives a bundle and has nothing of ours: in both languages. */
export function custodyPage({ exhibits, nameOf }: { readonly exhibits: readonly Exhibit[]; readonly nameOf: Showing['nameOf'] }): string {
  const page = (showing: Pick<Showing, 'say' | 'language'>): string[] => [
    showing.say['bundle-readme-title'], '', ...exhibits.flatMap((exhibit) => exhibitLines(exhibit, { ...showing, nameOf, bundled: true })),
  ]
  return [...page({ say: en, language: 'en' }), '', ...page({ say: zh, language: 'zh' })].join('\n')
}
