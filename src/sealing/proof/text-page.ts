import { checkSignedPage } from './signed-page.ts'

/** @see spec/text-pages.md */
export const TEXTS_LABEL = 'postern/texts/v1\n'

/** @throws Refusal `bad-signature` */
export function checkTextPage(bytes: Uint8Array): ReturnType<typeof checkSignedPage> {
  return checkSignedPage(TEXTS_LABEL, bytes)
}
