/**
 * What a reader does not see but what changes what they see: controls, terminal escapes, marks of direction, characters without width, tags.
 * A joiner between letters stays, since scripts and emoji are written with it.
 */
export const UNSEEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/u
