import { en } from '#words/cli/generated/en.ts'
import type { Words } from '#words/cli/generated/words.ts'
import { zh } from '#words/cli/generated/zh.ts'

/** The page that lies beside an audit export, in both languages. */
export function auditReadme(): string {
  return [...page(en), '', '', ...page(zh), ''].join('\n')
}

function page(say: Words): string[] {
  return [
    say['audit-readme-title'], '', say['audit-readme-what'], '',
    say['audit-readme-verify'], '', '    node verify.mjs', '    postern verify --audit .', '    postern verify --audit . --since ../before', '',
    say['audit-readme-code'], '',
    say['audit-readme-files'], '',
    `  * office-NNNNN.frames  ${say['audit-readme-office']}`, `  * audit-NNNNN.frames  ${say['audit-readme-audit']}`,
    `  * logs-NNNNN.frames  ${say['audit-readme-logs']}`, `  * journal-NNNNN.frames  ${say['audit-readme-journal']}`,
    `  * manifest.json, manifest.sig  ${say['audit-readme-manifest']}`,
  ]
}
