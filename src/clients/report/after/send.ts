import { prepareReport, type PreparedReport } from '#clients/reporter/file-report.ts'
import { loadReaders, othersThan, type NamedPerson } from '#clients/reporter/readers.ts'
import { groupsOf } from '#sealing/plain/receipt.ts'
import type { Host } from '../page/host.ts'
import { showReceipt } from './receipt.ts'
import { loadFirstDates } from './first-dates.ts'
import { identityOf, MY_CONTACT, MY_NAME } from '../identity-fields.ts'
import { LEFT_OUT, leftOutIn } from '../left-out.ts'
import { WAKE, wakeIn } from '../wake.ts'
import { dropCode, forgetOffice, nextCode, ready, Unsupported, type Ready } from './session.ts'
import { fieldTrouble, troubleOf } from './trouble.ts'

/** A file waits for the person, or could not be sent. */
class Unready extends Error {
  readonly sentence: string
  constructor(sentence: string) {
    super(sentence)
    this.sentence = sentence
  }
}

/** What was sealed for the text that stands in the form; sent again as it is until an answer comes, so it is filed once. */
let prepared: { readonly text: string; readonly receipt: string; readonly report: PreparedReport } | null = null
let isSending = false

/** Seals and sends. A second call while the first runs does nothing: a double click files once. */
export async function send(host: Host): Promise<void> {
  if (isSending) return
  isSending = true
  host.clearWrong()
  host.drawDeeds()
  host.find('#deeds .go').setAttribute('aria-disabled', 'true')
  host.fill(host.form(), 'status', host.say('sending'))
  try {
    await fileNow(host)
  } catch (error) {
    host.fill(host.form(), 'status')
    host.drawDeeds()
    tellTrouble(host, error)
  } finally {
    isSending = false
  }
}

async function fileNow(host: Host): Promise<void> {
  const { api, office } = await ready()
  const taken = await host.files.take('form')
  if ('wrong' in taken) throw new Unready(taken.wrong)
  const { files } = taken
  const { channel = '', [MY_NAME]: name = '', [MY_CONTACT]: contact = '', [WAKE]: wake, ...typed } = host.typed()
  const leftOut = leftOutIn(Object.keys(typed))
  const answers = Object.fromEntries(Object.entries(typed).filter(([field]) => !field.startsWith(LEFT_OUT)))
  const text = JSON.stringify([channel, name, contact, wake, typed, files.map(({ file }) => file)])
  if (prepared !== null && prepared.text !== text) dropPrepared()
  if (prepared === null) {
    const { receipt, keys } = await nextCode()
    const language = host.data('lang') === 'zh' ? 'zh' : 'en'
    const people = leftOut.length === 0 ? {} : { people: await peopleWithout({ api, office }, channel, leftOut) }
    const sealer = identityOf(office, { name, contact })
    const identity = sealer === null ? {} : { identity: sealer }
    const report = await prepareReport(office, { draft: { channel, answers, wake: wakeIn(wake), language, provenance: 'in-browser', files, ...people, ...identity }, keys })
    prepared = { text, receipt, report }
  }
  const { receipt, report } = prepared
  const filed = await report.send(api)
  const dates = await loadFirstDates(host, office, filed)
  dropPrepared()
  host.form().reset()
  host.files.clear('form')
  for (const shown of ['status', 'answers']) host.fill(host.form(), shown)
  showReceipt(host, { groups: groupsOf(receipt), received: filed.receivedDay, ...dates })
}

async function peopleWithout({ api, office }: Ready, channel: string, leftOut: readonly string[]): Promise<readonly NamedPerson[]> {
  const found = office.channels.find((each) => each.channel === channel)
  return othersThan(found === undefined ? [] : await loadReaders(api, office.office, found), leftOut)
}

/** Another text gets another code: the first may have been filed, with only its answer lost. */
function dropPrepared(): void {
  prepared = null
  dropCode()
}

function tellTrouble(host: Host, error: unknown): void {
  if (error instanceof Unsupported) return host.cannot('unsupported')
  if (error instanceof Unready) return host.showWrong(host.find('#write'), [{ text: host.say(error.sentence) }])
  const { name, question } = troubleOf(error)
  // A refused report was not kept, and what it was sealed to may be out of date. After a lost answer it may have been kept.
  if (name !== 'unreachable') {
    prepared = null
    forgetOffice()
  }
  if (question !== undefined) return host.backToWrong({ field: question, text: host.say(fieldTrouble(name, question)) })
  host.find('#deeds .go').textContent = host.say('again')
  host.showWrong(host.find('#write'), [{ text: host.say(name) }])
}
