// One set-up at a time. A lock is a file that its holder touches while it works: a lock nobody has touched for a while
// was left by a run that died, and is broken. (Process ids alone would not do: a container restarts with the same ones.)
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, utimesSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const TOUCH_MS = 2_000
const STALE_MS = 20_000
const POLL_MS = 100

/**
 * Does the work while holding the lock; waits first if another run holds it.
 * @template T
 * @param {string} path
 * @param {() => Promise<T>} work
 * @param {() => void} [onWait] called once if there is somebody to wait for
 * @returns {Promise<T>}
 */
export async function withLock(path, work, onWait = () => {}) {
  mkdirSync(dirname(path), { recursive: true })
  if (!take(path)) {
    onWait()
    while (!take(path)) {
      breakIfStale(path)
      await sleep(POLL_MS)
    }
  }
  const touch = setInterval(() => touchQuietly(path), TOUCH_MS)
  try {
    return await work()
  } finally {
    clearInterval(touch)
    rmSync(path, { force: true })
  }
}

/** @param {string} path */
function take(path) {
  try {
    const file = openSync(path, 'wx')
    writeSync(file, String(process.pid))
    closeSync(file)
    return true
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false
    throw error
  }
}

/**
 * Breaking is itself locked, or two waiters could each remove the lock, the second one a lock that is already the first's.
 * @param {string} path
 */
function breakIfStale(path) {
  const breaking = `${path}.break`
  if (ageMs(breaking) > STALE_MS) rmSync(breaking, { force: true })
  if (!isStale(path) || !take(breaking)) return
  if (isStale(path)) rmSync(path, { force: true })
  rmSync(breaking, { force: true })
}

/** @param {string} path */
function isStale(path) {
  if (ageMs(path) > STALE_MS) return true
  const holder = holderOf(path)
  return holder !== null && !isAlive(holder)
}

/** The age of a file in milliseconds; a missing file has no age. @param {string} path */
function ageMs(path) {
  try {
    return Date.now() - statSync(path).mtimeMs
  } catch {
    return -1
  }
}

/** @param {string} path */
function holderOf(path) {
  try {
    const pid = Number(readFileSync(path, 'utf8'))
    return Number.isInteger(pid) && pid > 0 ? pid : null
  } catch {
    return null
  }
}

/** @param {number} pid */
export function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return isCode(error, 'EPERM')
  }
}

/** @param {string} path */
function touchQuietly(path) {
  try {
    utimesSync(path, new Date(), new Date())
  } catch {
    // Somebody removed the folder while we work; the work goes on, and its result is checked by its stamp.
  }
}

/** @param {unknown} error @param {string} code */
function isCode(error, code) {
  return error instanceof Error && 'code' in error && error.code === code
}
