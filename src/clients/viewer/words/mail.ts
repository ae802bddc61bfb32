import PostalMime, { type Address } from 'postal-mime'
import { sizeText } from '#base/size.ts'
import { whole, type Controls, type ShownFile } from '../frame.ts'
import type { Shown } from '../protocol.ts'
import { element, paragraphs, sheet, visible } from './draw.ts'
import { wordsOfPage } from './markup.ts'

const MAIL_BYTES_MAX = 64 * 1024 * 1024

/** A letter's head, its words and the names of what is attached. A part in HTML is read for its words. */
export async function showMail(file: ShownFile, tell: (shown: Partial<Shown>) => void): Promise<Controls> {
  const { labels } = file
  const mail = await PostalMime.parse(await whole(file, MAIL_BYTES_MAX))
  const attached = mail.attachments.map(({ filename, mimeType, content }) => `${filename ?? mimeType} (${sizeText(sizeOf(content), file.language === 'zh' ? 'zh' : 'en')})`)
  const head = [
    [labels.from, addresses(mail.from === undefined ? [] : [mail.from])], [labels.to, addresses(mail.to ?? [])], [labels.copy, addresses(mail.cc ?? [])],
    [labels.date, mail.date ?? ''], [labels.subject, mail.subject ?? ''], [labels.attachments, attached.join('\n')],
  ] as const
  const text = mail.text ?? wordsOfPage(mail.html ?? '')
  sheet().append(
    element('dl', {}, ...head.filter(([, value]) => value !== '').flatMap(([label, value]) => [element('dt', {}, label), element('dd', {}, ...paragraphs(value))])),
    ...(text.trim() === '' ? [element('p', { className: 'soft' }, visible(labels.nothing))] : paragraphs(text)),
  )
  tell({ remarks: mail.text === undefined && mail.html !== undefined ? ['words-only'] : [] })
  return {}
}

function addresses(list: readonly Address[]): string {
  return list.flatMap((each) => (each.group === undefined ? [each] : [each, ...each.group])).map(({ name, address }) => (name === '' || name === undefined ? address ?? '' : `${name} <${address ?? ''}>`)).join(', ')
}

function sizeOf(content: ArrayBuffer | Uint8Array | string): number {
  return typeof content === 'string' ? content.length : content.byteLength
}
