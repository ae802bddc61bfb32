import * as v from 'valibot'
import { parseCanonical } from '#base/json.ts'
import { Refusal } from '#base/refusal.ts'
import { BODIES } from '#domain/bodies.ts'
import { foldOffice, isOfficeKind, mayHandle, type Office, type OfficeEvent } from '#domain/office.ts'
import { entryHash } from '#sealing/proof/hash.ts'
import { memberReader, type SignedEntry } from '#sealing/sealed/entry.ts'
import { parseHeader } from '#sealing/sealed/header.ts'
import type { Reader } from '../store/store.ts'

/** An office as its log says, at one length of that log. */
export interface OfficeState {
  readonly office: string
  readonly fold: Office
  readonly timeZone: string
  readonly length: number
  readonly head: string
  /** Every entry by its hash, with its number: what an author's `seen` may name. */
  readonly seqOf: ReadonlyMap<string, number>
  /** When each member became a handler or ceased to be one, by the number of the entry that said so. */
  readonly handling: ReadonlyMap<string, readonly Handling[]>
}

interface Handling {
  readonly from: number
  readonly handles: boolean
}

/** Whether a key was a handler's at the point of the office log that an entry names. Every client asks the same before it believes the entry. */
export function handledAt({ seqOf, handling }: OfficeState, signKey: string, seen: string | null): boolean {
  const seq = seqOf.get(seen ?? '')
  return seq !== undefined && handling.get(signKey)?.findLast(({ from }) => from <= seq)?.handles === true
}

/**
 * Folds of the office logs, kept between requests: nearly every deed asks who may do it, and the answer changes a few times a
 * year. Several nodes may serve one store, so a fold is a cache and the log's length tells whether it is behind.
 */
export interface OfficeBook {
  /** As the store has it now. @throws Refusal `no-such-office` */
  current(office: string): Promise<OfficeState>
  /** As it was a second ago at the earliest: for the hot path, which asks `current` before it refuses. @throws Refusal `no-such-office` */
  recent(office: string): OfficeState | Promise<OfficeState>
  /** What the office log gives a member keys for: `member:<key>`, and `team:<team>:<epoch>` wherever it has a row for the member. */
  readersOf(state: OfficeState, signKey: string): Promise<readonly string[]>
}

const RECENT_MS = 1000
const PAGE = 200

export function officeBook(read: Pick<Reader, 'log' | 'entries' | 'wraps'>, nowMs: () => number): OfficeBook {
  const known = new Map<string, { readonly state: OfficeState; readonly checkedAtMs: number }>()
  const readers = new WeakMap<OfficeState, Map<string, readonly string[]>>()

  async function current(office: string): Promise<OfficeState> {
    const checkedAtMs = nowMs()
    const row = await read.log(office)
    if (row?.kind !== 'office') throw new Refusal('no-such-office')
    const before = known.get(office)?.state ?? null
    const state = before?.length === row.length ? before : await catchUp(read, office, before)
    known.set(office, { state, checkedAtMs })
    return state
  }

  return {
    current,
    recent(office) {
      const held = known.get(office)
      return held !== undefined && nowMs() - held.checkedAtMs < RECENT_MS ? held.state : current(office)
    },
    async readersOf(state, signKey) {
      const ofState = readers.get(state) ?? new Map<string, readonly string[]>()
      readers.set(state, ofState)
      const found = ofState.get(signKey) ?? await findReaders(read, state.office, signKey)
      ofState.set(signKey, found)
      return found
    },
  }
}

async function catchUp(read: Pick<Reader, 'entries'>, office: string, before: OfficeState | null): Promise<OfficeState> {
  let fold = before?.fold ?? null
  let head = before?.head ?? ''
  const seqOf = new Map(before?.seqOf)
  const handling = new Map(before?.handling)
  for (;;) {
    const entries = await read.entries(office, seqOf.size, PAGE)
    for (const entry of entries) {
      const event = officeEvent(entry)
      fold = foldOffice(fold, event)
      if (event.kind === 'member') {
        const { signKey } = event.body
        handling.set(signKey, [...handling.get(signKey) ?? [], { from: seqOf.size, handles: mayHandle(fold, signKey) }])
      }
      head = entryHash(entry)
      seqOf.set(head, seqOf.size)
    }
    if (entries.length < PAGE) break
  }
  if (fold === null) throw new Refusal('no-such-office')
  return { office, fold, timeZone: fold.settings?.timeZone ?? 'UTC', length: seqOf.size, head, seqOf, handling }
}

/** An entry that was checked before it was kept. @throws Error if the store holds another kind: a defect, or a damaged store. */
export function officeEvent(entry: Pick<SignedEntry, 'header' | 'body'>): OfficeEvent {
  const { kind, author } = parseHeader(entry.header)
  if (!isOfficeKind(kind)) throw new Error(`a ${kind} in an office log`)
  return { kind, author, body: v.parse(BODIES[kind], parseCanonical(entry.body)) } as OfficeEvent
}

async function findReaders(read: Pick<Reader, 'wraps'>, office: string, signKey: string): Promise<readonly string[]> {
  const own = memberReader(signKey)
  const rows = await read.wraps(office, [own])
  return [own, ...new Set(rows.map((row) => row.subject).filter((subject) => subject.startsWith('team:')))]
}
