import { command, DONE, DEFECT, REFUSED, USAGE, UsageError } from '#clients/cli/command.ts'
import { answer, tellProgress, type Io } from '#clients/cli/io.ts'
import { visibleJson, visibleLine } from '#clients/cli/visible.ts'
import type { Words } from '#words/cli/generated/words.ts'
import type { PushSettings } from '#server/push/post.ts'
import { startPostern, untilEnded, type Ready } from './start.ts'
import { Trouble } from './trouble.ts'

const PORT_DEFAULT = '8080'
const PORT_MAX = 65_535

/** postern start: runs the service until it is told to end. Needs no key: the server opens nothing. */
export const startCommand = command({
  name: 'start',
  summary: 'summary-start',
  options: {
    host: { type: 'text', value: '127.0.0.1', help: 'option-host' },
    port: { type: 'text', value: PORT_DEFAULT, help: 'option-port' },
    data: { type: 'text', value: './data', help: 'option-data' },
    database: { type: 'text', value: 'URL', help: 'option-database' },
    blobs: { type: 'text', value: 'URL', help: 'option-blobs' },
    'upload-room': { type: 'text', value: 'GIB', help: 'option-upload-room' },
    mail: { type: 'text', value: 'FILE', help: 'option-mail' },
    push: { type: 'text', value: 'CONTACT', help: 'option-push' },
    'push-service': { type: 'text', value: 'HOST', many: true, help: 'option-push-service' },
    demo: { type: 'flag', help: 'option-demo' },
  },
  async run(given, io) {
    // An address with a password in it need not stand in the list of processes.
    const { host = '127.0.0.1', data = './data', database = process.env['POSTERN_DATABASE'], blobs, mail = process.env['POSTERN_MAIL'], demo } = given
    const options = {
      host, data, demo, port: portOf(given.port), ...(database === undefined ? {} : { database }), ...(blobs === undefined ? {} : { blobs }),
      ...(mail === undefined ? {} : { mail }),
      ...pushOf(given.push, given['push-service']),
      ...(given['upload-room'] === undefined ? {} : { uploadRoomBytes: roomOf(given['upload-room']) }),
    }
    try {
      const running = await startPostern(options, (done, all) => tellDemo(io, done, all))
      answer(io, running.ready, () => readyLines({ ...running.ready, demoAsked: demo }, io.say))
      const ended = await untilEnded(running)
      if (ended !== null) io.error(io.say['start-ended']({ process: ended }))
      return ended === null ? DONE : DEFECT
    } catch (error) {
      if (error instanceof Trouble) return tellTrouble(error, io)
      throw error
    }
  },
})

/** A push service wants to know whom to write to. @throws UsageError */
function pushOf(contact: string | undefined, services: readonly string[]): { readonly push?: PushSettings } {
  if (contact === undefined && services.length === 0) return {}
  if (contact === undefined || !/^(?:mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/.test(contact)) throw new UsageError((say) => say['usage-push'])
  if (!services.every((service) => /^(?:\*\.)?(?:[a-z0-9-]+\.)+[a-z]{2,}$/.test(service))) throw new UsageError((say) => say['usage-push'])
  return { push: { contact, services } }
}

/** @throws UsageError */
export function portOf(text: string = PORT_DEFAULT): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : PORT_MAX + 1
  if (port > PORT_MAX) throw new UsageError((say) => say['usage-port'])
  return port
}

/** Less than a gibibyte has no room for what a phone films. @throws UsageError */
function roomOf(text: string): number {
  const gib = /^\d{1,6}$/.test(text) ? Number(text) : 0
  if (gib < 1) throw new UsageError((say) => say['usage-upload-room'])
  return gib * 1024 ** 3
}

function tellDemo(io: Io, done: number, all: number): void {
  if (done % 10 === 0 || done === all) tellProgress(io, io.say['start-demo']({ done, all }))
}

function readyLines({ url, setupUrl, demo, demoAsked }: Ready & { readonly demoAsked: boolean }, say: Words): string[] {
  return [
    '', `  ${say['start-ready']}`, `      ${url}`, '',
    `  ${say['start-desk']}`, `      ${url}/desk/`, '',
    ...(setupUrl === null ? [] : [`  ${say['start-setup']}`, `      ${setupUrl}`, '']),
    ...(demo === null && demoAsked ? [`  ${say['start-demo-skipped']}`, ''] : []),
    ...(demo === null ? [] : [`  ${say['start-demo-members']}`, '', ...demo.members.flatMap(({ name, roles, passphrase, totpSecret, recoveryCode }) => [
      `      ${name}  (${roles.join(', ')})`, `        ${say['start-passphrase']} ${passphrase}`, `        ${say['start-totp']} ${totpSecret}`,
      `        ${say['start-recovery']} ${recoveryCode}`, '',
    ])]),
    `  ${say['start-stop']}`,
  ]
}

/** What keeps the service from starting, in words and as a document of the same form as a refusal's. */
export function tellTrouble(trouble: Trouble, io: Io): number {
  const { reason, facts } = trouble
  const shown = Object.values(facts).map(visibleLine).join(', ')
  if (!io.json) io.error(io.say[`trouble-${reason}`] + (shown === '' ? '' : ` (${shown})`))
  const exit = trouble.exit === 'usage' ? USAGE : REFUSED
  if (io.json || exit === REFUSED) io.error(visibleJson({ type: `/docs/problems#${reason}`, title: reason, status: 503, details: facts }))
  return exit
}
