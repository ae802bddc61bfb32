import { LIMITS } from '#base/limits.ts'
import { ACTIONS } from './actions.ts'
import { codeEntry, type CodeState } from './code-entry.ts'
import { reportForm, type FormState } from './form.ts'
import { html, type Html } from './html.ts'
import { landing } from './landing.ts'
import { renderPage } from './shell.ts'
import { DATE_TAG, officeName, type Site } from './site.ts'
import { templates } from './templates.ts'

/**
 * The one document of a reporter: landing, the whole form, the entry for a code, and the pieces of what comes after.
 * [Note: Once] Its last element is a hidden field that belongs to the form and is different in every copy sent: a page that is
 * posted twice, by a double click or by loading the answer again, files once. `onceField` is put behind this markup.
 */
export function officePage(site: Site): Html {
  const { office, assets, language } = site
  const body = html`data-id="${office?.id}" data-lang="${language}" data-date="${DATE_TAG[language]}" data-title="${site.words['title-of']({ page: '*', office: officeName(site) })}" data-wrong="${site.words['title-wrong']({ page: '*' })}" data-plain="${ACTIONS.report}" data-max="${LIMITS.answerCharactersMax}" data-sealing="${`${assets.sealing.url} ${assets.sealing.integrity}`}" data-talking="${`${assets.talking.url} ${assets.talking.integrity}`}"`
  return renderPage(site, {
    title: officeName(site), path: '/', body,
    main: html`${landing(site)}${reportForm(site, null)}${codeEntry(site, null)}<section id="filled" data-view="filled"></section>`,
    after: templates(site),
  })
}

export function onceField(once: string): string {
  return html`<input type="hidden" name="once" form="f" value="${once}">`.text
}

/**
 * The form alone, for sealing on arrival: as asked for by a person, or come back with what is to be mended.
 * @param once - null where `onceField` is put behind this markup.
 */
export function plainPage(site: Site, state: FormState, once: string | null): Html {
  const wrong = state.problems.length > 0
  const title = site.words['form-title']
  return renderPage(site, {
    title: wrong ? site.words['title-wrong']({ page: title }) : title, path: wrong ? null : '/plain',
    main: once === null ? reportForm(site, state) : html`${reportForm(site, state)}<input type="hidden" name="once" form="f" value="${once}">`,
  })
}

/** The entry for a code, come back with what is wrong with it. */
export function codePage(site: Site, state: CodeState): Html {
  return renderPage(site, { title: site.words['title-wrong']({ page: site.words['back-title'] }), path: null, main: codeEntry(site, state) })
}
