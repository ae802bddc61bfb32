import type { Attachment } from '#domain/bodies.ts'
import type { Turn } from '#domain/conversation.ts'
import { FINDINGS } from '#clients/cleaning/findings.ts'
import { sizeText } from '#base/size.ts'
import { html, type Html } from './html.ts'
import { address, type Site } from './site.ts'

/** Where files may be added: in the form, or in an opened conversation. */
export type FileScope = 'form' | 'reply'

/** Fields of a form that is posted with its files. */
export const FILES = 'file'
export const FILES_ANYWAY = 'files-anyway'
/** Which file of the office's a form asks for. */
export const WANTED = 'wanted'
/** The button that asks for the form with room for files, with everything that was typed. */
export const ADD_FILES = 'add-files'

/** What is wrong with the files of a form that came back, if anything; whether others than pictures were to go as they are. */
export interface PlainFiles {
  readonly problem: string | null
  readonly anyway: boolean
}

/** What the room for a voice says. */
const VOICE = [
  'voice-why', 'voice-mask', 'voice-mask-hint', 'voice-minute', 'voice-start', 'voice-close', 'voice-pause', 'voice-go-on', 'voice-stop', 'voice-add', 'voice-again', 'voice-discard', 'voice-hear', 'voice-level',
  'voice-is-asking', 'voice-is-recording', 'voice-is-paused', 'voice-is-ending', 'voice-is-done', 'voice-hidden', 'voice-interrupted', 'voice-unplugged', 'voice-longest', 'voice-soon', 'voice-silent', 'voice-lost',
  'voice-no-denied', 'voice-no-none', 'voice-no-taken', 'voice-no-unloaded', 'voice-masked', 'voice-unmasked', 'voice-sent-masked', 'voice-sent-unmasked', 'voice-unfinished',
] as const

/** Room for files on a page without scripts. The box stands before the field, so that the answer is known when a file comes. */
export function plainFiles(site: Site, { problem, anyway }: PlainFiles): Html {
  const { words } = site
  return html`<div class="q${problem !== null && ' bad'}"><h3><label for="${FILES}">${words['files-title']}</label></h3><p class="hint" id="files-plain">${words['files-hint-plain']} <a href="${address(site, '/how#files')}" target="_blank" rel="noreferrer">${words['files-how']}</a></p>
${problem !== null && html`<p class="err" id="files-wrong">${problem}</p>`}
<label class="pick"><input type="checkbox" name="${FILES_ANYWAY}" value="yes" ${anyway && html`checked`}><span>${words['files-anyway']}<small>${words['files-anyway-hint']}</small></span></label>
<input type="file" multiple id="${FILES}" name="${FILES}" aria-describedby="files-plain${problem !== null && ' files-wrong'}"></div>`
}

/**
 * Room for files, shown by the module alone: what a file gives away is found and taken out by a program in the browser. The field has no name,
 * so that no form ever posts it.
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
    ['file-sent', words['file-sent']], ['file-clean', words['file-clean']], ['file-taken', words['file-taken']], ['file-waiting', words['file-waiting']], ['file-pause', words['file-pause']], ['file-paused', words['file-paused']], ['file-go-on', words['file-go-on']], ['file-many', words['file-many']],
    ['file-undecided', words['file-undecided']], ['file-not-plain', words['file-not-plain']], ['file-unread', words['file-unread']],
    ['file-save', words['file-save']], ['file-saved', words['file-saved']], ['file-play', words['file-play']], ['file-strange', words['file-strange']],
    ['left-title', words['left-title']], ['left-about', words['left-about']], ['left-text', words['left-text']], ['left-forget', words['left-forget']],
    ...VOICE.map((name) => [name, words[name]] as const),
    ['no-such-file', refusals['no-such-file']], ['uploads-full', refusals['uploads-full']],
    ...FINDINGS.map((finding) => [`found-${finding}`, words[`found-${finding}`]] as const),
  ]
  return html`<template id="t-files" data-files="${`${assets.files.url} ${assets.files.integrity}`}">${said.map(([name, text]) => html`<i data-say="${name}">${text}</i>`)}</template>`
}

/** The files that a turn brought, each with the form that saves it, where it may be saved. */
export function turnFiles({ words, language }: Site, { files = [] }: Turn, save: (file: Attachment) => Html | null): Html | null {
  return files.length === 0 ? null : html`<ul class="brought">${files.map((file) => html`<li>${words['turn-file']} <bdi>${file.name}</bdi> <small>${sizeText(file.sizeBytes, language)}</small>${save(file)}</li>`)}</ul>`
}
