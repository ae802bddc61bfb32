import { fromBase64url } from '#base/bytes.ts'
import { fingerprintWords } from '#sealing/plain/words.ts'
import { fileSentences } from './file-part.ts'
import { html, type Html } from './html.ts'
import { renderPage } from './shell.ts'
import { address, officeName, type Site } from './site.ts'

/** Pages that explain: who reads, how sealing works and where it ends, what people named in a report may count on. */
export const CONTENT_PAGES = { '/who': whoPage, '/how': howPage, '/rights': rightsPage } as const
export type ContentPath = keyof typeof CONTENT_PAGES

export function isContentPath(path: string): path is ContentPath {
  return Object.hasOwn(CONTENT_PAGES, path)
}

function whoPage(site: Site): Html {
  const { words, office } = site
  const lead = words['who-lead']({ office: officeName(site), count: office?.handlers ?? 0 })
  return renderPage(site, {
    title: words['who-title'], path: '/who',
    main: article(site, { title: words['who-title'], lead }, html`
${part(words['who-keys-title'], words['who-keys-text'])}
${part(words['who-admin-title'], words['who-admin-text'])}
${part(words['who-recovery-title'], words['who-recovery-text'])}
${part(words['who-conflict-title'], words['who-conflict-text'])}
${part(words['who-outside-title'], words['who-outside-text'])}
${office !== null && html`<p class="hint">${words['who-key']}</p><p class="num id" lang="en">${wordsOf(office.id)}</p><p class="num id">${office.id}</p>`}`),
  })
}

function howPage(site: Site): Html {
  const { words } = site
  return renderPage(site, {
    title: words['how-title'], path: '/how',
    main: article(site, { title: words['how-title'], lead: words['how-lead'] }, html`
${part(words['how-browser-title'], words['how-browser-text'])}
${part(words['how-code-title'], words['how-code-text'])}
${part(words['how-server-title'], words['how-server-text'])}
<p>${words['how-server-not']}</p>
<h2>${words['how-limits-title']}</h2>
<ol class="limits"><li id="plain">${words['how-limit-plain']}</li><li>${words['how-limit-code']}</li></ol>
<h2 id="files">${words['how-files-title']}</h2><p>${words['how-files-text']}</p><p>${words['how-files-other']}</p>
${part(words['how-traces-title'], words['how-traces-text'])}
${part(words['how-quick-title'], words['quick-text'])}
<p>${words['quick-plain']}</p>`),
    after: fileSentences(site),
  })
}

function rightsPage(site: Site): Html {
  const { words } = site
  const rights = ['heard', 'words', 'private', 'erase', 'mask', 'not', 'ask'] as const
  return renderPage(site, {
    title: words['rights-title'], path: '/rights',
    main: article(site, { title: words['rights-title'], lead: words['rights-lead'] },
      html`${rights.map((right) => part(words[`rights-${right}-title`], words[`rights-${right}-text`]))}`),
  })
}

function article(site: Site, { title, lead }: { readonly title: string; readonly lead: string }, parts: Html): Html {
  return html`<article><h1>${title}</h1><p>${lead}</p>${parts}<div class="row"><a class="go" href="${address(site, '/#write')}">${site.words.write}</a></div></article>`
}

function part(title: string, text: string): Html {
  return html`<h2>${title}</h2><p>${text}</p>`
}

/** The office's id as the words that its members were told to print. */
function wordsOf(office: string): string {
  return fingerprintWords(fromBase64url(office) ?? new Uint8Array(0), 12).join(' ')
}
