import papaparse from 'papaparse'
import { CannotShow, type Controls, type ShownFile } from '../frame.ts'
import type { Remark, Shown } from '../protocol.ts'
import { element, paragraphs, sheet, tableRow } from './draw.ts'
import { encodingOf } from './encoding.ts'

type Tell = (shown: Partial<Shown>) => void

/** Shown at a time: some screens of a log. */
const WINDOW_BYTES = 128 * 1024
/** A line that does not end, or a quoted cell, is shown in pieces of this. */
const CARRY_CHARACTERS_MAX = 1024 * 1024

/** A text file, a window at a time: two gigabytes of it take no more memory than was looked at. */
export async function showText(file: ShownFile, tell: Tell): Promise<Controls> {
  const windows = await decoded(file)
  const main = sheet('code')
  let carry = ''
  return byWindows(file, tell, {
    windows,
    add(text, isLast) {
      const lines = (carry + text).split('\n')
      carry = isLast || lines.length === 1 ? '' : lines.pop() ?? ''
      main.append(...paragraphs(lines.join('\n')))
    },
  })
}

/** Comma-separated values as a table. @see RFC 4180 */
export async function showTable(file: ShownFile, tell: Tell): Promise<Controls> {
  const windows = await decoded(file)
  const body = element('tbody')
  sheet('wide').append(element('table', {}, body))
  let carry = ''
  let delimiter: string | null = null
  return byWindows(file, tell, {
    windows,
    add(text, isLast) {
      carry += text
      delimiter ??= papaparse.parse(carry.slice(0, 16_384), { preview: 20 }).meta.delimiter
      const keepsLast = !isLast && carry.length < CARRY_CHARACTERS_MAX
      const { data, meta } = new papaparse.Parser({ delimiter }).parse(carry, 0, keepsLast) as { data: string[][]; meta: { cursor: number } }
      carry = keepsLast ? carry.slice(meta.cursor) : ''
      for (const row of data) body.append(tableRow(row, body.childElementCount === 0))
    },
  })
}

interface Windows {
  readonly remarks: readonly Remark[]
  /** @returns null after the end */
  next(): Promise<{ readonly text: string; readonly isLast: boolean } | null>
}

async function byWindows(file: ShownFile, tell: Tell, { windows, add }: { readonly windows: Windows; readonly add: (text: string, isLast: boolean) => void }): Promise<Controls> {
  const more = async (): Promise<void> => {
    const window = await windows.next()
    if (window === null) return
    add(window.text, window.isLast)
    tell({ hasMore: !window.isLast, remarks: [...windows.remarks] })
  }
  if (file.sizeBytes === 0) {
    sheet().append(element('p', { className: 'soft' }, file.labels.nothing))
    tell({})
  } else await more()
  return { more }
}

/** @throws CannotShow `cannot-be-drawn` if it is no text in any encoding that is likely here */
async function decoded(file: ShownFile): Promise<Windows> {
  const first = await file.read(0, WINDOW_BYTES)
  const encoding = encodingOf(first)
  if (encoding === null) throw new CannotShow('cannot-be-drawn')
  const decoder = new TextDecoder(encoding)
  let at = 0
  return {
    remarks: encoding === 'utf-8' ? [] : ['other-encoding'],
    async next() {
      if (at >= file.sizeBytes) return null
      const bytes = at === 0 ? first : await file.read(at, at + WINDOW_BYTES)
      at += bytes.length
      const isLast = at >= file.sizeBytes || bytes.length === 0
      return { text: decoder.decode(bytes, { stream: !isLast }), isLast }
    },
  }
}
