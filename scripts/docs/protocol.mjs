/** The tables of docs/protocol.md: problems, close codes and limits as the code has them, and that no name is missing. */
import { CLOSE, COMMANDS, LIMITS, PROBLEMS } from '@parlor/protocol';
import { readText, rowsOf, table } from './markdown.mjs';

const EVENTS = 'packages/protocol/src/events.ts';

/** What each limit bounds. One that the code has and that is not here is a fault. */
const LIMIT_MEANINGS = {
  frame: 'bytes of the largest frame a server accepts',
  body: 'UTF-16 code units of the longest message body',
  clientFrame: 'bytes of the largest frame a client accepts',
  id: 'UTF-16 code units of the longest command id, `clientId` or client name',
  room: 'UTF-16 code units of the longest room id, slug or lite room name',
  page: 'most messages in a page of history',
  history: 'messages given on entering when nothing else is asked',
  pageBytes: 'bytes of JSON after which a page ends early',
  rooms: 'most rooms a connection may be present in',
  unanswered: 'commands of a connection that may be unanswered; then the server stops reading',
  backlog: 'bytes of live events that may wait for one connection; then it is closed with 4008',
  heartbeat: "milliseconds between the server's pings",
  hello: 'milliseconds a connection has for `session.hello`',
  typing: 'milliseconds after which typing ends by itself',
  typists: 'most people named in `typing.changed`',
  presence: 'most people named in one `presence.changed`, and in the list given on entering',
};

/** The tables by the names of their markers. */
export function protocolTables() {
  return { problems: problems(), 'close-codes': closeCodes(), limits: limits() };
}

/** Commands and events that the page does not have, and those that it has and the code has not. */
export function checkNames(markdown) {
  const limitNames = Object.keys(LIMIT_MEANINGS);
  return [
    ...compare('command', firstNames(markdown, 'commands'), Object.keys(COMMANDS)),
    ...compare('event', firstNames(markdown, 'events'), eventTypes()),
    ...compare('limit', limitNames, Object.keys(LIMITS)).map(
      (fault) => `${fault} (scripts/docs/protocol.mjs)`,
    ),
  ];
}

function problems() {
  const rows = Object.entries(PROBLEMS).map(([code, { status, title, retry }]) => {
    return [
      `\`${code}\``,
      code === 'invalid_input' ? `400, ${status}` : String(status),
      retry ? 'yes' : 'no',
      title,
    ];
  });
  return table(['code', 'status', 'retry helps', 'meaning'], rows);
}

function closeCodes() {
  const rows = Object.values(CLOSE).map(({ code, reason, reconnect }) => {
    return [String(code), reason, reconnect ? 'yes' : 'no'];
  });
  return table(['code', 'reason', 'come back'], rows);
}

function limits() {
  const rows = Object.entries(LIMITS).map(([name, value]) => {
    return [`\`${name}\``, value.toLocaleString('en-US'), LIMIT_MEANINGS[name] ?? ''];
  });
  return table(['limit', 'value', 'what it bounds'], rows);
}

/** Types are gone when the code runs, so the names of the events are read where they are written. */
function eventTypes() {
  const [, body = ''] = /export interface EventData \{\n([\s\S]*?)\n\}/.exec(readText(EVENTS)) ?? [];
  return [...body.matchAll(/^ {2}'?([a-z.]+)'?: /gm)].map(([, name]) => name);
}

function firstNames(markdown, marker) {
  return rowsOf(markdown, marker).flatMap(([cell]) =>
    [...cell.matchAll(/`([a-z.]+)`/g)].map(([, name]) => name),
  );
}

function compare(kind, told, real) {
  const missing = real.filter((name) => !told.includes(name)).map((name) => `the ${kind} ${name} is missing`);
  const gone = told.filter((name) => !real.includes(name)).map((name) => `there is no ${kind} ${name}`);
  return [...missing, ...gone];
}
