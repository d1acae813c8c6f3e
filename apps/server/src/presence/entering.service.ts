import { CLOSE, type CommandInput, type EnteredRoom, LIMITS, Problem, type Reset } from '@parlor/protocol';
import type { HistoryService } from '../messages/history.service.ts';
import type { Hub } from '../realtime/hub.ts';
import type { Topic } from '../realtime/topic.ts';
import type { RoomsService } from '../rooms/rooms.service.ts';
import { CatchingUp } from './catching-up.ts';
import type { LeavingService } from './leaving.service.ts';
import type { PresenceService } from './presence.service.ts';
import { type ActorConnection, Visit } from './visit.ts';
import type { Visits } from './visits.ts';

type Enter = CommandInput<'room.enter'>;
type Reply = (data: EnteredRoom) => void;

/** How a room is shown to who enters: the newest messages, or what changed after a cursor. */
type Plan = { readonly history: number; readonly reset?: Reset } | { readonly after: number };

interface Dependencies {
  readonly rooms: RoomsService;
  readonly history: HistoryService;
  readonly hub: Hub;
  readonly leaving: LeavingService;
  readonly visits: Visits;
  readonly presence: PresenceService;
  readonly epoch: string;
}

/** Entering a room, catching up, and the switch to live, without a gap or a change twice. */
export class EnteringService {
  readonly #with: Dependencies;
  readonly #catchingUp: CatchingUp;

  constructor(dependencies: Dependencies) {
    this.#with = dependencies;
    this.#catchingUp = new CatchingUp(dependencies);
  }

  /**
   * Opens a room on a connection: replies, replays what was missed, then lets the room's events through.
   * @throws Problem `not_found`, `forbidden`, `room_password_required`, `room_password_wrong`, `conflict`
   */
  async enter(connection: ActorConnection, input: Enter, reply: Reply): Promise<void> {
    this.#suspend(connection, input.room);
    const visit = await this.#begin(connection, input);
    let replied = false;
    const replyOnce: Reply = (data) => {
      replied = true;
      reply(data);
    };
    try {
      await this.#show(visit, input, replyOnce);
    } catch (error) {
      if (replied) this.#breakOff(visit, error);
      else this.#with.leaving.end(visit, 'exit');
      throw error;
    }
  }

  /** Ends what was half caught up: the client is told that it belongs here no more, or comes back with its cursor. */
  #breakOff(visit: Visit, error: unknown): void {
    // Left, entered again or put out meanwhile: all is said.
    if (visit.isEnded) return;
    if (isRefusal(error)) return this.#with.leaving.evict(visit, 'left');
    this.#with.leaving.end(visit, 'exit');
    visit.connection.close(CLOSE.resynchronise);
  }

  /** Entering again starts anew: from the command to its reply nothing of the room is sent, of a replay neither. */
  #suspend(connection: ActorConnection, room: string): void {
    const visit = this.#with.visits.find(connection, room);
    if (visit?.seat !== undefined) this.#with.hub.leave(visit.seat);
    if (visit === undefined) return;
    visit.seat = undefined;
    visit.end();
  }

  async #begin(connection: ActorConnection, { room, password }: Enter): Promise<Visit> {
    const { rooms, visits } = this.#with;
    const actor = connection.identity;
    if (actor === undefined) throw new Problem('unauthenticated');
    const known = visits.find(connection, room);
    if (known === undefined) this.#assertRoomFor(connection);
    const membership = await rooms.enter(actor, room, password).catch((error: unknown) => {
      if (known !== undefined) this.#with.leaving.end(known, 'exit');
      throw error;
    });
    const judge = () => rooms.access(actor, membership.roomId, 'read');
    const visit = new Visit(connection, { actor, membership, judge });
    const former = visits.find(connection, membership.roomId);
    // Others may have been entered at the same time.
    if (former === undefined) this.#assertRoomFor(connection);
    visits.add(visit);
    if (membership.slug !== null) connection.learn(membership.slug, membership.roomId);
    this.#arrive(visit, former);
    return visit;
  }

  #assertRoomFor(connection: ActorConnection): void {
    if (this.#with.visits.count(connection) < LIMITS.rooms) return;
    throw new Problem('conflict', { detail: `A connection may have ${LIMITS.rooms} rooms open.` });
  }

  /** The person counts as present once, however often their connection enters. */
  #arrive(visit: Visit, former: Visit | undefined): void {
    this.#with.presence.arrive(visit.roomId, visit.actor);
    visit.isPresent = true;
    if (former !== undefined) this.#with.leaving.end(former, 'exit');
  }

  async #show(visit: Visit, input: Enter, reply: Reply): Promise<void> {
    using held = await this.#with.hub.open(visit.roomId);
    const plan = await this.#plan(held.topic, input);
    if ('after' in plan) await this.#catchingUp.replay(visit, held, plan.after, reply);
    else await this.#catchingUp.showHistory(visit, held, plan, reply);
  }

  async #plan({ id, delivered }: Topic, { after, epoch, limit, history }: Enter): Promise<Plan> {
    if (after === undefined) return { history: history ?? LIMITS.history };
    if (epoch !== undefined && epoch !== this.#with.epoch) return { history: LIMITS.history, reset: 'epoch' };
    // What has been delivered here is there: only a cursor beyond it is worth a query.
    if (after > delivered && after > (await this.#with.history.head(id)).seq) {
      return { history: LIMITS.history, reset: 'ahead' };
    }
    if (limit !== undefined && (await this.#with.history.isFar(id, after, limit))) {
      return { history: history ?? LIMITS.history, reset: 'far' };
    }
    return { after };
  }
}

/** Whether the store has said no, and not that it cannot say. */
function isRefusal(error: unknown): boolean {
  return error instanceof Problem && (error.code === 'forbidden' || error.code === 'not_found');
}
