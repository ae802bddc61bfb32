import { en } from '#words/cli/generated/en.ts'
import type { Words } from '#words/cli/generated/words.ts'
import { zh } from '#words/cli/generated/zh.ts'

/** The page that lies beside an export, in both languages: whoever receives it may have nothing of ours. */
export function exportReadme(): string {
  return [...page(en), '', '', ...page(zh), ''].join('\n')
}

function page(say: Words): string[] {
  return [
    say['readme-title'], '',
    say['readme-what'], '',
    say['readme-open'], '', '    age -d -i identity.txt 000.body.age', '',
    say['readme-files'], '',
    say['readme-appraisals'], '',
    say['readme-identity'], '',
    say['readme-verify'], '', '    postern verify --export .', '',
    say['readme-by-hand'], '',
    `  * ${say['readme-header']}`, `  * ${say['readme-chain']}`, `  * ${say['readme-body']}`, `  * ${say['readme-office']}`, `  * ${say['readme-manifest']}`,
  ]
}
