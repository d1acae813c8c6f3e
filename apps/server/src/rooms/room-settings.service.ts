import type { Room as RoomView, UpdateRoom } from '@parlor/contract';
import { invalidInput, Problem } from '@parlor/protocol';
import type { Actor } from '../accounts/actor.ts';
import type { Passwords } from '../accounts/passwords.ts';
import { isUniqueViolation } from '../database/store-errors.ts';
import { taken } from '../http/field-problems.ts';
import type { Deciding } from './deciding.ts';
import type { RoomDecision } from './room-decision.repository.ts';
import type { RoomEvents } from './room-events.ts';
import type { RoomsService } from './rooms.service.ts';

interface Parts {
  readonly rooms: RoomsService;
  readonly deciding: Deciding;
  readonly passwords: Passwords;
  readonly events: RoomEvents;
  readonly now: () => number;
}

/** What a room is, and whether it still is: its owners decide; who moderates may lock it and slow it down. */
export class RoomSettings {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Changes a room, and tells those who have it open.
   * @throws Problem `not_found`, `forbidden`, `conflict` when the slug is taken, `invalid_input`
   */
  async update(actor: Actor, room: string, changes: UpdateRoom): Promise<RoomView> {
    const { deciding, passwords, rooms } = this.#parts;
    const { locked, slowMode, password, ...named } = changes;
    const isForOwners = password !== undefined || Object.values(named).some((value) => value !== undefined);
    const ability = isForOwners || (locked === undefined && slowMode === undefined) ? 'manage' : 'moderate';
    await rooms.access(actor, room, ability);
    const hash = password === undefined ? undefined : await passwords.hash(password);
    try {
      const work = (decision: RoomDecision) => write(decision, changes, hash);
      const { roomId } = await deciding.decide(actor, { room, ability, work });
      return await this.#told(actor, roomId);
    } catch (error) {
      if (isUniqueViolation(error)) throw taken('/slug', 'This short name is taken.');
      throw error;
    }
  }

  /** Ends the talking: members go on reading, and nobody else finds the room. @throws Problem `not_found`, `forbidden` */
  archive(actor: Actor, room: string): Promise<RoomView> {
    return this.#setArchived(actor, room, this.#parts.now());
  }

  /** Takes the room into use again. @throws Problem `not_found`, `forbidden` */
  unarchive(actor: Actor, room: string): Promise<RoomView> {
    return this.#setArchived(actor, room, null);
  }

  /**
   * Deletes a room: everyone is out of it, and it is in no answer any more.
   * @throws Problem `not_found`, `forbidden`, `precondition_failed` unless what it is called was typed
   */
  async delete(actor: Actor, room: string, typed: string): Promise<void> {
    const { deciding, events, now } = this.#parts;
    const { roomId, accessVersion, result } = await deciding.decide(actor, {
      room,
      ability: 'manage',
      work: async (decision) => {
        const { id, slug, name } = await decision.room();
        if (typed !== (slug ?? name ?? id)) {
          throw new Problem('precondition_failed', { detail: 'Type what the room is called to delete it.' });
        }
        const members = await decision.members();
        await decision.endAll();
        await decision.update({ deleted_at: now(), slug: null });
        await decision.raise();
        await decision.log({ action: 'delete', detail: { slug, name } });
        return members;
      },
    });
    await Promise.all(result.map((userId) => events.removed(roomId, userId, accessVersion, 'deleted')));
  }

  async #setArchived(actor: Actor, room: string, archivedAt: number | null): Promise<RoomView> {
    const { roomId } = await this.#parts.deciding.decide(actor, {
      room,
      ability: 'manage',
      work: async (decision) => {
        const { archived_at } = await decision.room();
        if ((archived_at === null) === (archivedAt === null)) return;
        await decision.update({ archived_at: archivedAt });
        await decision.raise();
        await decision.log({ action: archivedAt === null ? 'unarchive' : 'archive' });
      },
    });
    return this.#told(actor, roomId);
  }

  async #told(actor: Actor, roomId: string): Promise<RoomView> {
    const { rooms, events } = this.#parts;
    events.updated(await rooms.describe(actor, roomId));
    return rooms.read(actor, roomId);
  }
}

async function write(decision: RoomDecision, changes: UpdateRoom, hash: string | undefined): Promise<void> {
  const { name, topic, slug, locked, slowMode } = changes;
  const room = await decision.room();
  const access = changes.access ?? room.access;
  if (room.kind !== 'room' && access !== room.access) {
    throw new Problem('forbidden', { detail: 'A group stays by invitation.' });
  }
  const password = hash ?? room.password_hash;
  if (access === 'password' && password === null)
    throw invalidInput([{ pointer: '/password', code: 'required' }]);
  await decision.update({
    ...{ name, topic, slug, access },
    password_hash: access === 'password' ? password : null,
    ...(locked !== undefined && { locked: locked ? 1 : 0 }),
    ...(slowMode !== undefined && { slow_mode: slowMode }),
  });
  const isAboutRights = [changes.access, hash, locked, slowMode].some((value) => value !== undefined);
  if (!isAboutRights) return;
  await decision.raise();
  const { password: _, ...told } = changes;
  await decision.log({ action: 'settings', detail: { ...told, ...(hash && { password: 'changed' }) } });
}
