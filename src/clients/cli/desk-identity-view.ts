import type { DisclosureLine, DisclosureView } from '#clients/member/disclosure.ts'
import type { Session } from '#clients/member/session.ts'
import type { EntryKind } from '#domain/kinds.ts'
import type { Words } from '#words/cli/generated/words.ts'
import { namesOf } from './desk-view.ts'
import type { Io } from './io.ts'
import { visible, visibleLine } from './visible.ts'

/** Requests for identities as `desk identity` tells them; a reporter's name is in none of these. */

export function lineJson(session: Session, { id, state, part, next, requester, askedDay, expires, decisions }: DisclosureLine) {
  const nameOf = namesOf(session)
  return {
    id, state, part, next, requester, name: nameOf(requester), askedDay, expires,
    decisions: decisions.map(({ kind, author, day }) => ({ kind, author, name: nameOf(author), day })),
  }
}

export function requestJson(session: Session, view: DisclosureView) {
  const { report, reason, basis, days, notice, refusal } = view
  return { ...lineJson(session, view), report, reason, basis, days, toldDay: notice.day, refusal }
}

export function listLines(session: Session, lines: readonly DisclosureLine[], { say }: Io): string[] {
  if (lines.length === 0) return [say['identity-none']]
  return lines.map((line) => [line.id, askedWords(session, line, say), ...nextWords(line, say)].join('  '))
}

export function requestLines(session: Session, view: DisclosureView, { say }: Io): string[] {
  const { id, report, reason, basis, days, notice, refusal } = view
  return [
    id, askedWords(session, view, say), say['identity-report']({ report }), '',
    say['identity-reason'], ...indented(reason), say['identity-basis'], ...indented(basis), say['identity-days']({ count: days }), say['identity-told']({ day: notice.day }),
    ...decidedLines(session, view, say), ...(refusal === null ? [] : [say['identity-refusal'], ...indented(refusal)]), ...nextWords(view, say),
  ]
}

function askedWords(session: Session, { requester, askedDay, state, expires }: DisclosureLine, say: Words): string {
  const standing = state === 'opened' ? say['identity-state-opened']({ day: expires }) : say[`identity-state-${state}`]
  return say['identity-asked']({ name: visibleLine(namesOf(session)(requester)), day: askedDay, state: standing })
}

function decidedLines(session: Session, { decisions }: DisclosureLine, say: Words): string[] {
  const told: Partial<Record<EntryKind, Words['identity-approved-by']>> = {
    'disclosure-approved': say['identity-approved-by'], 'disclosure-refused': say['identity-refused-by'], 'disclosure-opened': say['identity-opened-by'],
  }
  const nameOf = namesOf(session)
  return decisions.flatMap(({ kind, author, day }) => told[kind]?.({ name: visibleLine(nameOf(author)), day }) ?? [])
}

function nextWords({ next }: DisclosureLine, say: Words): string[] {
  return next === null ? [] : [say[`identity-next-${next}`]]
}

function indented(text: string): string[] {
  return visible(text).split('\n').map((line) => `  ${line}`)
}
