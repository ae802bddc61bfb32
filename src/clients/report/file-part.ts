import type { Turn } from '#domain/conversation.ts'
import { FINDINGS } from '#clients/cleaning/findings.ts'
import { sizeText } from '#base/size.ts'
import { html, type Html } from './html.ts'
import { address, type Site } from './site.ts'

/** Where files may be added: in the form, or in an opened conversation. */
export type FileScope = 'form' | 'reply'

/**
 * Room for files, shown by the module alone: what a file gives away is found and taken out by a program, and without one it would go out
 * as it is. The field has no name, so that no form ever posts it.
 */
export function filePart(site: Site, scope: FileScope): Html {
  const { words } = site
  return html`<div class="files" data-room="${scope}" hidden><h3>${words['files-title']}</h3><p class="hint" id="files-${scope}">${words['files-hint']} <a href="${address(site, '/how#files')}">${words['files-how']}</a></p><ul></ul>
<label class="alt"><input type="file" multiple aria-describedby="files-${scope}"><span>${words['files-add']}</span></label></div>`
}

/**
 * What the module says about files, and where its code for them is. It stands on the page that explains them: few reporters have any, and
 * the others wait for none of it.
 */
export function fileSentences({ words, refusals, assets }: Site): Html {
  const said: readonly (readonly [string, string])[] = [
    ['file-looking', words['file-looking']], ['file-asked', words['file-asked']], ['file-anyway', words['file-anyway']], ['file-remove', words['file-remove']],
    ['file-sent', words['file-sent']], ['file-clean', words['file-clean']], ['file-taken', words['file-taken']], ['file-waiting', words['file-waiting']],
    ['file-undecided', words['file-undecided']], ['file-not-plain', words['file-not-plain']], ['file-unread', words['file-unread']],
    ['no-such-file', refusals['no-such-file']], ['uploads-full', refusals['uploads-full']],
    ...FINDINGS.map((finding) => [`found-${finding}`, words[`found-${finding}`]] as const),
  ]
  return html`<template id="t-files" data-files="${`${assets.files.url} ${assets.files.integrity}`}">${said.map(([name, text]) => html`<i data-say="${name}">${text}</i>`)}</template>`
}

/** The files that a turn brought: names, and nothing to open here. */
export function turnFiles({ words, language }: Site, { files = [] }: Turn): Html | null {
  return files.length === 0 ? null : html`<ul class="brought">${files.map(({ name, sizeBytes }) => html`<li>${words['turn-file']} <bdi>${name}</bdi> <small>${sizeText(sizeBytes, language)}</small></li>`)}</ul>`
}
