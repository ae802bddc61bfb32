import { LIMITS } from '#base/limits.ts'
import { html, type Html } from './html.ts'
import { MY_CONTACT, MY_NAME, type IdentityTyped } from './identity-fields.ts'
import type { Site } from './site.ts'
import type { Problem } from './wrong.ts'

/** Ids in the form, and in a conversation. With scripts one document has both: after/talk.ts makes the second out of the first, which costs no byte. */
export type IdentityIds = 'my' | 'say'

export interface IdentityState extends IdentityTyped {
  readonly problem: Problem | null
}

/**
 * "Say who you are, under two locks". Closed, because nobody has to; nothing where the office has no two teams for it. The browser is asked to keep
 * out: what it filled in or remembered would be a trace.
 */
export function identityPart({ words, office }: Site, ids: IdentityIds, { name, contact, problem }: IdentityState): Html | null {
  if (office?.takesIdentity !== true) return null
  const [nameId, contactId] = [`${ids}-name`, `${ids}-contact`]
  const isOpen = name !== '' || contact !== ''
  const field = (key: string, id: string, { value, max, label, hint }: { readonly value: string; readonly max: number; readonly label: string; readonly hint: string }): Html => {
    const bad = problem?.field === key
    return html`<label for="${id}">${label}</label><p class="hint" id="${id}-h">${hint}</p>${bad && html`<p class="err" id="${id}-e">${problem?.text}</p>`}
<input id="${id}" name="${key}" value="${value}" maxlength="${max}" autocomplete="off" spellcheck="false" aria-describedby="${id}-h${bad && ` ${id}-e`}" ${bad && html`aria-invalid="true"`}>`
  }
  return html`<details class="q" data-me ${isOpen && html`open`}><summary>${words['identity-title']}</summary><p>${words['identity-text']}</p>
${field(MY_NAME, nameId, { value: name, max: LIMITS.nameCharactersMax, label: words['identity-name'], hint: words['identity-name-hint'] })}
${field(MY_CONTACT, contactId, { value: contact, max: LIMITS.contactCharactersMax, label: words['identity-contact'], hint: words['identity-contact-hint'] })}
<p class="hint">${words['identity-sees']}</p></details>`
}
