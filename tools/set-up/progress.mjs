// What a person sees while the house is being made ready. Everything goes to stderr: stdout belongs to --json.
import { spawn } from 'node:child_process'
import { basename } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

const BEAT_MS = 5_000
const LINES_SHOWN_MAX = 40
const started = performance.now()

/** One line of progress, with the seconds since the command began. @param {string} text */
export function say(text) {
  const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(6)
  process.stderr.write(`postern ${seconds} s  ${text}\n`)
}

/**
 * Waits for slow work and says every few seconds that it is still going on, so that nobody takes a slow network for a hang.
 * @template T
 * @param {string} what
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withProgress(what, work) {
  say(`${what} …`)
  const beat = setInterval(() => say(`${what}: still working`), BEAT_MS)
  try {
    const result = await work()
    say(`${what}: done`)
    return result
  } finally {
    clearInterval(beat)
  }
}

/**
 * Runs a program to its end. Its output is kept back and shown only if it fails: progress stays readable.
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, shell?: boolean }} [options]
 * @returns {Promise<string>} what it printed
 */
export function runQuietly(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (chunk) => { output += chunk })
    child.stderr.on('data', (chunk) => { output += chunk })
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (code === 0) resolve(output)
      else reject(new Error(`${nameOf(program, args)} ended with ${code ?? signal}\n${shortened(output)}`))
    })
  })
}

/** The program and what it was to do, without paths and flags. @param {string} program @param {string[]} args */
function nameOf(program, args) {
  return `${basename(program)} ${args.find((each) => !each.startsWith('-')) ?? ''}`
}

/** What went wrong stands first; npm follows it with a page of help. @param {string} output */
function shortened(output) {
  const lines = stripVTControlCharacters(output).trimEnd().split('\n')
  return lines.length <= LINES_SHOWN_MAX ? lines.join('\n') : [...lines.slice(0, LINES_SHOWN_MAX), `… ${lines.length - LINES_SHOWN_MAX} more lines`].join('\n')
}
