import type { RefusalCode } from '#base/refusal.ts'
import { toldFiles, type ToldFile } from './cleaned-part.ts'
import { codeAgain } from './code-entry.ts'
import { receiptView, type ReceiptFacts } from './receipt.ts'
import { html, type Html } from './html.ts'
import { renderPage } from './shell.ts'
import { address, type OfficeFacts, type Site } from './site.ts'
import { talkView, type TalkState } from './talk.ts'

/** Which office, where an installation has several. */
export function officesPage(site: Site, offices: readonly OfficeFacts[]): Html {
  const { words, language } = site
  return renderPage(site, {
    title: words['offices-title'], path: '/',
    main: html`<section><h1>${words['offices-title']}</h1><p>${words['offices-lead']}</p>
<ul class="offices">${offices.map(({ id, names }) => html`<li><a href="${address({ ...site, base: `/o/${id}` }, '/')}">${names[language]}</a></li>`)}</ul></section>`,
  })
}

/** Before an office was set up. */
export function closedPage(site: Site): Html {
  const { words } = site
  return renderPage(site, {
    title: words['closed-title'], path: '/', main: html`<section><h1>${words['closed-title']}</h1><p>${words['closed-text']}</p></section>`,
  })
}

/** A refusal that has no form to come back to; null stands for a fault of ours, which says nothing of itself. */
export function problemPage(site: Site, code: RefusalCode | null): Html {
  const { words, refusals } = site
  return renderPage(site, {
    title: words['trouble-title'], path: null,
    main: html`<section><h1>${words['trouble-title']}</h1><p>${code === null ? words['trouble-ours'] : refusals[code]}</p>
<div class="row"><a class="alt" href="${address(site, '/')}">${words['trouble-home']}</a></div></section>`,
  })
}

export function receiptPage(site: Site, facts: ReceiptFacts, files: readonly ToldFile[] = []): Html {
  return renderPage(site, { title: site.words['receipt-title'], path: null, main: html`<section>${receiptView(site, facts)}${toldFiles(site, files)}</section>` })
}

export function talkPage(site: Site, state: TalkState, files: readonly ToldFile[] = []): Html {
  return renderPage(site, { title: site.words['talk-title'], path: null, main: html`<section>${talkView(site, state)}${toldFiles(site, files)}</section>` })
}

export function codeAgainPage(site: Site, state: Parameters<typeof codeAgain>[1]): Html {
  const title = site.words['title-wrong']({ page: site.words['talk-title'] })
  return renderPage(site, { title, path: null, main: codeAgain(site, state) })
}
