import { readFile, stat } from 'node:fs/promises'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { readOwnPack } from '#domain/clocks/pack-schema.ts'
import type { RulePack } from '#domain/clocks/rule.ts'

/** A rule pack out of a file in JSON. @throws Refusal `unfit-pack` for anything else, `not-found` without the file */
export async function readPack(file: string): Promise<RulePack> {
  const pack = readOwnPack(parsed(await textOf(file)))
  if (pack === null) throw new Refusal('unfit-pack')
  return pack
}

async function textOf(file: string): Promise<string> {
  try {
    if ((await stat(file)).size > LIMITS.jsonRequestBytesMax) throw new Refusal('unfit-pack')
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw new Refusal('not-found')
    throw error
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal('unfit-pack')
  }
}
