import type { Finding } from '#clients/cleaning/findings.ts'
import type { Cleaning } from '#domain/bodies.ts'
import { html, type Html } from './html.ts'
import type { Site } from './site.ts'

/** What became of a file that somebody sent without scripts, and could not be shown before. */
export interface ToldFile {
  readonly name: string
  readonly cleaning: Cleaning
  readonly findings: readonly Finding[]
}

/** Below everything else on the page that follows: nobody has to do anything about it. */
export function toldFiles(site: Site, files: readonly ToldFile[]): Html | null {
  return files.length === 0 ? null : html`<h2>${site.words['files-title']}</h2><ul class="brought">${files.map((file) => html`<li><bdi>${file.name}</bdi> <small>${becameOf(site, file)}</small></li>`)}</ul>`
}

function becameOf({ words, language }: Site, { cleaning, findings }: ToldFile): string {
  if (cleaning === 'nothing-found') return words['file-clean']
  if (cleaning !== 'cleaned') return words['file-kept']
  // A document that was only packed anew.
  if (findings.length === 0) return words['file-clean']
  return `${words['file-taken']}${language === 'zh' ? '' : ' '}${findings.map((finding) => words[`found-${finding}`]).join(language === 'zh' ? '、' : ', ')}`
}
