// Runs one PostgreSQL for as long as its owner (a test run) lives, and leaves nothing behind, however the owner ended:
//   node _postgres-supervisor.ts <folder> <owner's process id>
// Writes <folder>/ready once the cluster answers.
import { spawn, type ChildProcess } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { isAlive } from '#tools/set-up/lock.mjs'
import { layCluster, RUNS_AS } from './_postgres-files.ts'

const POLL_MS = 250
const STOP_WITHIN_MS = 10_000
const PREFIX = 'postern-postgres-'

const [folder = '', ownerText = ''] = process.argv.slice(2)
const owner = Number(ownerText)

sweep(dirname(folder))
rmSync(folder, { recursive: true, force: true })
layCluster(folder)
const server = startServer()
const over = new AbortController()
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => over.abort())
await untilItAnswers()
writeFileSync(join(folder, 'ready'), String(process.pid))
while (!over.signal.aborted && isAlive(owner) && server.exitCode === null) await sleep(POLL_MS)
await stopServer()
for (const path of [folder, `${folder}.log`]) rmSync(path, { recursive: true, force: true })

function startServer(): ChildProcess {
  // Durability is the store's own test (kill -9 of Postern); a cluster that is thrown away need not wait for the disk.
  const settings = { listen_addresses: '', unix_socket_directories: join(folder, 'socket'), fsync: 'off', max_connections: '200', log_statement: 'none' }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  return spawn(join(folder, 'native', 'bin', 'postgres'), ['-D', join(folder, 'data'), ...flags], { ...RUNS_AS, cwd: folder, stdio: 'inherit' })
}

async function untilItAnswers(): Promise<void> {
  while (server.exitCode === null) {
    const client = new Client({ host: join(folder, 'socket'), user: 'postgres', database: 'postgres' })
    try {
      await client.connect()
      await client.end()
      return
    } catch {
      await sleep(POLL_MS / 5)
    }
  }
  throw new Error(`PostgreSQL ended with ${server.exitCode}`)
}

async function stopServer(): Promise<void> {
  if (server.exitCode !== null) return
  const ended = new Promise((resolve) => { server.once('exit', resolve) })
  server.kill('SIGINT')
  const patience = setTimeout(() => server.kill('SIGKILL'), STOP_WITHIN_MS)
  await ended
  clearTimeout(patience)
}

/** Ends clusters whose owner died together with their supervisor, as when a whole machine's worth of processes was killed. */
function sweep(parent: string): void {
  for (const name of readdirSync(parent).filter((each) => each.startsWith(PREFIX))) {
    const left = join(parent, name)
    if (isAlive(Number(name.slice(PREFIX.length).split('.')[0]))) continue
    const pid = postmasterOf(left)
    if (pid !== null) process.kill(pid, 'SIGKILL')
    rmSync(left, { recursive: true, force: true })
  }
}

/** The process of a cluster, if it still is one: process ids are used again. */
function postmasterOf(left: string): number | null {
  try {
    const pid = Number(readFileSync(join(left, 'data', 'postmaster.pid'), 'utf8').split('\n')[0])
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(left) ? pid : null
  } catch {
    return null
  }
}
