import { html, type Html } from './html.ts'
import { doorPicture } from './shell.ts'
import { phrases, type Site } from './site.ts'

/** Who reads it, what is never asked, what cannot be hidden, what happens, what the server learns; and before all: danger. */
export function landing(site: Site): Html {
  const { words, office } = site
  const facts = [
    [words['reads-title'], words['reads-text']({ count: office?.handlers ?? 0 })],
    [words['never-title'], words['never-text']],
    [words['hide-title'], words['hide-text']],
    [words['next-title'], words['next-text']],
    [words['server-title'], words['server-text']],
  ] as const
  return html`
<section class="front" data-view="home"><div>
<h1 tabindex="-1">${phrases(words['home-title'])}</h1>
<p>${words['home-lead']}</p>
${doorPicture()}
</div></section>
<section data-view="home">
<div class="row"><a class="go" href="#write">${words.write}</a><a class="alt" href="#back">${words['have-code']}</a></div>
<p class="urgent"><b>${words['danger-title']}</b> ${words['danger-text']}</p>
<dl class="facts">${facts.map(([title, text]) => html`<div><dt>${title}</dt><dd>${text}</dd></div>`)}</dl>
<h2>${words['take-title']}</h2>
<p>${words['take-text']}</p>
<p>${words['take-not']}</p>
<h2>${words['quick-title']}</h2>
<p>${words['quick-text']}<noscript> ${words['quick-plain']}</noscript></p>
</section>`
}
