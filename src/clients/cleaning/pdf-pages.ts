// What can be seen of a document: its pages, the remarks on them, and what leads to them. Pages that were deleted are often still reached from
// bookmarks, places that have names, forms and the tree of its parts, and so are the words of their headings.
import { PDFArray, PDFDict, PDFHexString, PDFName, PDFNumber, PDFStream, PDFString, type PDFContext, type PDFObject } from '@cantoo/pdf-lib'
import { NotReadable, type Finding } from './findings.ts'

export interface Seen {
  readonly context: PDFContext
  readonly catalog: PDFDict
  readonly findings: Set<Finding>
  readonly pages: ReadonlySet<PDFObject>
  /** Knots of the tree of pages. */
  readonly knots: ReadonlySet<PDFObject>
  readonly remarks: ReadonlySet<PDFObject>
  readonly fields: ReadonlySet<PDFObject>
  /** Places that have names, as far as they are on a page. */
  readonly places: ReadonlySet<string>
  readonly elements: Set<PDFObject>
}

const HIDDEN_FLAG = 2

/** Takes out of forms and lists of names what is on no page. @throws NotReadable for a tree of pages that each program reads in its own way, and for signed ones */
export function look(context: PDFContext, catalog: PDFDict, findings: Set<Finding>): Seen {
  const [pages, knots, remarks, fields, places] = [new Set<PDFObject>(), new Set<PDFObject>(), new Set<PDFObject>(), new Set<PDFObject>(), new Set<string>()]
  const seen: Seen = { context, catalog, findings, pages, knots, remarks, fields, places, elements: new Set() }
  lookAtPages(catalog, pages, knots)
  for (const page of pages) if (page instanceof PDFDict) lookAtRemarks(page, remarks, findings)
  const form = valueOf(catalog, 'AcroForm')
  const list = form instanceof PDFDict ? valueOf(form, 'Fields') : undefined
  if (list instanceof PDFArray) keepItems(list, (field) => isSeenField(seen, { field, kind: null }, fields), findings)
  lookAtNames(seen, places)
  return seen
}

export function valueOf(dictionary: PDFDict, key: string): PDFObject | undefined {
  return dictionary.lookup(PDFName.of(key))
}

export function nameIn(dictionary: PDFDict, key: string): string | null {
  const value = valueOf(dictionary, key)
  return value instanceof PDFName ? value.decodeText() : null
}

export function isRemark(object: PDFObject | undefined): object is PDFDict {
  return object instanceof PDFDict && object.has(PDFName.of('Rect')) && nameIn(object, 'Subtype') !== null
}

export function keepItems(list: PDFArray, isKept: (item: PDFObject | undefined) => boolean, findings: Set<Finding>): void {
  for (let at = list.size() - 1; at >= 0; at--) {
    if (isKept(list.lookup(at))) continue
    list.remove(at)
    findings.add('more')
  }
}

function lookAtPages(catalog: PDFDict, pages: Set<PDFObject>, knots: Set<PDFObject>): void {
  const waiting: (readonly [PDFObject | undefined, PDFObject | null])[] = [[valueOf(catalog, 'Pages'), null]]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [node, above] = next
    if (!(node instanceof PDFDict) || knots.has(node)) throw new NotReadable()
    const parent = valueOf(node, 'Parent')
    // What a page takes over from above must come from where it hangs.
    if (above !== null && parent !== undefined && parent !== above) throw new NotReadable()
    const kids = valueOf(node, 'Kids')
    if (kids instanceof PDFArray) {
      knots.add(node)
      for (let at = 0; at < kids.size(); at++) waiting.push([kids.lookup(at), node])
    } else pages.add(node)
  }
}

function lookAtRemarks(page: PDFDict, remarks: Set<PDFObject>, findings: Set<Finding>): void {
  const list = valueOf(page, 'Annots')
  if (!(list instanceof PDFArray)) return
  keepItems(list, (remark) => {
    if (!(remark instanceof PDFDict)) return false
    const flags = valueOf(remark, 'F')
    const isHidden = flags instanceof PDFNumber && (flags.asNumber() & HIDDEN_FLAG) !== 0
    if (!isHidden) remarks.add(remark)
    return !isHidden
  }, findings)
}

/** Of a form: what has a place on a page. The values of all others nobody sees. */
function isSeenField(seen: Seen, { field, kind }: { readonly field: PDFObject | undefined; readonly kind: string | null }, fields: Set<PDFObject>): boolean {
  if (!(field instanceof PDFDict) || fields.has(field)) return false
  fields.add(field)
  const own = nameIn(field, 'FT') ?? kind
  if (own === 'Sig' && field.has(PDFName.of('V'))) throw new NotReadable()
  const kids = valueOf(field, 'Kids')
  if (!(kids instanceof PDFArray)) return seen.remarks.has(field)
  keepItems(kids, (kid) => isSeenField(seen, { field: kid, kind: own }, fields), seen.findings)
  return kids.size() > 0
}

/** A place is a page and what of it is shown, or the name of such a place. */
export function leadsSomewhere(seen: Seen, place: PDFObject | undefined): boolean {
  const name = keyOf(place)
  if (name !== null) return seen.places.has(name)
  if (place instanceof PDFDict) return leadsSomewhere(seen, valueOf(place, 'D'))
  if (!(place instanceof PDFArray) || place.size() === 0) return false
  const page = place.lookup(0)
  return page instanceof PDFNumber ? page.asNumber() < seen.pages.size : page !== undefined && seen.pages.has(page)
}

function keyOf(object: PDFObject | undefined): string | null {
  return object instanceof PDFName || object instanceof PDFString || object instanceof PDFHexString ? object.asBytes().join() : null
}

function lookAtNames(seen: Seen, places: Set<string>): void {
  const old = valueOf(seen.catalog, 'Dests')
  if (old instanceof PDFDict) {
    for (const name of old.keys()) {
      if (leadsSomewhere(seen, old.lookup(name))) places.add(keyOf(name) ?? '')
      else {
        old.delete(name)
        seen.findings.add('changes')
      }
    }
  }
  const names = valueOf(seen.catalog, 'Names')
  const tree = names instanceof PDFDict ? valueOf(names, 'Dests') : undefined
  if (!(tree instanceof PDFDict)) return
  keepNames(tree, (key, place) => {
    const isKept = leadsSomewhere(seen, place)
    if (isKept) places.add(keyOf(key) ?? '')
    else seen.findings.add('changes')
    return isKept
  })
  tree.delete(PDFName.of('Limits'))
}

/** A knot says its first and its last name: those of places that are gone would stay there. @returns those two, or null where nothing is left */
export function keepNames(knot: PDFDict, isKept: (key: PDFObject | undefined, value: PDFObject | undefined) => boolean): readonly [PDFObject, PDFObject] | null {
  const [names, kids] = [valueOf(knot, 'Names'), valueOf(knot, 'Kids')]
  let limits: readonly [PDFObject, PDFObject] | null = null
  if (names instanceof PDFArray) {
    for (let at = names.size() - (names.size() % 2) - 2; at >= 0; at -= 2) {
      const key = names.lookup(at)
      if (isKept(key, names.lookup(at + 1)) && key !== undefined) limits = [key, limits?.[1] ?? key]
      else for (const place of [at + 1, at]) names.remove(place)
    }
  } else if (kids instanceof PDFArray) {
    for (let at = kids.size() - 1; at >= 0; at--) {
      const kid = kids.lookup(at)
      const own = kid instanceof PDFDict && kid !== knot ? keepNames(kid, isKept) : null
      if (own === null) kids.remove(at)
      else limits = [own[0], limits?.[1] ?? own[1]]
    }
  }
  if (limits !== null) knot.set(PDFName.of('Limits'), knot.context.obj([...limits]))
  return limits
}

/** What nobody sees: a page that is in no tree of pages, a remark that is on no page, a part of neither, and what programs say of a drawing. */
export function isUnseen(seen: Seen, object: PDFObject | undefined): Finding | null {
  if (object instanceof PDFStream) return nameIn(object.dict, 'Type') === 'Metadata' ? 'more' : null
  if (!(object instanceof PDFDict) || seen.pages.has(object) || seen.knots.has(object)) return null
  if (isPage(object)) return 'changes'
  if (isRemark(object)) return seen.remarks.has(object) ? null : 'more'
  return isElement(object) && !seen.elements.has(object) ? 'changes' : null
}

// Not every program writes down of what type a dictionary is.

function isPage(object: PDFDict): boolean {
  return ['Page', 'Pages', 'Template'].includes(nameIn(object, 'Type') ?? '') || object.has(PDFName.of('MediaBox')) || (object.has(PDFName.of('Contents')) && object.has(PDFName.of('Resources')))
}

function isElement(object: PDFDict): boolean {
  const type = nameIn(object, 'Type')
  return type === 'StructElem' || (type === null && nameIn(object, 'S') !== null && object.has(PDFName.of('P')) && (object.has(PDFName.of('K')) || object.has(PDFName.of('Pg'))))
}
