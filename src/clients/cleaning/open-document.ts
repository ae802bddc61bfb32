import { utf8 } from '#base/bytes.ts'
import { NotReadable, type Cleaned, type Finding } from './findings.ts'
import { rewrite, valueOf, type Fate, type Rules } from './markup.ts'
import { pack, textOf, unpack, type Parts } from './package.ts'

const MIMETYPE = 'mimetype'
const KEPT = /^(?:mimetype|content\.xml|styles\.xml|settings\.xml|META-INF\/manifest\.xml|Pictures\/.*|media\/.*|Fonts\/.*)$/
const TELLING: readonly (readonly [RegExp, Finding])[] = [[/^meta\.xml$/, 'author'], [/^Thumbnails\//, 'thumbnail'], [/^Configurations2?\//, 'more'], [/^(?:layout-cache|manifest\.rdf)$/, 'more'], [/^VersionList\.xml$/, 'changes'], [/^Versions\//, 'changes']]

/** Elements that name somebody or some moment, tracked changes with what was struck out, and printers. @see OpenDocument 1.3 part 3, 4.3, 5.5 and 14 */
const FATES: Readonly<Record<string, readonly [Finding, Fate]>> = {
  'dc:creator': ['author', 'drop'], 'dc:date': ['time', 'drop'], 'meta:creator-initials': ['author', 'drop'], 'meta:date-string': ['time', 'drop'], 'text:sender-firstname': ['author', 'empty'], 'text:sender-lastname': ['author', 'empty'],
  'text:author-name': ['author', 'empty'], 'text:author-initials': ['author', 'empty'], 'text:initial-creator': ['author', 'empty'], 'text:creator': ['author', 'empty'],
  'text:tracked-changes': ['changes', 'drop'], 'text:change': ['changes', 'drop'], 'text:change-start': ['changes', 'drop'], 'text:change-end': ['changes', 'drop'], 'table:tracked-changes': ['changes', 'drop'],
}
const PRINTER = /^(?:PrinterName|PrinterSetup|PrinterPaperFromSetup|Rsid|RsidRoot|CurrentDatabaseDataSource|CurrentDatabaseCommand|DocumentSerial|ImagePreferredDPI)$/

/** As `cleanOpenXml`, for OpenDocument. @throws NotReadable where it holds other files */
export function cleanOpenDocument(bytes: Uint8Array<ArrayBuffer>, cleanPicture: (name: string, bytes: Uint8Array<ArrayBuffer>) => Cleaned | null): Cleaned {
  const findings = new Set<Finding>()
  const parts = unpack(bytes)
  const kept: Parts = new Map()
  const mimetype = parts.get(MIMETYPE)
  if (mimetype === undefined || !parts.has('content.xml')) throw new NotReadable()
  kept.set(MIMETYPE, mimetype)
  for (const [name, part] of parts) {
    const told = TELLING.find(([path]) => path.test(name))?.[1]
    if (told !== undefined) findings.add(told)
    else if (!KEPT.test(name)) throw new NotReadable()
    else kept.set(name, part)
  }
  for (const [name, part] of kept) {
    if (name.endsWith('.xml')) kept.set(name, utf8(rewrite(textOf(part), name === 'META-INF/manifest.xml' ? manifestRules(kept) : contentRules(findings))))
    else {
      const picture = cleanPicture(name, part)
      for (const each of picture?.findings ?? []) findings.add(each)
      kept.set(name, picture?.bytes ?? part)
    }
  }
  return { bytes: pack(kept, MIMETYPE), findings }
}

function manifestRules(kept: Parts): Rules {
  return {
    fate({ name, tag }) {
      if (name === 'manifest:encryption-data') throw new NotReadable()
      const path = valueOf(tag, 'manifest:full-path')
      return name !== 'manifest:file-entry' || path === '/' || kept.has(path) ? 'keep' : 'drop'
    },
    emptied: () => {},
    attribute: () => undefined,
  }
}

function contentRules(findings: Set<Finding>): Rules {
  return {
    fate({ name, tag }) {
      const [finding, fate] = FATES[name] ?? []
      if (finding !== undefined && fate !== undefined) {
        if (fate !== 'empty') findings.add(finding)
        return fate
      }
      if (name !== 'config:config-item' || !PRINTER.test(valueOf(tag, 'config:name'))) return 'keep'
      findings.add('device')
      return 'drop'
    },
    emptied: () => { findings.add('author') },
    attribute(attribute) {
      if (attribute !== 'officeooo:rsid' && attribute !== 'officeooo:paragraph-rsid') return undefined
      findings.add('more')
      return null
    },
  }
}
