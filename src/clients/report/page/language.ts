import { find } from './dom.ts'

/**
 * Takes over the same page in the other language without leaving this one, so that nothing typed, sealed or opened is lost.
 * The browser parses the document itself and runs nothing in it.
 *
 * @returns false if it did not come; the page stays as it was.
 */
export function takeLanguage(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest()
    request.open('GET', address)
    request.responseType = 'document'
    request.onerror = () => resolve(false)
    request.onload = () => {
      const other = request.responseXML
      if (request.status !== 200 || other === null) return resolve(false)
      document.documentElement.lang = other.documentElement.lang
      find('body').replaceWith(document.adoptNode(other.body))
      history.replaceState(history.state, '', address)
      resolve(true)
    }
    request.send()
  })
}
