import { base64url, fromBase64url, utf8 } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { bytesOf, type Api } from '#clients/transport/api.ts'
import { questionnaireText, STANDARD_QUESTIONNAIRE } from '#domain/questionnaire.ts'
import { openDirectory } from '#sealing/open/directory.ts'
import { hash } from '#sealing/proof/hash.ts'
import { decodeLogPage } from '#wire/log.ts'
import type { TrustedOffice } from './reporter.ts'

/**
 * Fetches an office's directory and believes it from the genesis on.
 * @throws Refusal `forged-history` if a link is missing, `no-such-office`, `no-such-channel`, `unreachable`
 */
export async function loadOffice(api: Api, officeId: string): Promise<TrustedOffice> {
  const page = decodeLogPage(await bytesOf(await api.call({ route: 'read-directory', parameters: { office: officeId } })))
  const { hash: directory, body, retention } = await openDirectory(officeId, page.entries)
  const salt = fromBase64url(body.salt)
  if (salt === null) throw new Refusal('forged-history')
  // An old questionnaire would ask an old question: only the one that this client was made with is used.
  const known = base64url(hash(utf8(questionnaireText(STANDARD_QUESTIONNAIRE))))
  const channels = body.channels.filter((channel) => channel.questionnaire === known)
  if (channels.length === 0) throw new Refusal('no-such-channel')
  const { names, timeZone, serverKey, handlers, former = [], identity = null, packs = [] } = body
  return { office: officeId, names, timeZone, serverKey, handlers, former, identity, channels, directory, salt, packs, retention }
}
