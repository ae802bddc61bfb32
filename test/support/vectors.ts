import { readFileSync } from 'node:fs'
import { fromBase64url, utf8, type Bytes } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import type { SignedEntry } from '#sealing/sealed/entry.ts'

/** One file of spec/vectors. The shape is the caller's to name: what is missing fails the test. */
export function vectors<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../spec/vectors/${name}.json`, import.meta.url), 'utf8')) as T
}

export function bytesIn(text: string): Bytes {
  const bytes = fromBase64url(text)
  if (bytes === null) throw new Error(`a vector with ${text.slice(0, 40)}`)
  return bytes
}

/** An entry as vectors have it: the header as its text. */
export interface ToldEntry {
  readonly header: string
  readonly signature: string
  readonly body: string
}

export function entryIn({ header, signature, body }: ToldEntry): SignedEntry {
  return { header: utf8(header), signature: bytesIn(signature), body: bytesIn(body) }
}

/** Entries of a good log stand as their number, others in full. */
export function entriesIn(good: readonly ToldEntry[], listed: readonly (number | ToldEntry)[]): SignedEntry[] {
  return listed.map((each) => {
    const told = typeof each === 'number' ? good[each] : each
    if (told === undefined) throw new Error('a vector without its entry')
    return entryIn(told)
  })
}

/** What a deed was refused for: `accepted` if it was not. Anything else that is thrown is a defect. */
export async function refusalOf(act: () => unknown): Promise<string> {
  return (await refusedWith(act))?.code ?? 'accepted'
}

/** The same of what answers at once. */
export function refusalAtOnce(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
  return 'none'
}

export async function refusedWith(act: () => unknown): Promise<Refusal | null> {
  try {
    await act()
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
  return null
}
