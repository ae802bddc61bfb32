import { en } from '#words/cli/generated/en.ts'
import type { Words } from '#words/cli/generated/words.ts'
import { zh } from '#words/cli/generated/zh.ts'

/** The page that lies in a bundle, in both languages: whoever receives it may have nothing of ours. */
export function bundleReadme(): string {
  return [...page(en), '', '', ...page(zh), ''].join('\n')
}

function page(say: Words): string[] {
  return [
    say['bundle-readme-title'], '',
    say['bundle-readme-what'], '',
    say['bundle-names'], '',
    say['bundle-readme-identity'], '',
    say['bundle-readme-sums'], '', '    sha256sum -c SHA256SUMS', '',
    say['bundle-readme-open'], '', '    age -d -i BUNDLE.identity.txt custody.txt.age', '',
    say['bundle-readme-appraisals'], '', '    age -d -i BUNDLE.identity.txt appraisals.txt.age', '',
    say['bundle-readme-verify'], '', '    postern verify --bundle BUNDLE --identity BUNDLE.identity.txt', '',
    say['bundle-readme-by-hand'], '',
    ...([
      'readme-header', 'readme-chain', 'readme-body', 'bundle-readme-kept-back', 'readme-office', 'bundle-readme-manifest',
    ] as const).map((name) => `  * ${say[name]}`),
  ]
}
