import { sizeText } from '#base/size.ts'
import type { Attachment } from '#domain/bodies.ts'
import type { Io } from './io.ts'
import { visibleLine } from './visible.ts'

/** How many characters of a file's id are shown to people: enough to name it by. */
const SHOWN = 10

type Files = readonly Attachment[] | undefined

/** What the files of a turn are, without their keys. */
export function filesJson(files: Files): { readonly files?: readonly object[] } {
  return files === undefined ? {} : { files: files.map(({ key: _key, nonce: _nonce, ...shown }) => shown) }
}

export function fileLines(files: Files, { say, language }: Pick<Io, 'say' | 'language'>): string[] {
  return (files ?? []).map(({ file, name, type, sizeBytes, cleaning, recorded }) => (
    say['file-line']({ id: file.slice(0, SHOWN), name: visibleLine(name), type, size: sizeText(sizeBytes, language), cleaning: recorded === undefined ? say[`cleaning-${cleaning}`] : say[`recorded-${recorded}`] })))
}
