import { late, type Code } from './held.ts'

/** Put in by build.ts: where the code that cleans PDF files is, and its hash. */
declare const PDF_CODE: Code

/** Stands in the place of clients/cleaning/late.ts. @throws Refusal `unreachable` */
export const loadPdf = late<typeof import('#clients/cleaning/pdf.ts')>(() => PDF_CODE)
