import type { Entered, History, Observation, Received, StoredMessage } from './history.ts';

/** What a history must not show (G01–G06, G10). */
export type ViolationKind =
  | 'lost'
  | 'not delivered'
  | 'delivered twice'
  | 'out of order'
  | 'disagreeing'
  | 'live gap'
  | 'stored although refused'
  | 'stored twice'
  | 'holes in the history'
  | 'send order'
  | 'ordered before it'
  | 'delivered to a non-member';

/** One broken promise, with what shows it. */
export interface Violation {
  readonly kind: ViolationKind;
  readonly room: string;
  readonly detail: string;
}

type Of<Kind extends Observation['kind']> = Extract<Observation, { kind: Kind }>;

/** Judges everything that a run saw of its rooms. An empty answer is a clean run. */
export function checkHistory({ observations, stored }: History): Violation[] {
  const rooms = new Set([...Object.keys(stored), ...observations.map(({ room }) => room)]);
  return [...rooms].flatMap((room) => {
    const seen = observations.filter((observation) => observation.room === room);
    const view = new RoomView(room, seen, stored[room] ?? []);
    return CHECKS.flatMap((check) => check(view));
  });
}

/** One room's part of a history, with what the checks ask of it. */
class RoomView {
  readonly room: string;
  readonly stored: readonly StoredMessage[];
  readonly #seen: readonly Observation[];
  readonly #sends = new Map<string, number>();

  constructor(room: string, seen: readonly Observation[], stored: readonly StoredMessage[]) {
    this.room = room;
    this.#seen = seen;
    this.stored = stored;
    for (const { clientId } of this.all('send')) this.#sends.set(clientId, this.sendsOf(clientId) + 1);
  }

  /** How often this message was sent. */
  sendsOf(clientId: string): number {
    return this.#sends.get(clientId) ?? 0;
  }

  all<Kind extends Observation['kind']>(kind: Kind): Of<Kind>[] {
    return this.#seen.filter((observation): observation is Of<Kind> => observation.kind === kind);
  }

  /** The observations of these kinds in the order of the clock. */
  inOrder<Kind extends Observation['kind']>(...kinds: Kind[]): Of<Kind>[] {
    return this.#seen.filter((one): one is Of<Kind> => (kinds as string[]).includes(one.kind));
  }

  violation(kind: ViolationKind, detail: string): Violation {
    return { kind, room: this.room, detail };
  }
}

const CHECKS: readonly ((view: RoomView) => Violation[])[] = [
  lost,
  notDelivered,
  deliveredTwice,
  outOfOrder,
  disagreeing,
  liveGaps,
  storedAlthoughRefused,
  storedTwice,
  holes,
  sendOrder,
  realTimeOrder,
  nonMembers,
];

function lost(view: RoomView): Violation[] {
  const stored = new Map(view.stored.map(({ clientId, seq }) => [clientId, seq]));
  return view
    .all('acknowledged')
    .filter(({ clientId, seq }) => stored.get(clientId) !== seq)
    .map(({ clientId, seq }) => {
      return view.violation(
        'lost',
        `${clientId} was acknowledged as ${seq}, stored is ${stored.get(clientId)}`,
      );
    });
}

/** A reader that caught up was given everything after the cursor with which it first entered. */
function notDelivered(view: RoomView): Violation[] {
  const readers = new Set(view.all('caught-up').map(({ reader }) => reader));
  return [...readers].flatMap((reader) => {
    const [first] = view.all('entered').filter((entered) => entered.reader === reader);
    const got = new Set(receivedBy(view, reader).map(({ seq }) => seq));
    return view.stored
      .filter(({ seq }) => seq > (first?.after ?? 0) && !got.has(seq))
      .map(({ seq }) => view.violation('not delivered', `${seq} never reached ${reader}`));
  });
}

function deliveredTwice(view: RoomView): Violation[] {
  const seen = new Set<string>();
  return view.all('received').flatMap(({ reader, change }) => {
    const key = `${change} at ${reader}`;
    if (seen.has(key)) return [view.violation('delivered twice', key)];
    seen.add(key);
    return [];
  });
}

function outOfOrder(view: RoomView): Violation[] {
  const last = new Map<string, number>();
  return view.all('received').flatMap(({ connection, change }) => {
    const before = last.get(connection) ?? 0;
    last.set(connection, Math.max(before, change));
    return change < before
      ? [view.violation('out of order', `${change} after ${before} on ${connection}`)]
      : [];
  });
}

/** The same number is the same message for everyone, and in the history. */
function disagreeing(view: RoomView): Violation[] {
  const truth = new Map<number, string | null>(view.stored.map(({ seq, clientId }) => [seq, clientId]));
  return view.all('received').flatMap(({ seq, clientId, reader }) => {
    const known = truth.get(seq);
    if (known === undefined) truth.set(seq, clientId);
    if (known === undefined || known === clientId) return [];
    return [view.violation('disagreeing', `${seq} is ${clientId} for ${reader} and ${known} elsewhere`)];
  });
}

/** Live events on a connection count without a gap. */
function liveGaps(view: RoomView): Violation[] {
  const last = new Map<string, number>();
  return view.inOrder('entered', 'received').flatMap((one) => {
    const { connection } = one;
    const before = last.get(connection);
    last.set(connection, isEntered(one) ? one.after : one.change);
    const isGap = !isEntered(one) && !one.isReplay && before !== undefined && one.change > before + 1;
    return isGap ? [view.violation('live gap', `${one.change} after ${before} on ${connection}`)] : [];
  });
}

function storedAlthoughRefused(view: RoomView): Violation[] {
  const acknowledged = new Set(view.all('acknowledged').map(({ clientId }) => clientId));
  const refused = new Set(view.all('refused').map(({ clientId }) => clientId));
  return view.stored
    .filter(({ clientId }) => clientId !== null && refused.has(clientId) && !acknowledged.has(clientId))
    .map(({ clientId, seq }) => view.violation('stored although refused', `${clientId} as ${seq}`));
}

function storedTwice(view: RoomView): Violation[] {
  const places = [...view.stored, ...view.all('acknowledged')];
  const first = new Map<string, number>();
  return places.flatMap(({ clientId, seq }, index) => {
    if (clientId === null) return [];
    const known = first.get(clientId);
    first.set(clientId, known ?? seq);
    const isRepeated = known !== undefined && (known !== seq || index < view.stored.length);
    return isRepeated ? [view.violation('stored twice', `${clientId} as ${known} and as ${seq}`)] : [];
  });
}

/** Numbers are distinct, and places are 1, 2, 3 … in their order. */
function holes(view: RoomView): Violation[] {
  const bySeq = view.stored.toSorted((one, other) => one.seq - other.seq);
  return bySeq.flatMap(({ seq, nth }, index) => {
    const isRepeated = index > 0 && bySeq[index - 1]?.seq === seq;
    return nth === index + 1 && !isRepeated
      ? []
      : [view.violation('holes in the history', `place ${index + 1} holds ${seq} with nth ${nth}`)];
  });
}

/** What a connection sent first has the lower number. A message sent again later is not judged by that. */
function sendOrder(view: RoomView): Violation[] {
  const seqs = new Map(view.all('acknowledged').map(({ clientId, seq }) => [clientId, seq]));
  const last = new Map<string, number>();
  return firstSends(view).flatMap(({ connection, clientId }) => {
    const seq = seqs.get(clientId);
    if (seq === undefined || view.sendsOf(clientId) > 1) return [];
    const before = last.get(connection) ?? 0;
    last.set(connection, seq);
    return seq < before ? [view.violation('send order', `${clientId} is ${seq}, behind ${before}`)] : [];
  });
}

/** What was sent after an acknowledgement was seen has a greater number than the acknowledged. */
function realTimeOrder(view: RoomView): Violation[] {
  const seqs = new Map(view.stored.map(({ clientId, seq }) => [clientId, seq]));
  const firsts = new Set(firstSends(view));
  let floor = 0;
  return view.inOrder('send', 'acknowledged').flatMap((one) => {
    if (one.kind === 'acknowledged') {
      floor = Math.max(floor, one.seq);
      return [];
    }
    const seq = seqs.get(one.clientId);
    if (!firsts.has(one) || seq === undefined || seq > floor) return [];
    return [
      view.violation('ordered before it', `${one.clientId} is ${seq}, sent after ${floor} was acknowledged`),
    ];
  });
}

/** Nothing reaches somebody before the joining was asked for, or after the leaving was answered. */
function nonMembers(view: RoomView): Violation[] {
  const members = new Set<string>();
  const people = new Map<string, string>();
  return view.inOrder('joining', 'left', 'entered', 'received').flatMap((one) => {
    if (one.kind === 'joining') members.add(one.person);
    else if (one.kind === 'left') members.delete(one.person);
    else if (one.kind === 'entered') people.set(one.connection, one.person);
    else {
      const person = people.get(one.connection) ?? one.reader;
      if (!members.has(person))
        return [view.violation('delivered to a non-member', `${one.change} to ${person}`)];
    }
    return [];
  });
}

function receivedBy(view: RoomView, reader: string): Received[] {
  return view.all('received').filter((received) => received.reader === reader);
}

function firstSends(view: RoomView): Of<'send'>[] {
  const seen = new Set<string>();
  return view.all('send').filter(({ clientId }) => {
    if (seen.has(clientId)) return false;
    seen.add(clientId);
    return true;
  });
}

function isEntered(one: Entered | Received): one is Entered {
  return one.kind === 'entered';
}
