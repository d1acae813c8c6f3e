'use client';
import type { Presence, RoomStatus } from '@parlor/client';
import type { Member } from '@parlor/contract';
import type { Present } from '@parlor/protocol';
import { useEffect } from 'react';
import { useMembersQuery } from '../api/api.ts';
import { Icon } from '../look/icons.tsx';
import { Pennant } from '../look/pennant.tsx';
import { PersonName } from '../look/person-name.tsx';
import type { Key } from '../words/locale.ts';
import { useLocaleTag, useText } from '../words/use-text.ts';

interface PeopleProps {
  readonly state: 'auto' | 'open' | 'closed';
  readonly room: string | undefined;
  readonly presence: Presence | undefined;
  readonly status: RoomStatus | undefined;
  readonly me: string;
  readonly onClose: () => void;
}

/** Who has the room open now, and who else belongs to it. */
export function People({ state, room, presence, status, me, onClose }: PeopleProps) {
  const t = useText();
  const locale = useLocaleTag();
  const count = presence?.count ?? 0;
  const { data, refetch } = useMembersQuery(room ?? '', { skip: room === undefined });
  const names = new Intl.Collator(locale);
  const here = [...(presence?.people ?? [])].sort((a, b) => names.compare(a.user.name, b.user.name));
  const hereIds = new Set(here.map(({ user }) => user.id));
  const away = (data?.items ?? []).filter(({ user }) => !hereIds.has(user.id));
  const strangers =
    data !== undefined && here.some(({ user }) => !data.items.some((member) => member.user.id === user.id));
  useEffect(() => {
    if (strangers) void refetch();
  }, [strangers, refetch]);
  const roles = new Map(data?.items.map((member) => [member.user.id, member]));
  return (
    <aside className="people" data-state={state} aria-label={t('people.label')}>
      <div className="people-head">
        <h2>{t('people.here', { count })}</h2>
        <button
          type="button"
          className="icon-button people-close"
          onClick={onClose}
          aria-label={t('room.people.hide')}
        >
          <Icon name="close" />
        </button>
      </div>
      {status === 'waiting' && here.length > 0 && <p className="people-note">{t('people.stale')}</p>}
      <ul data-stale={status === 'waiting' || undefined}>
        {here.map((present) => (
          <PersonHere
            key={present.user.id}
            present={present}
            member={roles.get(present.user.id)}
            isMe={present.user.id === me}
          />
        ))}
      </ul>
      {count === 1 && away.length === 0 && <p className="people-note">{t('people.alone')}</p>}
      {away.length > 0 && (
        <>
          <h2>{t('people.away', { count: away.length })}</h2>
          <ul className="away">
            {away.map((member) => (
              <PersonAway key={member.user.id} member={member} />
            ))}
          </ul>
        </>
      )}
    </aside>
  );
}

interface PersonHereProps {
  readonly present: Present;
  readonly member: Member | undefined;
  readonly isMe: boolean;
}

function PersonHere({ present: { user, state, status }, member, isMe }: PersonHereProps) {
  const t = useText();
  const about = isMe ? t('people.you') : (status ?? roleWord(t, member?.role) ?? t(`presence.${state}`));
  return (
    <li className="person">
      <span className="person-flag">
        <Pennant id={user.id} name={user.name} hue={user.hue} />
        <span className={`presence ${state}`} role="img" aria-label={t(`presence.${state}`)} />
      </span>
      <span className="person-words">
        <PersonName person={user} />
        <span className="person-about">
          <bdi>{about}</bdi>
        </span>
      </span>
    </li>
  );
}

function PersonAway({ member: { user, role } }: { readonly member: Member }) {
  const t = useText();
  return (
    <li className="person">
      <span className="person-flag">
        <Pennant id={user.id} name={user.name} hue={user.hue} bot={user.bot} />
        <span className="presence off" role="img" aria-label={t('presence.off')} />
      </span>
      <span className="person-words">
        <PersonName person={user} />
        <span className="person-about">{roleWord(t, role) ?? <bdi>@{user.handle}</bdi>}</span>
      </span>
    </li>
  );
}

function roleWord(t: (key: Key) => string, role: Member['role'] | undefined): string | undefined {
  return role === 'owner' || role === 'moderator' ? t(`people.${role}`) : undefined;
}
