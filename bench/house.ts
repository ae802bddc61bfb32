import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { newRecoveryCode, newTotpSecret, oneTimeCodeAt, suggestPassphrase } from '#clients/member/prepare.ts'
import type { NewMember } from '#clients/member/member.ts'
import type { Session } from '#clients/member/session.ts'
import { setUpOffice } from '#clients/member/set-up.ts'
import { httpApi } from '#clients/transport/api.ts'

export const ROOT = fileURLToPath(new URL('..', import.meta.url))

export interface Started {
  readonly url: string
  readonly data: string
  readonly pid: number
  readonly setupUrl: string | null
  /** From spawning to the line that says it is ready. */
  readonly startMs: number
  stop(): Promise<void>
}

/** Starts Postern as a person does, by its own command, in a group of its own. */
export async function startHouse(data: string): Promise<Started> {
  const port = await freePort()
  const startedMs = performance.now()
  const child = spawn(join(ROOT, 'postern'), ['start', '--json', '--host', '127.0.0.1', '--port', String(port), '--data', data],
    { cwd: ROOT, detached: true, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<void>((resolve) => { child.once('close', () => resolve()) })
  const onExit = (): void => killGroup(child)
  process.once('exit', onExit)
  const line = await Promise.race([readyLine(child), ended.then(() => { throw new Error('Postern did not start') })])
  const { url, setupUrl } = JSON.parse(line) as { url: string; setupUrl: string | null }
  return {
    url, data, setupUrl, pid: child.pid ?? 0, startMs: performance.now() - startedMs,
    async stop() {
      child.kill('SIGTERM')
      await ended
      process.removeListener('exit', onExit)
    },
  }
}

/** A fresh service with an office of one member; everything is gone afterwards. */
export async function withOffice<T>(work: (started: Started, session: Session, member: NewMember) => Promise<T>): Promise<T> {
  return withData(async (data) => {
    const started = await startHouse(data)
    const member = newMember()
    try {
      return await work(started, await newOffice(started, member), member)
    } finally {
      await started.stop()
    }
  })
}

export async function withData<T>(work: (data: string) => Promise<T>): Promise<T> {
  const data = mkdtempSync(join(tmpdir(), 'postern-bench-'))
  try {
    return await work(data)
  } finally {
    rmSync(data, { recursive: true, force: true, maxRetries: 5 })
  }
}

export function newMember(): NewMember {
  const totpSecret = newTotpSecret()
  return { name: 'Bench', passphrase: suggestPassphrase(), totpSecret, oneTimeCode: oneTimeCodeAt(totpSecret, Date.now()), recoveryCode: newRecoveryCode() }
}

export function newOffice({ url, setupUrl }: Started, member = newMember()): Promise<Session> {
  const token = setupUrl?.split('#setup=')[1] ?? ''
  return setUpOffice(httpApi(url), { token, names: { en: 'Bench office', zh: '测量办公室' }, timeZone: 'UTC', member })
}

function readyLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let out = ''
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      out += chunk
      const line = out.split('\n').slice(0, -1).find((each) => each.startsWith('{"ready":true'))
      if (line !== undefined) resolve(line)
    })
  })
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // It has already ended.
  }
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => { server.close(resolve) })
  return port
}
