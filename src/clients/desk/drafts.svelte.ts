import { createContext } from 'svelte'
import { SvelteMap } from 'svelte/reactivity'
import { CallDraft } from './calls/call-draft.svelte.ts'
import { EntryDraft } from './entering/entry-draft.svelte.ts'
import { EvidenceFiles } from './exhibits/evidence-files.svelte.ts'
import { PromptDraft } from './lines/prompt-draft.svelte.ts'
import { DraftFiles } from './report/draft-files.svelte.ts'

/** Of an appraisal: the question as it is put together, what either side says, and the opinion, item by item. */
export type AppraisalDraft = 'question' | 'declaration' | 'declining' | 'opinion' | 'word' | 'objection' | 'ending'
export type DraftKind = 'reply' | 'note' | 'reason' | 'title' | 'clock' | 'urgency' | 'alert' | 'referred-to' | 'despite' | 'uphold' | 'case' | 'step' | 'handover' | 'transcript' | 'unchecked' | AppraisalDraft
/** Those that may bring files. */
export type FiledKind = 'reply' | 'note'

/** What was in a draft whose words have left it. */
export interface TakenDraft {
  readonly text: string
  readonly files: DraftFiles | null
}

/**
 * What was typed or added and not sent, by report or appraisal. It lives in memory only, and outlasts a session that ends by itself.
 *
 * [Note: What lives on behind a locked desk] A lock forgets the member's keys and with them those of every report and file that was opened, ends the
 * session and takes every word off the page. What was typed, and files that this member picked on this machine, wait here; a sending that was begun goes
 * on, and no word goes with it. It needs the file, its own key and the upload's token. The key opens nothing but that file, which lies on this machine
 * in clear; the token adds to that upload and to nothing else; and no entry can cite it before somebody has logged in again. What is read, and not
 * sent, ends with the lock: a key out of a report opens evidence that is not on this machine.
 */
export class Drafts {
  readonly #texts = new SvelteMap<string, string>()
  readonly #files = new SvelteMap<string, DraftFiles>()
  /** Of exhibits that are being registered. */
  readonly #evidence = new SvelteMap<string, EvidenceFiles>()
  /** A report from outside the web that is being taken down. */
  readonly entry = new EntryDraft()
  /** A telephone call that is being taken down. */
  readonly call = new CallDraft()
  /** Recordings for telephone lines. */
  readonly prompts = new PromptDraft()
  /** By report, members who were looked at and are somebody else than the report names. Nothing that anybody would send: no draft. */
  readonly #notNamed = new SvelteMap<string, readonly string[]>()
  #owner: string | null = null

  text(report: string, kind: DraftKind): string {
    return this.#texts.get(keyOf(report, kind)) ?? ''
  }

  write(report: string, kind: DraftKind, text: string): void {
    if (text === '') this.#texts.delete(keyOf(report, kind))
    else this.#texts.set(keyOf(report, kind), text)
  }

  /** Signing keys of members whom somebody looked at: the report names somebody else. */
  notNamed(report: string): readonly string[] {
    return this.#notNamed.get(report) ?? []
  }

  addNotNamed(report: string, signKey: string): void {
    this.#notNamed.set(report, [...this.notNamed(report), signKey])
  }

  /** The files of a draft, where any were added or it is on its way. */
  files(report: string, kind: FiledKind): DraftFiles | null {
    return this.#files.get(keyOf(report, kind)) ?? null
  }

  /** The same, begun if there are none. What goes to the reporter is cleaned, what stays among handlers is not. */
  beginFiles(report: string, kind: FiledKind): DraftFiles {
    const files = this.files(report, kind) ?? new DraftFiles({ isCleaned: kind === 'reply' })
    this.#files.set(keyOf(report, kind), files)
    return files
  }

  /** The files of an exhibit that is being registered, of its own or made from another. */
  evidence(report: string, parent: string | null): EvidenceFiles {
    const key = `${parent ?? ''}:${report}`
    const files = this.#evidence.get(key) ?? new EvidenceFiles()
    this.#evidence.set(key, files)
    return files
  }

  /** It is registered, or given up. */
  endEvidence(report: string, parent: string | null): void {
    const key = `${parent ?? ''}:${report}`
    this.#evidence.get(key)?.stop()
    this.#evidence.delete(key)
  }

  /** It leaves; what is returned can be given back. */
  take(report: string, kind: DraftKind): TakenDraft {
    const key = keyOf(report, kind)
    const taken = { text: this.text(report, kind), files: this.#files.get(key) ?? null }
    this.write(report, kind, '')
    this.#files.delete(key)
    return taken
  }

  /** It did not leave. What was begun meanwhile stands behind it. */
  giveBack(report: string, kind: DraftKind, { text, files }: TakenDraft): void {
    const key = keyOf(report, kind)
    const since = this.text(report, kind)
    this.write(report, kind, [text, since].filter((each) => each !== '').join('\n\n'))
    const added = this.#files.get(key)
    if (files === null) return
    if (added !== undefined) files.rows = [...files.rows, ...added.rows]
    this.#files.set(key, files)
  }

  isBegun(report: string, kind: FiledKind): boolean {
    return this.text(report, kind).trim() !== '' || (this.files(report, kind)?.rows.length ?? 0) > 0
  }

  /** What was typed about a report that is gone. */
  forgetReport(report: string): void {
    this.#notNamed.delete(report)
    this.#forgetWhere((key) => key.endsWith(`:${report}`))
  }

  /** How many are worth a warning before they are forgotten. */
  get count(): number {
    const typed = [...this.#texts].filter(([, text]) => text.trim() !== '')
    const added = [...this.#files].filter(([, { rows }]) => rows.length > 0)
    const evidence = [...this.#evidence.values()].filter(({ rows }) => rows.length > 0)
    return new Set([...typed, ...added].map(([key]) => key)).size + evidence.length + [this.entry, this.call, this.prompts].filter(({ isBegun }) => isBegun).length
  }

  forget(): void {
    this.entry.forget()
    this.call.forget()
    this.prompts.forget()
    this.#notNamed.clear()
    this.#forgetWhere(() => true)
  }

  #forgetWhere(isMeant: (key: string) => boolean): void {
    for (const key of [...this.#texts.keys()].filter(isMeant)) this.#texts.delete(key)
    for (const [key, files] of [...this.#files].filter(([each]) => isMeant(each))) {
      files.stop()
      this.#files.delete(key)
    }
    for (const [key, files] of [...this.#evidence].filter(([each]) => isMeant(each))) {
      files.stop()
      this.#evidence.delete(key)
    }
  }

  /** One member's drafts are never shown to the next one at the same window. */
  belongTo(signKey: string): void {
    if (this.#owner !== null && this.#owner !== signKey) this.forget()
    this.#owner = signKey
  }
}

function keyOf(report: string, kind: DraftKind): string {
  return `${kind}:${report}`
}

export const [useDrafts, setDrafts] = createContext<Drafts>()
