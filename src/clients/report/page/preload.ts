/** Why this page cannot seal: each has its sentence, and each leads to a choice, never to a post. */
export class Cannot extends Error {
  readonly reason: 'insecure' | 'unsupported' | 'unloaded'
  constructor(reason: Cannot['reason']) {
    super(reason)
    this.reason = reason
  }
}

/** [Note: Held to its hash] `import()` takes no hash, so the browser first preloads the module under one; only then is it imported. */
export function preload(address: string, integrity: string): Promise<void> {
  const link = document.createElement('link')
  if (!link.relList.supports('modulepreload')) return Promise.reject(new Cannot('unsupported'))
  return new Promise((resolve, reject) => {
    link.onload = () => resolve()
    link.onerror = () => reject(new Cannot('unloaded'))
    link.rel = 'modulepreload'
    link.integrity = integrity
    link.href = address
    document.head.append(link)
  })
}
