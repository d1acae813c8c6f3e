/**
 * What a terminal would obey or hide: C0, DEL and C1 (so ESC and every sequence it begins), bidi controls, zero-width
 * characters, line and paragraph separators, tags.
 */
const UNSAFE =
  /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\u{e0000}-\u{e007f}]/gu;

/** Text from elsewhere, safe to print on one line: nothing in it moves the cursor, colours, hides or reorders. */
export function plain(text: string): string {
  return text.replace(/[\r\n\t]+/g, ' ').replace(UNSAFE, '');
}
