import { html, type Html } from './html.ts'

/** One thing to mend: the field's id ('' if it is about none), and the sentence that stands at the top and beside the field alike. */
export interface Problem {
  readonly field: string
  readonly text: string
}

export function wrongBox(title: string, kept: string, problems: readonly Problem[]): Html {
  return html`<div class="wrong" role="alert" tabindex="-1"><h2>${title}</h2>${kept !== '' && html`<p>${kept}</p>`}<ul>${problems.map(({ field, text }) => html`<li>${field === '' ? text : html`<a href="#${field}">${text}</a>`}</li>`)}</ul></div>`
}
