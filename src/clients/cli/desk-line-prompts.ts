import { readFile, stat } from 'node:fs/promises'
import type { Bytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { listPrompts, putPrompts, type PromptChange } from '#clients/member/prompts.ts'
import type { Session } from '#clients/member/session.ts'
import { EVERY_PROMPT, PHONE_WORDS, PROMPTS, type Prompt } from '#clients/telephony/prompts/prompt.ts'
import { sentenceHash, usedStanding } from '#clients/telephony/prompts/standing.ts'
import { promptWav } from '#clients/telephony/sound/prompt-wav.ts'
import { LANGUAGES, type Language } from '#domain/bodies.ts'
import { DONE, UsageError } from './command.ts'
import { doOrTell, wanted } from './desk-office-deed.ts'
import { answer, type Io } from './io.ts'
import { visibleLine } from './visible.ts'

/** What telephone lines say, by command line: each sentence, and who says it. */

export const PROMPT_OPTIONS = {
  prompt: { type: 'text', value: 'NAME', help: 'option-prompt' },
  file: { type: 'text', value: 'FILE', help: 'option-prompt-file' },
} as const

interface Asked {
  readonly session: Session
  readonly io: Io
  readonly given: { readonly prompt?: string | undefined; readonly file?: string | undefined; readonly language: readonly string[]; readonly apply: boolean }
}

export async function prompts({ session, io }: Asked): Promise<number> {
  const { sounds, isLost } = await listPrompts(session)
  const all = EVERY_PROMPT.map(({ language, prompt }) => ({ language, prompt, sentence: PHONE_WORDS[language][prompt], ...usedStanding(sounds, language, prompt) }))
  answer(io, { prompts: all, lost: isLost }, () => [...lost(isLost, io), ...all.map(({ language, prompt, sentence, standing }) => `${language}/${prompt}  ${io.say[`prompt-${standing}`]}  ${sentence}`)])
  return DONE
}

/** Nothing of the file leaves but its sound. */
export async function record({ session, io, given }: Asked): Promise<number> {
  const { language, prompt } = named(given)
  const file = wanted(given.file, '--file FILE')
  const sound = await soundIn(file)
  const told = io.say['prompt-record']({ prompt: `${language}/${prompt}`, sentence: PHONE_WORDS[language][prompt] })
  return change({ session, io, given }, told, { language, prompt, said: sentenceHash(language, prompt), sound })
}

export async function unrecord({ session, io, given }: Asked): Promise<number> {
  const { language, prompt } = named(given)
  return change({ session, io, given }, io.say['prompt-unrecord']({ prompt: `${language}/${prompt}` }), { language, prompt, said: sentenceHash(language, prompt), sound: null })
}

async function change({ session, io, given }: Asked, told: string, { sound, ...of }: PromptChange): Promise<number> {
  const { isLost } = await listPrompts(session)
  const json = { language: of.language, prompt: of.prompt, recorded: sound !== null, lost: isLost }
  return doOrTell(session, { told: [...lost(isLost, io), told].join('\n'), json, act: () => putPrompts(session, [{ ...of, sound }], isLost) }, { io, apply: given.apply })
}

function lost(isLost: boolean, { say }: Io): readonly string[] {
  return isLost ? [say['prompts-lost']] : []
}

/** @throws UsageError */
function named({ prompt, language: [wished = '', ...others] }: Asked['given']): { readonly language: Language; readonly prompt: Prompt } {
  const [known, language] = [PROMPTS.find((each) => each === prompt), LANGUAGES.find((each) => each === wished)]
  if (known === undefined) throw new UsageError((say) => say['usage-prompt']({ prompt: visibleLine(prompt ?? '') }))
  if (language === undefined || others.length > 0) throw new UsageError((say) => say['usage-line-language'])
  return { language, prompt: known }
}

/** @throws UsageError for what is no WAV file that a line says, Refusal `not-found` without the file */
async function soundIn(file: string): Promise<Bytes> {
  const bytes = await bytesOf(file)
  const made = bytes === null ? { why: 'too-long' } as const : promptWav(bytes)
  if ('sound' in made) return made.sound
  throw new UsageError((say) => (made.why === 'too-long' ? say['usage-prompt-long']({ seconds: LIMITS.spokenPromptSecondsMax }) : say['usage-prompt-wav']))
}

async function bytesOf(file: string): Promise<Bytes | null> {
  try {
    return (await stat(file)).size > LIMITS.spokenPromptUploadBytesMax ? null : new Uint8Array(await readFile(file))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw new Refusal('not-found')
    throw error
  }
}
