/**
 * Code that few files need is fetched when the first of them comes. The reporter's page, which runs nothing that it does not hold to a hash,
 * puts a way of its own in the place of this module (clients/report/build.ts).
 */
export function loadPdf() {
  return import('./pdf.ts')
}
