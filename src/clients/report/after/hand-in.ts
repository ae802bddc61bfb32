let isTaking = false

/**
 * Files that are dropped on the page or pasted into it go to the field in sight, as if they were picked there. A file that is dropped where there is no
 * field does nothing: a browser would open it in the place of this page, and what was typed would be gone.
 */
export function takeHandedIn(): void {
  if (isTaking) return
  isTaking = true
  for (const name of ['dragover', 'drop'] as const) {
    document.addEventListener(name, (event) => {
      if (event.dataTransfer?.types.includes('Files') !== true) return
      event.preventDefault()
      if (name === 'drop') pick(event.dataTransfer)
    })
  }
  document.addEventListener('paste', (event) => {
    const { clipboardData: data } = event
    // A table out of a spreadsheet is text, markup and a picture of it: then the text is meant.
    if (data?.files.length && !data.types.includes('text/html') && pick(data)) event.preventDefault()
  })
}

/** @returns whether there was a field for them. */
function pick({ files }: DataTransfer): boolean {
  const field = [...document.querySelectorAll<HTMLInputElement>('[data-room] [type=file]')].find((each) => each.closest('label')?.offsetParent)
  if (field === undefined) return false
  field.files = files
  return field.dispatchEvent(new Event('change', { bubbles: true }))
}
