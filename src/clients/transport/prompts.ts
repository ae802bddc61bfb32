import { base64url, type Bytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { readPromptSet, type RecordedPrompt } from '#domain/prompts.ts'
import { hash } from '#sealing/proof/hash.ts'
import { bytesOf, type Api } from './api.ts'

/** A recording of an office's, or a set of them, as whoever cited it meant it. @throws Refusal `forged-history` for other bytes, `no-such-file`, `unreachable` */
export async function readPromptFile(api: Api, office: string, file: string): Promise<Bytes> {
  const bytes = await bytesOf(await api.call({ route: 'read-prompt-file', parameters: { office, file } }))
  if (bytes.length > LIMITS.spokenPromptBytesMax || base64url(hash(bytes)) !== file) throw new Refusal('forged-history')
  return bytes
}

/** Recordings that a directory cites; none where it cites no set. @throws Refusal as `readPromptFile` does */
export async function readPrompts(api: Api, office: string, set: string | undefined): Promise<readonly RecordedPrompt[]> {
  if (set === undefined) return []
  const sounds = readPromptSet(await readPromptFile(api, office, set))
  if (sounds === null) throw new Refusal('forged-history')
  return sounds
}
