import type { MoveReport, Report, ReportedMessages, ReportMessage } from '@parlor/contract';
import { type Message, Problem } from '@parlor/protocol';
import type { Actor } from '../accounts/actor.ts';
import { newId } from '../accounts/new-id.ts';
import type { Keyset, KeysetPage } from '../paging/keyset.ts';
import type { RoomsService } from '../rooms/rooms.service.ts';
import { toMessage } from './message.ts';
import type { MessagesRepository } from './messages.repository.ts';
import type { ReportRow, ReportsRepository } from './reports.repository.ts';

/** Messages on each side of the reported one that who handles it may read. */
const AROUND = 5;

interface Parts {
  readonly rooms: RoomsService;
  readonly messages: MessagesRepository;
  readonly reports: ReportsRepository;
  readonly now: () => number;
}

/** Reports of messages: from anyone who may read them, to those who moderate the server. */
export class ReportsService {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Reports a message; again is well. @throws Problem `not_found`, `forbidden` */
  async report(actor: Actor, room: string, seq: number, { reason, words }: ReportMessage): Promise<void> {
    const { rooms, messages, reports, now } = this.#parts;
    const { roomId } = await rooms.access(actor, room, 'read');
    if ((await messages.find(roomId, seq)) === undefined) throw new Problem('not_found');
    const about = { room_id: roomId, seq, reporter_id: actor.userId };
    await reports.add({ id: newId(), ...about, reason, words: words ?? '', reported_at: now() });
  }

  /** The queue. */
  async list(state: ReportRow['state'], page: Keyset): Promise<KeysetPage<Report>> {
    const { items, page: place } = await this.#parts.reports.list(state, page);
    return { items: items.map(toReport), page: place };
  }

  /** What a report is about: the message and those around it, and no more of the room. Reading it is logged. */
  async read(actor: Actor, id: string): Promise<ReportedMessages> {
    const { reports, messages, now } = this.#parts;
    const report = await reports.read(id, actor.userId, now());
    if (!report) throw new Problem('not_found');
    const { rows: older } = await messages.newest(report.room_id, AROUND, report.seq);
    const { rows: newer } = await messages.oldest(report.room_id, AROUND + 1, report.seq - 1);
    const around: Message[] = [...older.toReversed(), ...newer].map(toMessage);
    return { report: toReport(report), messages: around as ReportedMessages['messages'] };
  }

  /** Claims a report, acts on it or dismisses it. @throws Problem `not_found`, `conflict` when it is another's, or done */
  async move(actor: Actor, id: string, { state }: MoveReport): Promise<void> {
    const { reports, now } = this.#parts;
    if (!(await reports.move(id, actor.userId, state, now()))) {
      throw new Problem('conflict', { detail: 'This report is somebody else’s, or done with.' });
    }
  }
}

function toReport(row: ReportRow): Report {
  return {
    id: row.id,
    room: row.room_id,
    seq: row.seq,
    reporter: row.reporter_id,
    reason: row.reason,
    words: row.words,
    state: row.state,
    handledBy: row.handled_by,
    reportedAt: new Date(row.reported_at).toISOString(),
  };
}
