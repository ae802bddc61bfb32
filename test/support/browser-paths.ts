// Where the browsers are that tests drive: the system's, or those that an installer put into its own folder.
import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder into which we ourselves download a Firefox where the system has none. */
export const BROWSERS_FOLDER = fileURLToPath(new URL('../../node_modules/.cache/postern/browsers', import.meta.url))

export function chromiumPath(): string | null {
  return firstOf(['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'])
    ?? find(join(homedir(), '.cache', 'ms-playwright'), ['chrome', 'chromium', 'Chromium'], 4)
}

export function firefoxPath(): string | null {
  return firstOf(['firefox-esr', 'firefox']) ?? find(BROWSERS_FOLDER, ['firefox'], 5)
}

function firstOf(names: readonly string[]): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  for (const name of names) {
    const found = folders.map((folder) => join(folder, name)).find((path) => existsSync(path))
    if (found !== undefined) return found
  }
  return null
}

/** Looks for a program by name below a folder, not deeper than installers put it. */
function find(folder: string, names: readonly string[], depth: number): string | null {
  if (depth === 0 || !existsSync(folder)) return null
  const entries = readdirSync(folder, { withFileTypes: true })
  const program = entries.find((entry) => entry.isFile() && names.includes(entry.name))
  if (program !== undefined) return join(folder, program.name)
  for (const entry of entries.filter((each) => each.isDirectory())) {
    const found = find(join(folder, entry.name), names, depth - 1)
    if (found !== null) return found
  }
  return null
}
