import { likeness, mix, shinglesOf } from './shingles.ts'

/**
 * So much of what two texts say must be the same. Measured (bench/series.ts): reports on one subject that were written apart have less than a
 * tenth in common, copies of one page with names, dates and a paragraph changed more than half. Joining what does not belong together is the worse mistake.
 */
export const LIKENESS_LEAST = 0.5
/** A few words are the same in many reports that have nothing to do with each other. */
export const SHINGLES_LEAST = 24

/** Texts that have half in common meet in one of the bands with a probability of 0.93, texts that have a tenth with one of 0.02. */
const BANDS = 20
const ROWS_PER_BAND = 3
const ROWS = BANDS * ROWS_PER_BAND
const FIRST_SLOTS = 256
/** So many of those that meet in a band are looked at, the latest first: those of one series are alike, and one of them is enough. */
const CHAIN_MAX = 128
/** Two texts with half in common have about half of their rows in common; fewer than these hardly ever do. */
const SAME_ROWS_LEAST = ROWS / 4
/** So much of others' text is cut up for one that comes in, the likest first: whoever writes a thousand reports that are almost alike must not stop the desk. */
export const COMPARED_UNITS_MAX = 16_384
const NONE = -1

/**
 * [Note: Series] Texts that are nearly the same are found when each comes in: MinHash of its shingles in bands, and those that meet in a band are compared exactly, the likest by their rows first. A series is
 * what is alike pair by pair, so neither the order in which texts came nor the device makes a difference, unless so many are half alike that not all can be compared. Numbers stand in typed arrays: some hundred bytes for each text.
 */
export class SeriesIndex {
  readonly #textOf: (id: string) => string
  readonly #slots = new Map<string, number>()
  readonly #ids: (string | null)[] = []
  /** By series: the slots in it, two or more. */
  readonly #series = new Map<number, number[]>()
  /** By slot: the series it is in, or `NONE`; a hash over all its shingles. */
  #of = new Int32Array(FIRST_SLOTS)
  #whole = new Uint32Array(FIRST_SLOTS)
  /** By slot and band. Chains begin in `heads` by band and the hash's last bits, and go on in `next`. */
  #bands = new Uint32Array(FIRST_SLOTS * BANDS)
  /** By slot: the last byte of each row. */
  #rows = new Uint8Array(FIRST_SLOTS * ROWS)
  #next = new Int32Array(FIRST_SLOTS * BANDS)
  #heads = new Int32Array(FIRST_SLOTS * BANDS).fill(NONE)
  #nextSeries = 0
  /** Series that lost one. */
  readonly #torn = new Set<number>()
  #live = 0

  /** @param textOf - the folded text of one that was put. */
  constructor(textOf: (id: string) => string) {
    this.#textOf = textOf
  }

  /** Takes a text in; one that is the same as before stays where it is. @returns whether any series is another than before */
  put(id: string): boolean {
    const shingles = shinglesOf(this.#textOf(id))
    const whole = shingles.reduce((hash, each) => mix(hash ^ each), shingles.length) >>> 0
    const before = this.#slots.get(id)
    if (before !== undefined && this.#whole[before] === whole) return false
    const wasOf = this.remove(id)
    if (shingles.length < SHINGLES_LEAST) return wasOf
    const slot = this.#ids.length
    if (slot >= this.#of.length) this.#grow()
    this.#ids.push(id)
    this.#slots.set(id, slot)
    this.#live++
    this.#of[slot] = NONE
    this.#whole[slot] = whole
    const rows = rowsOf(shingles)
    this.#bands.set(bandsOf(rows), slot * BANDS)
    this.#rows.set(Uint8Array.from(rows), slot * ROWS)
    this.#link(slot, shingles)
    this.#enter(slot)
    return wasOf || this.#of[slot] !== NONE
  }

  /** @returns whether it was in a series */
  remove(id: string): boolean {
    const slot = this.#slots.get(id)
    if (slot === undefined) return false
    this.#slots.delete(id)
    this.#ids[slot] = null
    this.#live--
    const series = this.#of[slot] ?? NONE
    if (series !== NONE) this.#torn.add(series)
    if (this.#ids.length > FIRST_SLOTS && this.#live * 2 < this.#ids.length) this.#compact()
    return series !== NONE
  }

  /** What one that is gone held together is looked at again without it, one text at a time: a series may have thousands. */
  * settle(): Generator<void> {
    for (const series of this.#torn) {
      this.#torn.delete(series)
      const slots = this.#series.get(series) ?? []
      this.#series.delete(series)
      for (const slot of slots) this.#of[slot] = NONE
      // Slots may be other ones after a step.
      for (const id of slots.flatMap((slot) => this.#ids[slot] ?? [])) {
        const slot = this.#slots.get(id)
        if (slot !== undefined) this.#link(slot, shinglesOf(this.#textOf(id)))
        yield
      }
    }
  }

  /** Series of two or more, each by its ids ascending. */
  all(): readonly (readonly string[])[] {
    for (const _ of this.settle()) continue
    return [...this.#series.values()].map((slots) => slots.flatMap((slot) => this.#ids[slot] ?? []).toSorted())
  }

  /** Joins a slot to every series in which somebody is alike, and those with each other. */
  #link(slot: number, shingles: Uint32Array): void {
    let comparedUnits = 0
    for (const other of this.#likest(slot)) {
      const own = this.#of[slot] ?? NONE
      const id = this.#ids[other] ?? null
      if (id === null || (own !== NONE && this.#of[other] === own)) continue
      if (this.#whole[other] === this.#whole[slot]) {
        this.#join(slot, other)
      } else if (comparedUnits < COMPARED_UNITS_MAX) {
        const text = this.#textOf(id)
        comparedUnits += text.length
        if (likeness(shingles, shinglesOf(text)) >= LIKENESS_LEAST) this.#join(slot, other)
      }
    }
  }

  /** Those that meet this one in a band and may be alike, each once, those with most rows in common first. */
  * #likest(slot: number): Generator<number> {
    const found: number[][] = []
    const looked = new Set<number>([slot])
    for (const other of this.#meeting(slot)) {
      if (looked.has(other)) continue
      looked.add(other)
      const same = this.#sameRows(slot, other)
      if (same >= SAME_ROWS_LEAST) (found[same] ??= []).push(other)
    }
    for (let same = found.length - 1; same >= SAME_ROWS_LEAST; same--) yield* found[same] ?? []
  }

  #sameRows(slot: number, other: number): number {
    const rows = this.#rows
    let same = 0
    for (let row = 0; row < ROWS; row++) if (rows[slot * ROWS + row] === rows[other * ROWS + row]) same++
    return same
  }

  /** Those that meet this one in a band, with repetitions. */
  * #meeting(slot: number): Generator<number> {
    const mask = this.#of.length - 1
    for (let band = 0; band < BANDS; band++) {
      const hash = this.#bands[slot * BANDS + band] ?? 0
      let at = this.#heads[band * (mask + 1) + (hash & mask)] ?? NONE
      for (let seen = 0; at !== NONE && seen < CHAIN_MAX; at = this.#next[at * BANDS + band] ?? NONE) {
        if (this.#bands[at * BANDS + band] !== hash) continue
        seen++
        yield at
      }
    }
  }

  /** Two of which at least one is in no series, or in another one. The smaller series goes into the larger. */
  #join(slot: number, other: number): void {
    const [mine, theirs] = [this.#of[slot] ?? NONE, this.#of[other] ?? NONE]
    if (mine === NONE && theirs === NONE) {
      this.#series.set(this.#nextSeries, [])
      this.#move([slot, other], this.#nextSeries++)
    } else if (mine === NONE || theirs === NONE) {
      this.#move([mine === NONE ? slot : other], mine === NONE ? theirs : mine)
    } else {
      const isLarger = (this.#series.get(mine)?.length ?? 0) >= (this.#series.get(theirs)?.length ?? 0)
      const going = this.#series.get(isLarger ? theirs : mine) ?? []
      this.#series.delete(isLarger ? theirs : mine)
      if (this.#torn.delete(isLarger ? theirs : mine)) this.#torn.add(isLarger ? mine : theirs)
      this.#move(going, isLarger ? mine : theirs)
    }
  }

  #move(slots: readonly number[], series: number): void {
    for (const slot of slots) {
      this.#of[slot] = series
      this.#series.get(series)?.push(slot)
    }
  }

  #enter(slot: number): void {
    const slots = this.#of.length
    for (let band = 0; band < BANDS; band++) {
      const head = band * slots + ((this.#bands[slot * BANDS + band] ?? 0) & (slots - 1))
      this.#next[slot * BANDS + band] = this.#heads[head] ?? NONE
      this.#heads[head] = slot
    }
  }

  #grow(): void {
    const slots = this.#of.length * 2
    this.#of = grown(this.#of, new Int32Array(slots))
    this.#whole = grown(this.#whole, new Uint32Array(slots))
    this.#bands = grown(this.#bands, new Uint32Array(slots * BANDS))
    this.#rows = grown(this.#rows, new Uint8Array(slots * ROWS))
    this.#enterAll(slots)
  }

  /** Puts the chains together anew. */
  #enterAll(slots: number): void {
    this.#next = new Int32Array(slots * BANDS)
    this.#heads = new Int32Array(slots * BANDS).fill(NONE)
    for (const [slot, id] of this.#ids.entries()) if (id !== null) this.#enter(slot)
  }

  /** Gives up the room of what was removed. */
  #compact(): void {
    const places = new Map<number, number>()
    for (const [from, id] of this.#ids.entries()) {
      if (id === null) continue
      const to = places.size
      places.set(from, to)
      this.#slots.set(id, to)
      this.#ids[to] = id
      this.#of[to] = this.#of[from] ?? NONE
      this.#whole[to] = this.#whole[from] ?? 0
      this.#bands.copyWithin(to * BANDS, from * BANDS, (from + 1) * BANDS)
      this.#rows.copyWithin(to * ROWS, from * ROWS, (from + 1) * ROWS)
    }
    this.#ids.length = places.size
    for (const [series, slots] of this.#series) this.#series.set(series, slots.flatMap((slot) => places.get(slot) ?? []))
    this.#enterAll(this.#of.length)
  }
}

function grown<T extends Int32Array | Uint32Array | Uint8Array>(before: T, room: T): T {
  room.set(before)
  return room
}

/** Rows of MinHash out of one pass over the shingles: each stands for the smallest in its part of the numbers, and an empty part takes the next one's. */
function rowsOf(shingles: Uint32Array): Uint32Array {
  const rows = new Uint32Array(ROWS).fill(0xffff_ffff)
  const filled = new Uint8Array(ROWS)
  for (const shingle of shingles) {
    const hash = mix(shingle) >>> 0
    const row = Math.floor((hash / 0x1_0000_0000) * ROWS)
    filled[row] = 1
    if (hash < (rows[row] ?? 0)) rows[row] = hash
  }
  return rows.map((own, row) => {
    let from = row
    let steps = 0
    while (filled[from] === 0 && steps < ROWS) {
      from = (mix(Math.imul(row + 1, 0x9e3779b1) ^ (steps + 1)) >>> 0) % ROWS
      steps++
    }
    return filled[from] === 1 ? (rows[from] ?? own) : own
  })
}

function bandsOf(rows: Uint32Array): Uint32Array {
  return Uint32Array.from({ length: BANDS }, (_, band) => {
    let hash = band
    for (let row = band * ROWS_PER_BAND; row < (band + 1) * ROWS_PER_BAND; row++) hash = mix(hash ^ (rows[row] ?? 0))
    return hash >>> 0
  })
}
