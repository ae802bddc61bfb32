// The stock age: the system's if it has one, else Debian's package where we may install it.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** For a test's `skip`: a reason where there is no age, else false. Under CI false too, so that the test fails. */
export function noAge(): string | false {
  if (hasAge() || (installAge(), hasAge())) return false
  return process.env['CI'] === undefined ? 'NO AGE ON THIS MACHINE' : false
}

/** What `age -d` prints. @throws Error with what age says, if it does not open. */
export function decryptWithAge(identity: string, file: string): string {
  return bytesByAge(identity, file).toString()
}

export function bytesByAge(identity: string, file: string): Buffer {
  const { status, stdout, stderr } = spawnSync('age', ['-d', '-i', identity, file], { maxBuffer: 64 * 1024 * 1024 })
  if (status !== 0) throw new Error(stderr.toString())
  return stdout
}

function hasAge(): boolean {
  return spawnSync('age', ['--version']).status === 0
}

function installAge(): void {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const install = () => spawnSync('apt-get', ['install', '--yes', '--no-install-recommends', 'age'], { env }).status
  if (install() !== 0 && spawnSync('apt-get', ['update'], { env }).status === 0) install()
}
