import { resolve } from 'node:path'
import { fromBase64url } from '#base/bytes.ts'
import { command, DEFECT, DONE, UsageError } from '#clients/cli/command.ts'
import { connect, SERVER_OPTIONS } from '#clients/cli/connect.ts'
import { answer } from '#clients/cli/io.ts'
import { visibleLine } from '#clients/cli/visible.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { startChild } from './child.ts'
import { tellHealth } from './line-health.ts'
import type { LineProcessOptions, LineReady } from './line.ts'
import { portOf, tellTrouble } from './start-command.ts'
import { Trouble } from './trouble.ts'

const PORT_DEFAULT = '8090'
const LOOPBACK = ['127.0.0.1', '::1', 'localhost']

/** postern line: answers telephone calls that a telephone server hands on, until it is told to end. Needs no key of the office's. */
export const lineCommand = command({
  name: 'line',
  summary: 'summary-line',
  options: {
    to: { type: 'text', value: 'URL', help: 'option-to' },
    office: SERVER_OPTIONS.office,
    health: { type: 'flag', help: 'option-line-health' },
    channel: { type: 'text', value: 'NAME', help: 'option-channel' },
    host: { type: 'text', value: '127.0.0.1', help: 'option-host' },
    port: { type: 'text', value: PORT_DEFAULT, help: 'option-port' },
    prompts: { type: 'text', value: 'DIR', help: 'option-prompts' },
    person: { type: 'text', value: 'NUMBER', help: 'option-person' },
    'stream-url': { type: 'text', value: 'URL', help: 'option-stream-url' },
  },
  note: 'note-line',
  async run(given, io) {
    const { host = '127.0.0.1', channel = null, prompts = null } = given
    const options = { host, port: portOf(given.port ?? PORT_DEFAULT), channel, person: personOf(given.person), ...secretsOf(host, given['stream-url'], io.env) }
    if (given.health) return tellHealth(options, io)
    const { to } = given
    if (to === undefined) throw new UsageError((say) => say['usage-missing']({ option: '--to URL' }))
    const { api, office } = await connect({ ...given, to })
    // What is refused is told before anything listens.
    await loadOffice(api, office)
    const signalled = new Promise<void>((told) => { process.once('SIGTERM', told).once('SIGINT', told) })
    try {
      const line = await startChild<LineReady>('./line.ts', { ...options, to: api.origin, office, prompts: prompts === null ? null : resolve(prompts) } satisfies LineProcessOptions)
      answer(io, { ready: true, ...line.ready }, () => [`  ${io.say['line-ready']}`, `      ${line.ready.url}`])
      const isTold = await Promise.race([signalled.then(() => true), line.ended.then(() => false)])
      await line.stop()
      if (!isTold) io.error(io.say['start-ended']({ process: 'line' }))
      return isTold ? DONE : DEFECT
    } catch (error) {
      if (error instanceof Trouble) return tellTrouble(error, io)
      throw error
    }
  },
})

/** Spaces and dashes are for whoever reads it. @throws UsageError */
function personOf(number: string | undefined): string | null {
  if (number === undefined) return null
  const digits = number.replace(/[\s()+.-]/g, '')
  if (!/^\d{3,20}$/.test(digits)) throw new UsageError((say) => say['usage-line-person']({ number: visibleLine(number) }))
  return digits
}

/** Secrets come by the environment: a list of processes shows what is typed. @throws UsageError where whoever finds the port would be a caller */
function secretsOf(host: string, streamUrl: string | undefined, env: Readonly<Record<string, string | undefined>>): Pick<LineProcessOptions, 'secret' | 'twilio' | 'lineKey'> {
  const { POSTERN_LINE_SECRET: secret = null, POSTERN_TWILIO_TOKEN: token, POSTERN_LINE_KEY: lineKey = null } = env
  if (secret === null && !LOOPBACK.includes(host)) throw new UsageError((say) => say['usage-line-secret'])
  if (streamUrl !== undefined && token === undefined) throw new UsageError((say) => say['usage-twilio-token'])
  if (lineKey !== null && fromBase64url(lineKey.trim())?.length !== 32) throw new UsageError((say) => say['usage-line-key'])
  return { secret, lineKey, twilio: streamUrl === undefined || token === undefined ? null : { url: streamUrl, token } }
}
