import type { CommandType, EventType } from '@parlor/protocol';

/** When to send each command. */
export const COMMAND_WORDS: Readonly<Record<CommandType, string>> = {
  'session.hello': 'Sign in on a connection that could send no header: the first command, within 10 s.',
  'room.enter': 'Open a room: its newest messages, or with `after` what has changed since, then live events.',
  'room.exit': 'Stop getting the events of a room. The membership stays.',
  'message.send':
    'Say something. A known `clientId` gives the first message again: retry as often as you like.',
  'message.edit': 'Give one’s own message new words.',
  'message.delete': 'Take one’s own message away, or as a moderator anybody’s.',
  'message.restore': 'Bring back a message that one has deleted within the last 10 s.',
  'reaction.add': 'React to a message. Twice is fine.',
  'reaction.remove': 'Take a reaction back.',
  'history.list': 'Read older messages of a room, a page at a time.',
  'typing.start': 'Tell that one is typing; ends by itself after 5 s.',
  'typing.stop': 'Tell that one has stopped typing.',
  'read.set': 'Move one’s read mark forward.',
  'presence.set': 'Show oneself as online, idle or busy, or not at all.',
  ping: 'Ask for a sign of life, where the transport has none that one can see.',
};

/** When each event comes. */
export const EVENT_WORDS: Readonly<Record<EventType, string>> = {
  'session.welcome': 'The first frame of every connection.',
  'session.goodbye': 'Before every close that the server can announce: whether and when to come back.',
  'room.entered': 'The first event of a stream of server-sent events.',
  'message.created': 'A message was sent. Its envelope carries the `seq`.',
  'message.updated': 'A message was changed: edited, restored, reacted to, pinned.',
  'message.deleted': 'A message was deleted; its words are gone.',
  'room.synced': 'The end of a replay: all up to `seq` has been sent.',
  'presence.changed': 'Who came, who left, who changed; at most once a second a room.',
  'typing.changed': 'Who is typing: the full list each time.',
  'room.counters': 'A room of one’s own that is not open has moved on: numbers, never words.',
  'mention.created': 'Somebody has named the one who is told.',
  'read.changed': 'One’s read mark was moved on another connection.',
  'reaction.mine': 'One’s reaction was changed on another connection.',
  'user.updated': 'A person has changed their name or its colour.',
  'room.updated': 'A room has another name, topic or rule.',
  'room.removed': 'The one who is told is out of the room.',
  notice: 'A word of the server’s own.',
};
