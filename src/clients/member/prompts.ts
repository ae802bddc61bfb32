import { base64url, type Bytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { readPromptFile, readPrompts } from '#clients/transport/prompts.ts'
import type { Language } from '#domain/bodies.ts'
import { withPrompts, writePromptSet, type RecordedPrompt } from '#domain/prompts.ts'
import { hash } from '#sealing/proof/hash.ts'
import { ATTEMPTS_MAX, isStale } from './append.ts'
import { changeDirectory } from './channels.ts'
import type { Session } from './session.ts'

/** A sentence that was read out, or goes back to the machine that runs the line where `sound` is null. */
export interface PromptChange {
  readonly language: Language
  readonly prompt: string
  /** Hash of the sentence as it stood before whoever read it out. */
  readonly said: string
  /** A WAV file as a telephone carries it. */
  readonly sound: Bytes | null
}

export interface Recorded {
  readonly sounds: readonly RecordedPrompt[]
  /** The directory cites a set that the server has no more, or gives otherwise than it was signed: whatever it named is gone. */
  readonly isLost: boolean
}

/** Recordings that the office's lines say. @throws Refusal `unreachable` */
export async function listPrompts(session: Session): Promise<Recorded> {
  await session.refresh()
  return recordedIn(session)
}

async function recordedIn(session: Session): Promise<Recorded> {
  try {
    return { sounds: await readPrompts(session.api, session.id, session.officeLog().fold.directory?.prompts), isLost: false }
  } catch (error) {
    if (!(error instanceof Refusal) || (error.code !== 'no-such-file' && error.code !== 'forged-history')) throw error
    return { sounds: [], isLost: true }
  }
}

/** @throws Refusal `forged-history`, `no-such-file`, `unreachable` */
export function readPrompt(session: Session, sound: string): Promise<Bytes> {
  return readPromptFile(session.api, session.id, sound)
}

/**
 * Puts recordings into use, all at once: sent, named in a set, and the set signed by the directory that cites it. Two administrators who record at once each keep what the
 * other did: the set is made again on the newer directory.
 * @param knowsLost - whoever signs was told that the set of before is lost: a server that keeps it back takes no recording away unnoticed
 * @throws Refusal `not-allowed`, `too-large`, `forged-history`, `unreachable`
 */
export async function putPrompts(session: Session, changes: readonly PromptChange[], knowsLost: boolean): Promise<void> {
  if (changes.length === 0) return
  const changed = changes.map(({ sound, ...change }) => ({ ...change, sound: sound === null ? null : base64url(hash(sound)) }))
  for (const { sound } of changes) if (sound !== null) await send(session, sound)
  for (let attempt = 1; ; attempt++) {
    try {
      return await cite(session, changed, knowsLost)
    } catch (error) {
      if (!isStale(error) || attempt === ATTEMPTS_MAX) throw error
      await session.refresh()
    }
  }
}

/** @throws Refusal `stale-head` where another administrator cited another set meanwhile */
async function cite(session: Session, changed: Parameters<typeof withPrompts>[1], knowsLost: boolean): Promise<void> {
  const before = session.officeLog().fold.directory?.prompts
  const recorded = await recordedIn(session)
  if (recorded.isLost && !knowsLost) throw new Refusal('forged-history')
  const sounds = withPrompts(recorded.sounds, changed)
  if (sounds.length > LIMITS.spokenPromptsMax) throw new Refusal('too-large', { promptsMax: LIMITS.spokenPromptsMax })
  const set = sounds.length === 0 ? null : await send(session, writePromptSet(sounds))
  await changeDirectory(session, ({ prompts, ...rest }) => {
    if (prompts !== before) throw new Refusal('stale-head')
    return set === null ? rest : { ...rest, prompts: set }
  })
}

async function send(session: Session, bytes: Bytes): Promise<string> {
  const file = base64url(hash(bytes))
  await session.api.call({ route: 'put-prompt-file', parameters: { office: session.id, file }, bytes })
  return file
}
