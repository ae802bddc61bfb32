// What a process does to files while something happens, as the kernel tells it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { fetched } from './asterisk.ts'

/** Every call by which a file comes into being, is opened, or gets another name; rings, in which files could be opened unseen, too. */
const CALLS = 'open,openat,openat2,creat,mkdir,mkdirat,mknod,mknodat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,truncate,memfd_create,io_uring_setup'
const ATTACHED_WITHIN_MS = 10_000

export interface Watched<T> {
  readonly result: T
  /** Lines of strace about files that were opened for writing, made, renamed. */
  readonly written: readonly string[]
  /** How much was seen at all. */
  readonly seen: number
}

/** @throws Error where strace cannot look on */
export async function watched<T>(root: string, { pid, out }: { readonly pid: number; readonly out: string }, work: () => Promise<T>): Promise<Watched<T>> {
  const [program, ...args] = fetched(root, 'usr/bin/strace')
  const child = spawn(program, [...args, '-f', '-e', `trace=${CALLS},connect,accept4,socket`, '-o', out, '-p', String(pid)], { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = once(child, 'close')
  let told = ''
  child.stderr.on('data', (piece: Buffer) => { told += piece.toString() })
  for (let waited = 0; !told.includes('attached'); waited += 50) {
    if (waited > ATTACHED_WITHIN_MS || child.exitCode !== null) throw new Error(`strace does not look on: ${told}`)
    await pause(50)
  }
  const result = await work()
  child.kill('SIGINT')
  await ended
  const lines = readFileSync(out, 'utf8').split('\n').filter((line) => line.includes('('))
  return { result, written: lines.filter(writes), seen: lines.length }
}

/** Reading is no writing, nor is what never came to be, nor the file that keeps nothing. */
export function writes(line: string): boolean {
  const call = /^\d+\s+(?:<\.\.\. )?(\w+)/.exec(line)?.[1] ?? ''
  if (['connect', 'accept4', 'socket'].includes(call) || line.includes('"/dev/null"')) return false
  return ['open', 'openat', 'openat2'].includes(call) ? /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND/.test(line) : !line.includes('exited')
}
