import { find } from './dom.ts'

/**
 * Takes over the same page in the other language without leaving this one, so that nothing typed, sealed or opened is lost.
 *
 * @returns false if it did not come; the page stays as it was.
 */
export async function takeLanguage(address: string): Promise<boolean> {
  const other = await fetchPage(address)
  if (other === null) return false
  document.documentElement.lang = other.documentElement.lang
  find('body').replaceWith(document.adoptNode(other.body))
  history.replaceState(history.state, '', address)
  return true
}

/** Takes over what is said about files from the page that explains them. @returns false if it did not come */
export async function takeFileSentences(): Promise<boolean> {
  const found = (await fetchPage(find<HTMLAnchorElement>('.files a').href))?.querySelector<HTMLTemplateElement>('#t-files')
  if (!found) return false
  document.body.dataset['files'] = found.dataset['files'] ?? ''
  find<HTMLTemplateElement>('#t-words').content.append(document.adoptNode(found.content))
  return true
}

/** The browser parses the document itself and runs nothing in it. */
function fetchPage(address: string): Promise<Document | null> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest()
    request.open('GET', address)
    request.responseType = 'document'
    // Also after one that failed, which has no status.
    request.onloadend = () => resolve(request.status === 200 ? request.responseXML : null)
    request.send()
  })
}
