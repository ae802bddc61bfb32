import type { Language } from '#domain/bodies.ts'
import type { DueCounts, NoticeReason } from '#domain/notices.ts'
import { en } from '#words/notices/generated/en.ts'
import type { Words } from '#words/notices/generated/words.ts'
import { zh } from '#words/notices/generated/zh.ts'

/** What whoever runs Postern may word otherwise. Null is plain: it says neither what the service is nor where. */
export interface LetterTexts {
  readonly subject: Readonly<Record<Language, string>> | null
  /** What the office calls its desk. */
  readonly desk: Readonly<Record<Language, string>> | null
  readonly link: string | null
}

export interface Letter {
  readonly to: string
  readonly subject: string
  readonly text: string
}

/** What a letter is about. There is no place in it for anything of a report. */
export type Matter =
  | { readonly reason: Exclude<NoticeReason, 'urgent'>; readonly counts: DueCounts }
  | { readonly reason: 'urgent'; readonly waiting: number }
  | { readonly reason: 'test' }

const WORDS: Readonly<Record<Language, Words>> = { en, zh }

export function letterOf(texts: LetterTexts, { address, language }: { readonly address: string; readonly language: Language }, matter: Matter): Letter {
  const words = WORDS[language]
  const desk = texts.desk?.[language] ?? words.desk
  const lines = [matter.reason === 'urgent' ? words['waits-urgent']({ desk }) : words.waits({ desk }), ...linesOf(words, matter)]
  const link = texts.link === null ? [] : ['', texts.link]
  return { to: address, subject: texts.subject?.[language] ?? words.subject, text: [...lines, ...link, '', words.why({ desk }), ''].join('\n') }
}

function linesOf(words: Words, matter: Matter): string[] {
  if (matter.reason === 'test') return [words.test]
  if (matter.reason === 'urgent') return matter.waiting > 1 ? [words.more] : []
  const { overdue, soon, later } = matter.counts
  const shown = { overdue: matter.reason !== 'soon', soon: matter.reason !== 'overdue', later: matter.reason === 'digest' }
  return [
    ...(shown.overdue && overdue > 0 ? [words.overdue({ count: overdue })] : []),
    ...(shown.soon && soon > 0 ? [words.soon({ count: soon })] : []),
    ...(shown.later && later > 0 ? [words.later({ count: later })] : []),
  ]
}
