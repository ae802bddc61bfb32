import { Refusal } from '#base/refusal.ts'
import { registrationResponse } from '#sealing/proof/passphrase.ts'

export interface PassphraseDeps {
  readonly opaqueSetup: string
}

/** The server's answer to the first message of a new passphrase. @throws Refusal `malformed` */
export async function registerPassphrase(deps: PassphraseDeps, login: string, registrationRequest: string): Promise<string> {
  const response = await registrationResponse({ setup: deps.opaqueSetup, login, registrationRequest })
  if (response === null) throw new Refusal('malformed', { member: 'registrationRequest' })
  return response
}
