// Knows whether a build step's sources changed since it last ran. Looking at sizes and times answers in milliseconds; only
// when those differ are the contents compared, so that a fresh checkout of the same files builds nothing.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** @typedef {{ quick: string, content: string }} Stamp */

/** @param {string} root */
export function stampsPath(root) {
  return join(root, 'build', 'stamps.json')
}

/** @param {string} root @returns {Record<string, Stamp>} */
export function readStamps(root) {
  try {
    return JSON.parse(readFileSync(stampsPath(root), 'utf8'))
  } catch {
    return {}
  }
}

/** Written beside and moved into place: a reader never sees half a file. @param {string} root @param {Record<string, Stamp>} stamps */
export function writeStamps(root, stamps) {
  const path = stampsPath(root)
  mkdirSync(dirname(path), { recursive: true })
  const beside = `${path}.${process.pid}`
  writeFileSync(beside, JSON.stringify(stamps, null, 2))
  renameSync(beside, path)
}

/**
 * Every source file under these paths, as paths from the root, in order. Tests and what we generate ourselves are no sources.
 * @param {string} root
 * @param {readonly string[]} paths
 * @returns {string[]}
 */
export function sourcesUnder(root, paths) {
  return paths.flatMap((path) => walk(root, path)).sort()
}

/** @param {string} root @param {readonly string[]} files */
export function quickMark(root, files) {
  const hash = createHash('sha256')
  for (const file of files) {
    const { size, mtimeMs } = statSync(join(root, file))
    hash.update(`${file} ${size} ${mtimeMs}\n`)
  }
  return hash.digest('hex')
}

/** @param {string} root @param {readonly string[]} files */
export function contentMark(root, files) {
  const hash = createHash('sha256')
  for (const file of files) {
    const bytes = readFileSync(join(root, file))
    hash.update(`${file} ${bytes.length}\n`).update(bytes)
  }
  return hash.digest('hex')
}

/** @param {string} root @param {string} path @returns {string[]} */
function walk(root, path) {
  const stat = statSync(join(root, path), { throwIfNoEntry: false })
  if (stat === undefined) return []
  if (stat.isFile()) return [path]
  return readdirSync(join(root, path), { withFileTypes: true }).flatMap((entry) => {
    const inner = `${path}/${entry.name}`
    if (entry.isDirectory()) return entry.name === 'generated' ? [] : walk(root, inner)
    return entry.name.endsWith('.test.ts') ? [] : [inner]
  })
}
