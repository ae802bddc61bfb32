// The packages in node_modules, brought to what package-lock.json says.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { runQuietly, say, withProgress } from './progress.mjs'

// No package may run code of its own while it is being installed.
const FLAGS = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']

/** @param {string} root */
export function packagesAreFresh(root) {
  try {
    return readFileSync(stampPath(root), 'utf8') === fingerprint(root)
  } catch {
    return false
  }
}

/**
 * A first install follows the lock file to the letter; a later one only adds and removes what changed, because emptying
 * node_modules would pull the floor from under a service that runs out of it. If the one fails, the other is tried.
 * @param {string} root
 */
export async function installPackages(root) {
  const wanted = fingerprint(root)
  const clean = ['ci', ...FLAGS]
  const gentle = ['install', '--no-save', ...FLAGS]
  const isFirst = !existsSync(join(root, 'node_modules', '.package-lock.json'))
  const [first, second] = isFirst ? [clean, gentle] : [gentle, clean]
  await withProgress('packages: installing from the npm registry', () => npm(root, first).catch(async (error) => {
    say(`packages: npm ${first[0]} failed, trying npm ${second[0]}`)
    await npm(root, second).catch(() => { throw error })
  }))
  writeFileSync(stampPath(root), wanted)
}

/** @param {string} root */
function stampPath(root) {
  return join(root, 'node_modules', '.postern-packages')
}

/** The platform belongs to it: a folder shared between two kinds of machine holds the wrong binaries for one of them. @param {string} root */
function fingerprint(root) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n`)
  return hash.update(readFileSync(join(root, 'package-lock.json'))).digest('hex')
}

/** @param {string} root @param {string[]} args */
function npm(root, args) {
  // npm puts node_modules/.bin first in PATH, where an install may replace the very `node` that npm would start.
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.endsWith(join('node_modules', '.bin')))
  const env = { ...process.env, PATH: path.join(delimiter) }
  return runQuietly('npm', args, { cwd: root, env, shell: process.platform === 'win32' })
}
