import { existsSync, readFileSync } from 'node:fs'

/** A segment that was put on the wire. */
export interface Put { readonly key: string; readonly segment: number; readonly hash: string }

export function readWire(path: string): readonly Put[] {
  if (!existsSync(path)) return []
  // A last line that was cut off belongs to a segment that was not sent.
  return readFileSync(path, 'utf8').split('\n').filter((line) => line.endsWith('}')).map((line) => JSON.parse(line) as Put)
}

/** Places of which one key sealed two contents: whoever saw both has their exclusive-or. */
export function keysUsedTwice(puts: readonly Put[]): readonly string[] {
  const sealed = new Map<string, Set<string>>()
  for (const { key, segment, hash } of puts) {
    const place = `${key} ${segment}`
    sealed.set(place, (sealed.get(place) ?? new Set()).add(hash))
  }
  return [...sealed].filter(([, contents]) => contents.size > 1).map(([place]) => place)
}
