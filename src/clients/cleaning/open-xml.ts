import { utf8 } from '#base/bytes.ts'
import { NotReadable, type Cleaned, type Finding } from './findings.ts'
import { rewrite, valueOf, type Element, type Fate, type Rules } from './markup.ts'
import { pack, textOf, unpack, type Parts } from './package.ts'

type CleanPicture = (name: string, bytes: Uint8Array<ArrayBuffer>) => Cleaned | null

/** Parts that tell of people, programs and machines, and draw nothing. */
const TELLING: readonly (readonly [RegExp, Finding])[] = [
  [/^docProps\/thumbnail/, 'thumbnail'], [/^docProps\/app\.xml$/, 'software'], [/^docProps\//, 'author'], [/^docMetadata\//, 'author'], [/^customXml\//, 'more'],
  [/printerSettings/i, 'device'], [/^word\/people\.xml$/, 'author'], [/^xl\/revisions\//, 'changes'], [/^ppt\/changesInfos\//, 'changes'], [/^ppt\/revisionInfo\.xml$/, 'changes'],
]
/** Files inside, each with its own makers: nothing here looks into them. */
const OTHER_FILES = /\/(?:embeddings|activeX|model3d)\/|vbaProject|\.bin$/i
const KNOWN = /^(?:\[Content_Types\]\.xml|_rels\/.*|word\/.*|xl\/.*|ppt\/.*)$/

/**
 * A document, workbook or slides without whoever made them: properties, authors of comments, marks of sessions, printers, paths. Changes that were
 * tracked are accepted, as if they had been from the beginning: what was struck out is gone. Pictures inside are cleaned.
 *
 * @throws NotReadable where it holds other files, or changes that cannot be accepted without knowing what they mean
 * @see ECMA-376 part 1, 17.13 (annotations); part 2 (packages)
 */
export function cleanOpenXml(bytes: Uint8Array<ArrayBuffer>, cleanPicture: CleanPicture): Cleaned {
  const findings = new Set<Finding>()
  const parts = unpack(bytes)
  const kept: Parts = new Map()
  for (const [name, part] of parts) {
    const told = TELLING.find(([path]) => path.test(name))?.[1]
    if (told !== undefined) findings.add(told)
    else if (!KNOWN.test(name)) findings.add('more')
    else if (OTHER_FILES.test(name)) throw new NotReadable()
    else kept.set(name, part)
  }
  if (!kept.has('[Content_Types].xml')) throw new NotReadable()
  for (const [name, part] of kept) kept.set(name, cleanPart(name, part, { kept, findings, cleanPicture }))
  return { bytes: pack(kept), findings }
}

interface Cleaning {
  readonly kept: Parts
  readonly findings: Set<Finding>
  readonly cleanPicture: CleanPicture
}

function cleanPart(name: string, part: Uint8Array<ArrayBuffer>, { kept, findings, cleanPicture }: Cleaning): Uint8Array<ArrayBuffer> {
  if (/\.(?:xml|rels|vml)$/i.test(name)) {
    const xml = textOf(part)
    if (hasDeletedRow(xml)) throw new NotReadable()
    return utf8(rewrite(xml, rulesFor(name, kept, findings)))
  }
  const picture = cleanPicture(name, part)
  for (const each of picture?.findings ?? []) findings.add(each)
  return picture?.bytes ?? part
}

function rulesFor(name: string, kept: Parts, findings: Set<Finding>): Rules {
  if (name === '[Content_Types].xml') return { fate: ({ name: element, tag }) => (element === 'Override' && !kept.has(valueOf(tag, 'PartName').slice(1)) ? 'drop' : 'keep'), emptied: nothing, attribute: () => undefined }
  if (name.endsWith('.rels')) return relationRules(name, kept, findings)
  const found = (finding: Finding, fate: Fate): Fate => {
    findings.add(finding)
    return fate
  }
  return {
    fate(element) {
      const [finding, fate] = FATES[element.name] ?? []
      if (MEANT[element.name] === true) throw new NotReadable()
      if (finding !== undefined && fate !== undefined) return found(finding, fate)
      if (/^w:\w+Change$/.test(element.name)) return found('changes', 'drop')
      return element.name === 'author' && name.startsWith('xl/comments') ? 'empty' : 'keep'
    },
    emptied: () => { findings.add('author') },
    attribute(attribute, value, element) {
      const [finding, becomes] = attributeFate(attribute, element)
      if (finding === null || value === '') return undefined
      findings.add(finding)
      return becomes
    },
  }
}

/** A row that was struck out stands in the table as any other, but for a mark in its properties. */
function hasDeletedRow(xml: string): boolean {
  return xml.split('<w:trPr').slice(1).some((part) => /<w:del[\s/>]/.test(part.slice(0, Math.max(0, part.indexOf('</w:trPr>')))))
}

/** Changes that say of a cell that it is gone or another's: without the table's meaning nobody can tell what would be left. */
const MEANT: Readonly<Record<string, true>> = { 'w:cellDel': true, 'w:cellMerge': true }

const FATES: Readonly<Record<string, readonly [Finding, Fate]>> = {
  'w:del': ['changes', 'drop'], 'w:moveFrom': ['changes', 'drop'], 'w:ins': ['changes', 'unwrap'], 'w:moveTo': ['changes', 'unwrap'], 'w:cellIns': ['changes', 'drop'],
  'w:moveFromRangeStart': ['changes', 'drop'], 'w:moveFromRangeEnd': ['changes', 'drop'], 'w:moveToRangeStart': ['changes', 'drop'], 'w:moveToRangeEnd': ['changes', 'drop'],
  'w:rsids': ['more', 'drop'], 'w:attachedTemplate': ['more', 'drop'], 'w:mailMerge': ['more', 'drop'], 'w:trackRevisions': ['changes', 'drop'], 'w14:docId': ['more', 'drop'], 'w15:docId': ['more', 'drop'],
  'x15ac:absPath': ['author', 'drop'], 'xr:revisionPtr': ['more', 'drop'], 'fileSharing': ['author', 'drop'], 'fileRecoveryPr': ['more', 'drop'],
}

const PEOPLE = /^(?:person|p:cmAuthor|p188:author|p15:presenceInfo|w15:presenceInfo)$/
const NOT_ANYBODY = /^(?:displayName|userId|providerId|name|initials)$/

function attributeFate(attribute: string, { name }: Element): readonly [Finding, string | null] | readonly [null] {
  if (/^w:rsid\w*$/.test(attribute) || attribute === 'xr:uid') return ['more', null]
  if (attribute === 'w:author') return ['author', '']
  if (attribute === 'w:initials') return ['author', null]
  if (attribute === 'w:date' || attribute === 'w16du:dateUtc' || (attribute === 'dt' && name === 'p:cm')) return ['time', null]
  if (PEOPLE.test(name) && NOT_ANYBODY.test(attribute)) return ['author', '']
  return attribute === 'name' && name === 'pic:cNvPr' ? ['more', ''] : [null]
}

/** A relation to a part that is gone goes too; a path on somebody's disk leads nowhere. */
function relationRules(name: string, kept: Parts, findings: Set<Finding>): Rules {
  const folder = name.replace(/_rels\/[^/]*$/, '')
  return {
    fate({ name: element, tag }) {
      if (element !== 'Relationship' || valueOf(tag, 'TargetMode') === 'External') return 'keep'
      return kept.has(resolved(folder, valueOf(tag, 'Target'))) ? 'keep' : 'drop'
    },
    emptied: nothing,
    attribute(attribute, value, { tag }) {
      const isOnDisk = value.startsWith('\\\\') || /^(?:file|[A-Za-z]):/i.test(value)
      if (attribute !== 'Target' || valueOf(tag, 'TargetMode') !== 'External' || !isOnDisk) return undefined
      findings.add('author')
      return 'about:blank'
    },
  }
}

function nothing(): void { /* no element is emptied there */ }

function resolved(folder: string, target: string): string {
  if (target.startsWith('/')) return target.slice(1)
  const path: string[] = []
  for (const step of `${folder}${target}`.split('/')) {
    if (step === '..') path.pop()
    else if (step !== '.' && step !== '') path.push(step)
  }
  return path.join('/')
}

