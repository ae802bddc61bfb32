import type { Language } from '#domain/bodies.ts'
import { html, type Html } from './html.ts'
import { address, LANGUAGE_TAG, officeName, type Site } from './site.ts'

const OTHER: Readonly<Record<Language, { readonly language: Language; readonly name: string }>> = {
  en: { language: 'zh', name: '中文' },
  zh: { language: 'en', name: 'English' },
}

/** Where "leave quickly" leads: a page that looks like nothing, in the language of the page left. */
export const NEUTRAL_SITE = { en: 'https://www.bbc.co.uk/weather', zh: 'https://www.weather.com.cn/' } as const satisfies Record<Language, string>

/** The mark as the tab's icon, so that no browser asks for /favicon.ico. */
const ICON = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E%3Cpath fill='%2316211c' d='M0 0h24v24H0z'/%3E%3Cpath fill='%23f4b942' d='M12 24v-7a3.5 3.5 0 0 1 7 0v7z'/%3E%3C/svg%3E"

export interface Page {
  readonly title: string
  /** This page's own path, for the link to the other language; null where the page answers a form and has no address. */
  readonly path: string | null
  readonly main: Html
  /** What stands after the footer: templates for the module. */
  readonly after?: Html
  /** Attributes of the body, through which the module gets addresses and hashes. */
  readonly body?: Html
}

/**
 * A whole document, but for `</body></html>`, which HTML lets out: what must differ in each copy is put behind it.
 * The module is on every page, because leaving quickly is.
 */
export function renderPage(site: Site, page: Page): Html {
  const { words, assets } = site
  return html`<!doctype html>
<html lang="${LANGUAGE_TAG[site.language]}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${titleOf(site, page.title)}</title>
<link rel="icon" href="${ICON}">
<link rel="stylesheet" href="${assets.style.url}" integrity="${assets.style.integrity}">
<script type="module" src="${assets.page.url}" integrity="${assets.page.integrity}"></script>
</head>
<body data-office="${officeName(site)}" data-neutral="${NEUTRAL_SITE[site.language]}" ${page.body}>
<a class="skip" href="#m">${words.skip}</a>
${header(site, page.path)}
<main id="m">${page.main}</main>
${footer(site)}
${page.after}`
}

export function titleOf(site: Site, title: string): string {
  const office = officeName(site)
  const plain = title.replaceAll('|', '')
  return plain === office ? office : site.words['title-of']({ page: plain, office })
}

function header(site: Site, path: string | null): Html {
  const { words } = site
  const other = OTHER[site.language]
  return html`
<header class="top"><div>
<a class="name" href="${address(site, '/')}"><svg class="mark" width="24" height="24" viewBox="0 0 24 24" aria-hidden="true"><path class="m-wall" d="M2 2h20v20H2z"/><path class="m-door" d="M12 22v-6a3.5 3.5 0 0 1 7 0v6z"/></svg><span>${officeName(site)}</span></a>
${path !== null && html`<a class="language" href="${address(site, path, other.language)}" lang="${LANGUAGE_TAG[other.language]}" hreflang="${LANGUAGE_TAG[other.language]}">${other.name}</a>`}
<a class="leave" href="${address({ ...site, base: '' }, '/leave')}" rel="noreferrer" aria-label="${words['leave-label']}">${words.leave}</a>
</div></header>`
}

function footer(site: Site): Html {
  const { words } = site
  return html`
<footer>
<p><small>${words['foot-traces']}</small></p>
<p><small><a href="${address(site, '/who')}">${words['foot-who']}</a> · <a href="${address(site, '/how')}">${words['foot-how']}</a> · <a href="${address(site, '/rights')}">${words['foot-rights']}</a></small></p>
</footer>`
}

/** The open door beside the first words of a page. */
export function doorPicture(): Html {
  return html`<svg width="152" height="108" viewBox="-6 0 132 94" aria-hidden="true"><path fill="#54481f" d="M64 88h16l40 6H58z"/><path fill="#0c130f" d="M36 88V42a26 26 0 0 1 52 0v46z"/><path fill="#f4b942" d="M44 88V43a18 18 0 0 1 36 0v45z"/><path fill="#14583f" d="M44 88V43a18 18 0 0 1 18-18l3 8v63z"/><path fill="#f4b942" d="M57 62h4v3h-4z"/></svg>`
}
