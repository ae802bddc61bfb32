import { checkSignedPage } from './signed-page.ts'

/** @see spec/keyring.md */
export const KEYRING_LABEL = 'postern/keyring/v1\n'

/** @throws Refusal `bad-signature` */
export function checkKeyring(bytes: Uint8Array): ReturnType<typeof checkSignedPage> {
  return checkSignedPage(KEYRING_LABEL, bytes)
}
