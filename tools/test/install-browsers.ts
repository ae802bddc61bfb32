// The browsers for the journeys: the system's if it has them, else Debian's packages, else the installers of the two drivers.
// A machine that can have none still runs everything else; the tests that need one say so (test/support/browsers.ts).
import { existsSync } from 'node:fs'
import { BROWSERS_FOLDER, chromiumPath, firefoxPath } from '#test/support/browser-paths.ts'
import { runQuietly, say, withProgress } from '../set-up/progress.mjs'

// Chinese pages are looked at too, and without a font they are a row of boxes.
const CJK_FONT = '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc'

export async function installBrowsers(): Promise<void> {
  if (isDebianRoot()) await installFromDebian()
  if (chromiumPath() === null) await attempt('Chromium', ['node_modules/playwright-core/cli.js', 'install', 'chromium'])
  if (firefoxPath() === null) {
    await attempt('Firefox', ['node_modules/@puppeteer/browsers/lib/main-cli.js', 'install', 'firefox@stable', '--path', BROWSERS_FOLDER])
  }
  for (const [name, path] of [['Chromium', chromiumPath()], ['Firefox', firefoxPath()]]) {
    if (path === null) say(`NO ${name}: its tests ${process.env['CI'] === undefined ? 'are skipped' : 'fail'}`)
  }
}

async function installFromDebian(): Promise<void> {
  const missing = [
    ...(chromiumPath() === null ? ['chromium'] : []),
    ...(firefoxPath() === null ? ['firefox-esr'] : []),
    ...(existsSync(CJK_FONT) ? [] : ['fonts-noto-cjk']),
  ]
  if (missing.length === 0) return
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  try {
    await withProgress(`browsers: installing ${missing.join(', ')} from Debian`, async () => {
      await runQuietly('apt-get', ['update'], { env })
      await runQuietly('apt-get', ['install', '--yes', '--no-install-recommends', ...missing], { env })
    })
  } catch (error) {
    say(`browsers: Debian's packages could not be installed. ${String(error)}`)
  }
}

async function attempt(name: string, args: string[]): Promise<void> {
  try {
    await withProgress(`browsers: installing ${name} with its driver's installer`, () => runQuietly(process.execPath, args))
  } catch (error) {
    say(`browsers: ${name} could not be installed. ${String(error).slice(0, 300)}`)
  }
}

function isDebianRoot(): boolean {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
}
