/** Words that mean something in a message, an address or an answer: nobody's handle. */
const MEANINGFUL = [
  'all',
  'everyone',
  'here',
  'room',
  'channel',
  'me',
  'deleted',
  'null',
  'undefined',
  'system',
];

/** Words that claim to speak for the server. Its first admin may have one. */
const OFFICIAL = [
  ...['admin', 'administrator', 'moderator', 'mod', 'root', 'owner', 'staff', 'support', 'security', 'help'],
  ...['parlor', 'server', 'official', 'operator', 'sysadmin', 'superuser', 'postmaster', 'webmaster', 'bot'],
];

/** Characters that a hurried reader takes for others. */
const LOOKS_LIKE: Readonly<Record<string, string>> = {
  ...{ 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', 8: 'b', 9: 'g' },
  l: 'i',
};

const skeletonsOf = (words: readonly string[]) => new Set(words.map(skeleton));
const meaningful = skeletonsOf(MEANINGFUL);
const official = skeletonsOf(OFFICIAL);

/** Who asks for a handle: an admin may give official ones. */
export type HandleClaim = 'newcomer' | 'first-admin' | 'official';

/** Whether a handle, or what it is easily read as, is kept back. */
export function isReserved(handle: string, claim: HandleClaim): boolean {
  const read = skeleton(handle);
  return meaningful.has(read) || (claim === 'newcomer' && official.has(read));
}

/** What a hurried reader sees: look-alike characters become one, separators fall away. */
function skeleton(handle: string): string {
  return handle
    .toLowerCase()
    .replaceAll(/[_-]/g, '')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w')
    .replaceAll(/[01345789l]/g, (character) => LOOKS_LIKE[character] ?? character);
}
