import { spawnSync } from 'node:child_process'

/** Runs a program to its end. @throws Error with what it said, unless `may` it fail */
export function run(program: string, args: readonly string[], { may = false, folder }: { readonly may?: boolean; readonly folder?: string } = {}): Buffer {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: folder, maxBuffer: 512 * 1024 ** 2, env: { ...process.env, LC_ALL: 'C.UTF-8', HOME: folder ?? process.env['HOME'] } })
  if (error !== undefined) throw error
  if (status !== 0 && !may) throw new Error(`${program} ${args.join(' ')}: ${stderr.toString().slice(-2000)}`)
  return stdout
}

/** Programs that are missing here. */
export function missing(programs: readonly string[]): string[] {
  return programs.filter((program) => spawnSync('which', [program]).status !== 0)
}
