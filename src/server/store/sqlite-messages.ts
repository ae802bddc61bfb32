import { Refusal, type RefusalCode } from '#base/refusal.ts'
import type { Bytes } from '#base/bytes.ts'
import type { DeedName } from './deed.ts'
import type { Answer, Call } from './sqlite-turn.ts'
import type { AppendDeed } from './store.ts'

/**
 * [Note: One message a turn] Between the two threads goes one message a turn each way, and the bytes of all its appends go in one buffer
 * that changes hands. Measured on appends of usual size: 14 µs of CPU a deed, against 36 for plain structured clones.
 */
export interface CallsMessage {
  readonly calls: readonly PackedCall[]
  readonly bytes: Bytes
}

interface PackedCall {
  readonly id: number
  readonly name: DeedName
  readonly args: readonly unknown[]
  /** For an append: the lengths of its parts, in the order of `partsOf`. */
  readonly lengths: readonly number[] | null
}

export type CallWithId = Call & { readonly id: number }

export type PackedAnswer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly refusal: RefusalCode; readonly details: Refusal['details'] }
  | { readonly id: number; readonly defect: string }

export function packCalls(calls: readonly CallWithId[]): CallsMessage {
  const parts: Bytes[] = []
  const packed = calls.map((call): PackedCall => {
    if (call.name !== 'append') return { ...call, lengths: null }
    const deed = call.args[0] as AppendDeed
    const own = partsOf(deed)
    parts.push(...own)
    return { ...call, args: [withoutParts(deed)], lengths: own.map((part) => part.length) }
  })
  const bytes = new Uint8Array(parts.reduce((size, part) => size + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return { calls: packed, bytes }
}

export function unpackCalls({ calls, bytes }: CallsMessage): CallWithId[] {
  let at = 0
  const take = (length: number): Bytes => bytes.subarray(at, at += length)
  return calls.map(({ id, name, args, lengths }) => {
    if (lengths === null) return { id, name, args }
    return { id, name, args: [withParts(args[0] as AppendDeed, lengths.map(take))] }
  })
}

function partsOf({ entry, wraps, access }: AppendDeed): Bytes[] {
  const parts = [entry.header, entry.signature, entry.body, ...wraps.map((wrap) => wrap.bytes)]
  if (access !== undefined) parts.push(access.lookupHash, access.tokenHash)
  return parts
}

const NOTHING: Bytes = new Uint8Array(0)

function withoutParts(deed: AppendDeed): AppendDeed {
  const bare = {
    ...deed,
    entry: { header: NOTHING, signature: NOTHING, body: NOTHING },
    wraps: deed.wraps.map(({ subject, reader }) => ({ subject, reader, bytes: NOTHING })),
  }
  return deed.access === undefined ? bare : { ...bare, access: { lookupHash: NOTHING, tokenHash: NOTHING } }
}

function withParts(deed: AppendDeed, parts: readonly Bytes[]): AppendDeed {
  const part = (index: number): Bytes => parts[index] ?? NOTHING
  const whole = {
    ...deed,
    entry: { header: part(0), signature: part(1), body: part(2) },
    wraps: deed.wraps.map((wrap, index) => ({ ...wrap, bytes: part(3 + index) })),
  }
  if (deed.access === undefined) return whole
  return { ...whole, access: { lookupHash: part(parts.length - 2), tokenHash: part(parts.length - 1) } }
}

/** Errors do not cross threads with their class: a refusal goes as its code, a defect as its story. */
export function packAnswer(id: number, answer: Answer): PackedAnswer {
  if ('value' in answer) return { id, value: answer.value }
  const { error } = answer
  if (error instanceof Refusal) return { id, refusal: error.code, details: error.details }
  return { id, defect: error instanceof Error ? error.stack ?? error.message : String(error) }
}

export function unpackAnswer(answer: PackedAnswer): Answer {
  if ('value' in answer) return { value: answer.value }
  if ('refusal' in answer) return { error: new Refusal(answer.refusal, answer.details) }
  return { error: new Error(`the writer failed: ${answer.defect}`) }
}
