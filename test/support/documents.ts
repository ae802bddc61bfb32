// Documents with everything in them that office programs leave there, put together part by part as those programs do.
import { zipSync, type Zippable } from 'fflate'
import { utf8, type Bytes } from '#base/bytes.ts'
import { HIDDEN, jpeg } from './pictures.ts'

/** In every place where a person, a machine or a moment may stand. */
const SOMEBODY = HIDDEN
export const STRUCK_OUT = 'what was struck out'
export const WORDS = '气体报警器 was switched off'

function zipped(parts: Readonly<Record<string, string | Bytes>>): Bytes {
  const files: Zippable = Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, [typeof part === 'string' ? utf8(part) : part, { level: name === 'mimetype' ? 0 : 6, comment: SOMEBODY }]]))
  return zipSync(files) as Bytes
}

const RELATED = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const relations = (...targets: readonly (readonly [string, string, string?])[]): string => (
  `<?xml version="1.0"?><Relationships>${targets.map(([id, target, mode]) => `<Relationship Id="${id}" Type="${RELATED}/x" Target="${target}"${mode === undefined ? '' : ` TargetMode="${mode}"`}/>`).join('')}</Relationships>`)
const types = (...names: readonly string[]): string => `<?xml version="1.0"?><Types><Default Extension="xml" ContentType="application/xml"/>${names.map((name) => `<Override PartName="/${name}" ContentType="x"/>`).join('')}</Types>`
const PROPERTIES = {
  'docProps/core.xml': `<cp:coreProperties><dc:creator>${SOMEBODY}</dc:creator><cp:lastModifiedBy>${SOMEBODY}</cp:lastModifiedBy><dcterms:created>2026-11-02T03:04:05Z</dcterms:created></cp:coreProperties>`,
  'docProps/app.xml': `<Properties><Application>Microsoft Office Word</Application><Company>${SOMEBODY}</Company></Properties>`, 'docProps/thumbnail.jpeg': jpeg({ orientation: 1, hidden: true }),
  'customXml/item1.xml': `<x>${SOMEBODY}</x>`,
}

export function docx(body = ''): Bytes {
  return zipped({
    '[Content_Types].xml': types('word/document.xml', 'word/comments.xml', 'word/people.xml', 'docProps/core.xml', 'docProps/app.xml'),
    '_rels/.rels': relations(['rId1', 'word/document.xml'], ['rId2', 'docProps/core.xml'], ['rId3', 'docProps/app.xml'], ['rId4', 'docProps/thumbnail.jpeg']),
    'word/document.xml': `<w:document><w:body><w:p w:rsidR="00A1" w14:paraId="1"><w:r w:rsidRPr="00B2"><w:t xml:space="preserve">${WORDS} </w:t></w:r><w:ins w:id="1" w:author="${SOMEBODY}" w:date="2026-11-02T03:04:05Z"><w:r><w:t>and put in</w:t></w:r></w:ins>`
      + `<w:del w:id="2" w:author="${SOMEBODY}" w:date="2026-11-02T03:04:05Z"><w:r><w:delText>${STRUCK_OUT}</w:delText></w:r></w:del><w:r><w:rPr><w:b/><w:rPrChange w:id="3" w:author="${SOMEBODY}"><w:rPr><w:i/></w:rPr></w:rPrChange></w:rPr><w:t>bold</w:t></w:r>`
      + `<w:commentReference w:id="0"/><pic:cNvPr id="0" name="C:\\Users\\${SOMEBODY}\\a.jpg"/></w:p>${body}</w:body></w:document>`,
    'word/_rels/document.xml.rels': relations(['rId1', 'comments.xml'], ['rId2', 'people.xml'], ['rId3', '../customXml/item1.xml'], ['rId4', 'media/image1.jpeg'], ['rId5', `file:///C:/Users/${SOMEBODY}/Normal.dotm`, 'External'], ['rId6', 'https://example.test/', 'External']),
    'word/comments.xml': `<w:comments><w:comment w:id="0" w:author="${SOMEBODY}" w:initials="LW" w:date="2026-11-02T03:04:05Z"><w:p><w:r><w:t>a remark</w:t></w:r></w:p></w:comment></w:comments>`,
    'word/people.xml': `<w15:people><w15:person w15:author="${SOMEBODY}"/></w15:people>`,
    'word/settings.xml': `<w:settings><w:attachedTemplate r:id="rId1"/><w:trackRevisions/><w:rsids><w:rsidRoot w:val="00A1"/></w:rsids><w15:docId w15:val="{${SOMEBODY}}"/></w:settings>`,
    'word/printerSettings/printerSettings1.bin': utf8(SOMEBODY), 'word/media/image1.jpeg': jpeg({ orientation: 6, hidden: true }), ...PROPERTIES,
  })
}

export function xlsx(): Bytes {
  return zipped({
    '[Content_Types].xml': types('xl/workbook.xml', 'docProps/core.xml'), '_rels/.rels': relations(['rId1', 'xl/workbook.xml'], ['rId2', 'docProps/core.xml']),
    'xl/workbook.xml': `<workbook><fileSharing userName="${SOMEBODY}"/><mc:AlternateContent><mc:Choice><x15ac:absPath url="C:\\Users\\${SOMEBODY}\\"/></mc:Choice></mc:AlternateContent><sheets><sheet name="一月" r:id="rId1"/></sheets></workbook>`,
    'xl/comments1.xml': `<comments><authors><author>${SOMEBODY}</author></authors><commentList><comment ref="A1" authorId="0"><text><t>a remark</t></text></comment></commentList></comments>`,
    'xl/persons/person.xml': `<personList><person displayName="${SOMEBODY}" id="{1}" userId="${SOMEBODY}" providerId="AD"/></personList>`,
    'xl/worksheets/sheet1.xml': `<worksheet xr:uid="{${SOMEBODY}}"><sheetData><row><c t="inlineStr"><is><t>${WORDS}</t></is></c></row></sheetData></worksheet>`, ...PROPERTIES,
  })
}

export function odt(): Bytes {
  return zipped({
    'mimetype': 'application/vnd.oasis.opendocument.text',
    'content.xml': `<office:text><text:tracked-changes><text:changed-region><text:deletion><office:change-info><dc:creator>${SOMEBODY}</dc:creator><dc:date>2026-11-02T03:04:05</dc:date></office:change-info><text:p>${STRUCK_OUT}</text:p></text:deletion></text:changed-region></text:tracked-changes>`
      + `<text:p officeooo:rsid="00a1">${WORDS}<text:change text:change-id="1"/><office:annotation><dc:creator>${SOMEBODY}</dc:creator><text:p>a remark</text:p></office:annotation></text:p></office:text>`,
    'styles.xml': '<office:styles/>', 'meta.xml': `<office:meta><meta:initial-creator>${SOMEBODY}</meta:initial-creator><meta:generator>LibreOffice</meta:generator></office:meta>`,
    'settings.xml': `<config:config-item-set><config:config-item config:name="PrinterName" config:type="string">${SOMEBODY}</config:config-item><config:config-item config:name="AddFrameOffsets" config:type="boolean">true</config:config-item></config:config-item-set>`,
    'Thumbnails/thumbnail.png': utf8(SOMEBODY), 'Pictures/1.jpg': jpeg({ orientation: 1, hidden: true }), 'Configurations2/accelerator/current.xml': '',
    'META-INF/manifest.xml': '<manifest:manifest><manifest:file-entry manifest:full-path="/" manifest:media-type="x"/><manifest:file-entry manifest:full-path="meta.xml"/><manifest:file-entry manifest:full-path="content.xml"/></manifest:manifest>',
  })
}
