// What the journeys of the command line share: a demonstration office, members with their files, and commands that answer in JSON.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import assert from 'node:assert/strict'
import { startDemo } from '#test/support/demo.ts'
import { runHere } from '#test/support/commands.ts'
import type { CommandResult, Postern } from '#test/support/postern.ts'

export interface Scene {
  readonly postern: Postern
  /** A folder for this test's files. */
  readonly folder: string
  /** The log-in of a member, as options. */
  member(name: string): readonly string[]
  /** Writes a file and gives its path. */
  file(name: string, content: string | Uint8Array): string
}

/** Starts the demonstration; what commands keep between calls lies in the test's own folder. */
export async function demoScene(context: TestContext): Promise<Scene> {
  const folder = mkdtempSync(join(tmpdir(), 'postern-cli-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  process.env['XDG_STATE_HOME'] = join(folder, 'state')
  const postern = await startDemo(context)
  const file = (name: string, content: string | Uint8Array): string => {
    mkdirSync(join(folder, 'files'), { recursive: true })
    writeFileSync(join(folder, 'files', name), content)
    return join(folder, 'files', name)
  }
  const member = (name: string): readonly string[] => {
    const found = postern.demo?.members.find((each) => each.name === name)
    assert.ok(found)
    const passphrase = file(`${name}.passphrase`, `${found.passphrase}\n`)
    return ['--to', postern.url, '--member', name, '--passphrase-file', passphrase, '--totp-secret-file', file(`${name}.totp`, `${found.totpSecret}\n`)]
  }
  return { postern, folder, member, file }
}

export type Runner = (args: readonly string[], input?: string) => Promise<CommandResult>

/**
 * Runs a command that must succeed.
 * @param run - `runPostern` for a process of its own
 * @returns its JSON
 */
export async function answered(args: readonly string[], input = '', run: Runner = runHere): Promise<Answer> {
  const { code, out, errors } = await run(inJson(args), input)
  assert.equal(code, 0, `${args.join(' ').slice(0, 500)}\n${errors}`)
  assert.equal(out.trimEnd().split('\n').length, 1, 'an answer is one line')
  return JSON.parse(out) as Answer
}

export type Answer = Readonly<Record<string, unknown>>

/** Runs a command that must be refused with this code, told as a problem document and nothing else. */
export async function refused(code: string, args: readonly string[], input = ''): Promise<Record<string, unknown>> {
  const result = await runHere(inJson(args), input)
  assert.deepEqual([result.code, result.out], [3, ''], result.errors)
  const problem = JSON.parse(result.errors) as Record<string, unknown>
  assert.equal(problem['title'], code)
  return problem
}

/** Behind the command's name, because behind `--` nothing is an option. */
function inJson([command = '', ...rest]: readonly string[]): string[] {
  const deed = command === 'report' || command === 'desk' ? rest.slice(0, 1) : []
  return [command, ...deed, '--json', ...rest.slice(deed.length)]
}

export function text(value: unknown): string {
  assert.equal(typeof value, 'string')
  return String(value)
}

/** A report with these words. @param options - more of the command's own */
export async function fileStory(scene: Scene, words: string, ...options: readonly string[]): Promise<{ receipt: string; report: string }> {
  const answer = await answered(['report', 'file', '--to', scene.postern.url, '--text-file', scene.file('story.txt', words), ...options])
  assert.deepEqual(Object.keys(answer), ['receipt', 'report'])
  return { receipt: text(answer['receipt']), report: text(answer['report']) }
}
