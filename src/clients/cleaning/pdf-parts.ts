// A document's bookmarks and the tree of its parts, without what belongs to pages that are gone.
import { PDFArray, PDFDict, PDFName, PDFNumber, PDFRef, type PDFObject } from '@cantoo/pdf-lib'
import { NotReadable } from './findings.ts'
import { keepNames, leadsSomewhere, nameIn, valueOf, type Seen } from './pdf-pages.ts'

interface Item {
  readonly ref: PDFRef
  readonly item: PDFDict
}

/** A bookmark's title is most often the heading of the page to which it leads. What hangs below it moves up. */
export function keepBookmarks(seen: Seen): void {
  const root = seen.catalog.get(PDFName.of('Outlines'))
  const top = valueOf(seen.catalog, 'Outlines')
  if (root instanceof PDFRef && top instanceof PDFDict) itemsBelow(seen, { ref: root, item: top }, new Set())
  // One that is no object of its own has nothing to which its items could lead back.
  else if (seen.catalog.delete(PDFName.of('Outlines'))) seen.findings.add('more')
}

function itemsBelow(seen: Seen, above: Item, met: Set<PDFRef>): readonly Item[] {
  const kept: Item[] = []
  let isChanged = false
  for (let ref = above.item.get(PDFName.of('First')); ref !== undefined;) {
    const item: PDFObject | undefined = seen.context.lookup(ref)
    if (!(ref instanceof PDFRef) || !(item instanceof PDFDict) || met.has(ref)) throw new NotReadable()
    met.add(ref)
    const below = itemsBelow(seen, { ref, item }, met)
    if (isDead(seen, item)) {
      kept.push(...below)
      isChanged = true
      seen.findings.add('changes')
    } else kept.push({ ref, item })
    ref = item.get(PDFName.of('Next'))
  }
  if (isChanged) link(above, kept)
  return kept
}

function isDead(seen: Seen, item: PDFDict): boolean {
  const deed = valueOf(item, 'A')
  const place = valueOf(item, 'Dest') ?? (deed instanceof PDFDict && nameIn(deed, 'S') === 'GoTo' ? valueOf(deed, 'D') ?? PDFNumber.of(0) : undefined)
  return place !== undefined && !leadsSomewhere(seen, place)
}

function link({ ref, item }: Item, items: readonly Item[]): void {
  put(item, 'First', items[0]?.ref)
  put(item, 'Last', items.at(-1)?.ref)
  const count = valueOf(item, 'Count')
  // How many are shown at first: those that are closed stay closed.
  put(item, 'Count', items.length === 0 ? undefined : PDFNumber.of(count instanceof PDFNumber && count.asNumber() < 0 ? -items.length : items.length))
  for (const [at, each] of items.entries()) {
    put(each.item, 'Parent', ref)
    put(each.item, 'Prev', items[at - 1]?.ref)
    put(each.item, 'Next', items[at + 1]?.ref)
  }
}

function put(dictionary: PDFDict, key: string, value: PDFObject | undefined): void {
  if (value === undefined) dictionary.delete(PDFName.of(key))
  else dictionary.set(PDFName.of(key), value)
}

/** What is read aloud stands here a second time, page by page. */
export function keepElements(seen: Seen): void {
  const root = valueOf(seen.catalog, 'StructTreeRoot')
  if (!(root instanceof PDFDict)) return
  keepBelow(seen, root, true)
  const names = valueOf(root, 'IDTree')
  if (names instanceof PDFDict && keepNames(names, (_, element) => element !== undefined && seen.elements.has(element)) === null) root.delete(PDFName.of('IDTree'))
}

/** @returns whether anything is left, of what there was */
function keepBelow(seen: Seen, above: PDFDict, isOnPage: boolean): boolean {
  const below = valueOf(above, 'K')
  if (below === undefined) return isOnPage
  if (!(below instanceof PDFArray)) {
    if (isKept(seen, below, isOnPage)) return true
    above.delete(PDFName.of('K'))
    seen.findings.add('changes')
    return false
  }
  const count = below.size()
  for (let at = count - 1; at >= 0; at--) if (!isKept(seen, below.lookup(at), isOnPage)) below.remove(at)
  if (below.size() < count) seen.findings.add('changes')
  return below.size() > 0 || (count === 0 && isOnPage)
}

/** A number is a piece of the page of the element above. */
function isKept(seen: Seen, part: PDFObject | undefined, isOnPage: boolean): boolean {
  if (!(part instanceof PDFDict)) return part instanceof PDFNumber && isOnPage
  if (seen.elements.has(part)) return false
  const page = valueOf(part, 'Pg')
  const own = part.has(PDFName.of('Pg')) ? page !== undefined && seen.pages.has(page) : isOnPage
  const type = nameIn(part, 'Type')
  if (type === 'MCR') return own
  const object = valueOf(part, 'Obj')
  if (type === 'OBJR') return object !== undefined && (own || seen.remarks.has(object)) && (!(object instanceof PDFDict) || seen.remarks.has(object))
  seen.elements.add(part)
  if (keepBelow(seen, part, own)) {
    // What it says in other words may be those of the page that is gone.
    if (!own) for (const key of ['Pg', 'Alt', 'ActualText', 'E', 'T', 'A']) part.delete(PDFName.of(key))
    return true
  }
  seen.elements.delete(part)
  return false
}

/** Pages keep their numbers, and lose what stands before them: the name of a matter, most often, or of a file. */
export function keepLabels(seen: Seen): void {
  const waiting: (PDFObject | undefined)[] = [valueOf(seen.catalog, 'PageLabels')]
  const met = new Set<PDFObject>()
  for (let knot = waiting.pop(); knot !== undefined; knot = waiting.pop()) {
    if (!(knot instanceof PDFDict) || met.has(knot)) continue
    met.add(knot)
    const [labels, kids] = [valueOf(knot, 'Nums'), valueOf(knot, 'Kids')]
    if (kids instanceof PDFArray) for (let at = 0; at < kids.size(); at++) waiting.push(kids.lookup(at))
    if (!(labels instanceof PDFArray)) continue
    for (let at = 1; at < labels.size(); at += 2) {
      const label = labels.lookup(at)
      if (label instanceof PDFDict && label.delete(PDFName.of('P'))) seen.findings.add('text')
    }
  }
}
