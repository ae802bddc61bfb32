// What each kind of dictionary in a document may say: what draws it and leads through it.
import type { Finding } from './findings.ts'

const list = (words: string): ReadonlySet<string> => new Set(words.split(' '))

/** How a dictionary is used, which most do not say of themselves. */
export type Role = 'catalog' | 'page' | 'names' | 'preferences' | 'remark' | 'widget' | 'field' | 'form' | 'picture' | 'deed' | 'usage'

export const KEPT: Readonly<Record<Role, ReadonlySet<string>>> = {
  catalog: list('Type Version Pages PageLabels Names Dests ViewerPreferences PageLayout PageMode Outlines OpenAction AcroForm StructTreeRoot MarkInfo Lang OCProperties'),
  page: list('Type Parent Resources MediaBox CropBox BleedBox TrimBox ArtBox Contents Rotate Group Annots StructParents Tabs UserUnit Trans Dur'),
  names: list('Dests'),
  preferences: list('HideToolbar HideMenubar HideWindowUI FitWindow CenterWindow DisplayDocTitle NonFullScreenPageMode Direction ViewArea ViewClip PrintArea PrintClip PrintScaling Duplex PickTrayByPDFSize PrintPageRange NumCopies Enforce'),
  // A remark's words are seen, and stay. Who made it, when, its mark, its subject and its words as another program formats them go.
  remark: list('Type Subtype Rect Contents P F AP AS Border C StructParent OC CA ca BM Lang A PA Dest H QuadPoints BS BE Open Name Popup Parent IRT RT DA Q DS CL IT RD LE L IC LL LLE LLO Cap CP CO Measure Vertices Path InkList Sy RO OverlayText Repeat FixedPrint MN Rotate'),
  widget: list('Type Subtype Rect Contents P F AP AS Border C StructParent OC CA ca BM Lang A H BS BE MK FT Parent Kids T TU Ff V DV Opt TI I MaxLen DA Q DS'),
  field: list('Type FT Parent Kids T TU Ff V DV Opt TI I MaxLen DA Q DS'),
  form: list('Type Subtype FormType BBox Matrix Resources Group StructParent StructParents OC Name Filter DecodeParms Length'),
  picture: list('Type Subtype Width Height ColorSpace BitsPerComponent Intent ImageMask Mask Decode Interpolate SMask SMaskInData Matte Name StructParent OC Filter DecodeParms Length'),
  deed: list('Type S D URI IsMap N State PreserveRB Next'),
  usage: list('Language Export Zoom Print View PageElement'),
}

/** What tells of people, machines and times wherever it stands. */
export const TELLING: Readonly<Record<string, Finding>> = {
  Metadata: 'more', PieceInfo: 'more', LastModified: 'time', Thumb: 'thumbnail', AA: 'more', CreatorInfo: 'software', CreationDate: 'time', ModDate: 'time', XFA: 'more', JavaScript: 'more', JS: 'more', OPI: 'more', SpiderInfo: 'more',
  Author: 'author', Creator: 'software', Producer: 'software', SV: 'more', FFilter: 'more', FDecodeParms: 'more', Alt: 'text', ActualText: 'text',
}

/** What goes from where it is not on the list, if it is more than private data of a program. */
export const TOLD: Readonly<Record<string, Finding>> = { T: 'author', M: 'time', RC: 'author', User: 'author' }

/** Files inside, films and figures, each with makers of their own: nothing here looks into them. */
export const OTHER_FILES = list('EmbeddedFiles Collection AF EF RichMediaContent Renditions 3DD')
export const OTHER_REMARKS = list('FileAttachment Sound Movie Screen RichMedia 3D')

/** Dictionaries whose keys are names that a document gives to its own things: of fonts, glyphs, places, states. */
export const NAMING = list('Font XObject ColorSpace ExtGState Pattern Shading Properties CharProcs Dests ClassMap RoleMap Colorants Solidities DotGain')
/** The same in what a remark looks like. */
export const NAMING_OF_LOOKS = list('N R D')

/** By their full names and the short ones: how a stream may be packed. */
export const FILTERS = list('ASCIIHexDecode AHx ASCII85Decode A85 LZWDecode LZW FlateDecode Fl RunLengthDecode RL CCITTFaxDecode CCF JBIG2Decode DCTDecode DCT')
export const PHOTO_FILTERS = list('DCTDecode DCT')

/** Deeds that need nobody else's file, program or server. A link stays a link. */
export const KEPT_DEEDS = list('GoTo Named URI SetOCGState')
