// A real Asterisk in a folder of its own, with sipp, which calls it, and strace, which looks on: fetched from Debian's newer suite, unpacked, started by their
// own loader. Nothing of the machine is changed.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { appendFileSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const KEPT = fileURLToPath(new URL('../../build/asterisk', import.meta.url))
const DEPLOYED = fileURLToPath(new URL('../../deploy/asterisk', import.meta.url))
const SUITE = 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian sid main'
const LIBRARIES = 'usr/lib/x86_64-linux-gnu'
const READY_WITHIN_MS = 60_000

const PACKAGES = ['asterisk', 'sip-tester', 'strace'] as const

/** Asterisk, sipp and strace with all that they need, about 90 MB; kept for the next time. @returns the folder it lies in, or null where it cannot be had */
export function fetchAsterisk(): string | null {
  const root = join(KEPT, 'root')
  if (['usr/sbin/asterisk', 'usr/bin/sipp', 'usr/bin/strace'].every((program) => existsSync(join(root, program)))) return root
  for (const folder of ['state/lists/partial', 'cache/archives/partial', 'root']) mkdirSync(join(KEPT, folder), { recursive: true })
  writeFileSync(join(KEPT, 'state/status'), '')
  writeFileSync(join(KEPT, 'sources.list'), `${SUITE}\n`)
  const settings = {
    'Dir::State': join(KEPT, 'state'), 'Dir::State::status': join(KEPT, 'state/status'), 'Dir::Cache': join(KEPT, 'cache'), 'Dir::Etc::sourcelist': join(KEPT, 'sources.list'),
    'Dir::Etc::sourceparts': '-', 'APT::Install-Recommends': 'false', 'APT::Sandbox::User': 'root',
  }
  writeFileSync(join(KEPT, 'apt.conf'), Object.entries(settings).map(([name, value]) => `${name} "${value}";\n`).join(''))
  const apt = (...args: readonly string[]): boolean => spawnSync('apt-get', args, { env: { ...process.env, APT_CONFIG: join(KEPT, 'apt.conf') }, stdio: 'ignore' }).status === 0
  if (!apt('update') || !apt('install', '-y', '--download-only', ...PACKAGES)) return null
  const archives = join(KEPT, 'cache/archives')
  const unpacked = readdirSync(archives).filter((name) => name.endsWith('.deb')).every((name) => spawnSync('dpkg-deb', ['-x', join(archives, name), root]).status === 0)
  return unpacked ? root : null
}

/** How a fetched program is started: by its own loader, with its own libraries. */
export function fetched(root: string, program: string): readonly [string, ...string[]] {
  return [join(root, 'usr/lib64/ld-linux-x86-64.so.2'), '--library-path', join(root, LIBRARIES), join(root, program)]
}

export interface AsteriskOptions {
  readonly root: string
  readonly folder: string
  readonly linePort: number
  readonly secret: string
  readonly sipPort: number
  /** Calls of this number are of the line that the office calls so. */
  readonly named: { readonly line: string; readonly service: string }
}

/** What we tell people to use, but for the trunk: that one is this machine. @returns the process, once it takes calls */
export async function startAsterisk({ root, folder, linePort, secret, sipPort, named }: AsteriskOptions): Promise<ChildProcess> {
  const [etc, variable] = [join(folder, 'etc'), join(folder, 'var')]
  mkdirSync(etc)
  mkdirSync(join(variable, 'keys'), { recursive: true })
  for (const name of readdirSync(DEPLOYED).filter((each) => each.endsWith('.conf'))) copyFileSync(join(DEPLOYED, name), join(etc, name))
  const client = readFileSync(join(etc, 'websocket_client.conf'), 'utf8')
  writeFileSync(join(etc, 'websocket_client.conf'), client.replace('THE-SECRET', secret).replace('8090', String(linePort)))
  writeFileSync(join(etc, 'pjsip.conf'), [
    '[transport-udp]', 'type = transport', 'protocol = udp', `bind = 127.0.0.1:${sipPort}`, '[trunk]', 'type = endpoint', 'transport = transport-udp', 'context = from-trunk',
    'disallow = all', 'allow = ulaw', 'direct_media = no', 'dtmf_mode = rfc4733', '[trunk]', 'type = identify', 'endpoint = trunk', 'match = 127.0.0.1', '',
  ].join('\n'))
  appendFileSync(join(etc, 'extensions.conf'), [`exten => ${named.service},1,Set(CALLERID(all)=)`, 'same => n,Answer()', `same => n,Dial(WebSocket/postern/c(ulaw)v(line=${named.line}))`, 'same => n,Hangup()', ''].join('\n'))
  // sipp sends keys and sound from two ports.
  writeFileSync(join(etc, 'rtp.conf'), '[general]\nrtpstart=20000\nrtpend=20200\nstrictrtp=no\n')
  for (const name of ['features', 'acl', 'udptl', 'pjproject', 'stasis']) writeFileSync(join(etc, `${name}.conf`), '')
  const places = { astetcdir: etc, astmoddir: join(root, LIBRARIES, 'asterisk/modules'), astvarlibdir: variable, astdbdir: variable, astkeydir: variable, astdatadir: join(root, 'usr/share/asterisk'), astagidir: variable, astspooldir: variable, astrundir: variable, astlogdir: variable }
  writeFileSync(join(etc, 'asterisk.conf'), `[directories]\n${Object.entries(places).map(([name, path]) => `${name} => ${path}\n`).join('')}\n${readFileSync(join(DEPLOYED, 'asterisk.conf'), 'utf8')}`)
  const [program, ...args] = fetched(root, 'usr/sbin/asterisk')
  const child = spawn(program, [...args, '-C', join(etc, 'asterisk.conf'), '-f', '-n'], { stdio: ['ignore', 'pipe', 'ignore'] })
  await new Promise<void>((resolve, reject) => {
    let out = ''
    child.stdout.on('data', (piece: Buffer) => { out += piece.toString(); if (out.includes('Asterisk Ready')) resolve() })
    child.once('exit', () => reject(new Error(`Asterisk ended:\n${out}`)))
    setTimeout(() => reject(new Error(`Asterisk did not start:\n${out}`)), READY_WITHIN_MS).unref()
  })
  return child
}
