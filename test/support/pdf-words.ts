// For tests: a PDF file that says more than it draws, in what draws it.
import { deflateSync } from 'node:zlib'
import type { Bytes } from '#base/bytes.ts'
import { iccProfile } from './colour-profile.ts'
import { fromLatin1, pdfFile, streamOf } from './pdf-files.ts'
import { HIDDEN } from './pictures.ts'

/** Notes in a form, a tile and a glyph; a profile; other words for parts; labels. */
export function wordyPdf(): Bytes {
  const packed = (text: string): string => Buffer.from(deflateSync(fromLatin1(text))).toString('latin1')
  return pdfFile({
    catalog: `/Lang (zh-CN) /PageLabels << /Nums [0 << /S /D /P (${HIDDEN}-) /St 4 >>] >> /StructTreeRoot << /Type /StructTreeRoot /K << /Type /StructElem /S /Figure /P 1 0 R /Pg 3 0 R /T (${HIDDEN}) /Alt (${HIDDEN}) /ActualText (${HIDDEN}) /E (${HIDDEN}) /K 0 >> >>`,
    page: '/Group << /S /Transparency /CS [/ICCBased 8 0 R] /More [9 0 R 10 0 R 11 0 R 12 0 R] >>',
    more: [
      streamOf('/N 3 /Filter /FlateDecode', packed(Buffer.from(iccProfile(2, HIDDEN)).toString('latin1'))),
      streamOf('/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Filter /FlateDecode', packed(`q % ${HIDDEN}\nQ`)),
      streamOf('/PatternType 1 /PaintType 1 /BBox [0 0 9 9] /XStep 9 /YStep 9', `q %${HIDDEN}\nQ`),
      '<< /Type /Font /Subtype /Type3 /CharProcs << /a 13 0 R >> >>',
      `<< /Props << /MC0 << /ActualText (${HIDDEN}) >> >> >>`,
      streamOf('/Filter /ASCIIHexDecode', `${Buffer.from(`1 0 d0 %${HIDDEN}\n`).toString('hex')}>`),
    ],
  })
}
