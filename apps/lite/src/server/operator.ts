import type { Connection } from './connection.ts';

/** What the operator's lines can do. */
export interface Operated {
  say(room: string, text: string): Promise<string>;
  tell(id: string, text: string): string;
  rooms(): Promise<string>;
  who(room: string): Promise<string>;
}

const HELP = '/say <room> <text>   /tell <id> <text>   /rooms   /who <room>   /stop';

/** Carries out one line typed into the server's terminal; resolves with what to print. */
export async function operate(line: string, server: Operated, stop: () => void): Promise<string> {
  const [, word = '', rest = ''] = /^\s*(\S*)\s*(.*)$/s.exec(line) ?? [];
  const [, first = '', text = ''] = /^("(?:[^"\\]|\\.)*"|\S+)\s*(.*)$/s.exec(rest) ?? [];
  switch (word) {
    case '':
      return '';
    case '/say':
      return text === '' ? 'Usage: /say <room> <text>' : server.say(named(first), text);
    case '/tell':
      return text === '' ? 'Usage: /tell <id> <text>' : server.tell(first, text);
    case '/rooms':
      return server.rooms();
    case '/who':
      return first === '' ? 'Usage: /who <room>' : server.who(named(first));
    case '/stop':
      stop();
      return 'stopping';
    default:
      return `There is no ${word}. ${HELP}`;
  }
}

/** Those whose id begins like this. */
export function withId(connections: Iterable<Connection>, start: string): Connection[] {
  return [...connections].filter(({ id }) => id.startsWith(start));
}

/** A room's name with blanks is written as JSON: "my room". */
function named(word: string): string {
  if (!word.startsWith('"')) return word;
  try {
    return String(JSON.parse(word));
  } catch {
    return word;
  }
}
