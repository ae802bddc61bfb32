import { show } from '../frame.ts'
import { showArchive } from './archive.ts'
import { showMail } from './mail.ts'
import { showOffice } from './office.ts'
import { showTable, showText } from './text.ts'

const OFFICE = /^application\/vnd\.(?:openxmlformats-officedocument|oasis\.opendocument)\./

// Everything here ends as text nodes: no words of a file are ever markup.
show((file, tell) => {
  const { type } = file
  if (type === 'text/csv') return showTable(file, tell)
  if (type === 'message/rfc822') return showMail(file, tell)
  if (type === 'application/zip' || type === 'application/gzip') return showArchive(file, tell)
  return OFFICE.test(type) ? showOffice(file, tell) : showText(file, tell)
})
