'use client';
import type { Session } from '@parlor/contract';
import { FormMessage } from '../accounts/entry-page.tsx';
import { useEndOtherSessionsMutation, useEndSessionMutation, useSessionsQuery } from '../api/me-api.ts';
import { problemOf } from '../api/problem.ts';
import { problemText } from '../words/problem-text.ts';
import { dayName, fullTime, timeOfDay } from '../words/times.ts';
import { useLocaleTag, useText } from '../words/use-text.ts';
import { browserOf } from './browser-of.ts';

/** Where one is signed in, and the way to end it from here. */
export function Sessions() {
  const t = useText();
  const { data, error, refetch } = useSessionsQuery(undefined, { refetchOnMountOrArgChange: true });
  const [end, ending] = useEndSessionMutation();
  const [endOthers, endingOthers] = useEndOtherSessionsMutation();
  const failure = error ?? ending.error ?? endingOthers.error;
  const sessions = [...(data?.items ?? [])].sort((a, b) => Number(b.current) - Number(a.current));
  return (
    <>
      <p className="page-lead">{t('sessions.lead')}</p>
      <FormMessage text={failure && problemText(t, problemOf(failure))} />
      {error && (
        <button type="button" className="button" onClick={() => void refetch()}>
          {t('try-again')}
        </button>
      )}
      <ul className="sessions" aria-busy={data === undefined && !error}>
        {sessions.map((session) => (
          <SessionRow key={session.id} session={session} onEnd={() => void end(session.id)} />
        ))}
      </ul>
      {sessions.length > 1 && (
        <button
          type="button"
          className="button danger"
          onClick={() => void endOthers()}
          disabled={endingOthers.isLoading}
        >
          {t('sessions.end-others')}
        </button>
      )}
    </>
  );
}

function SessionRow({ session, onEnd }: { readonly session: Session; readonly onEnd: () => void }) {
  const t = useText();
  const locale = useLocaleTag();
  const { browser, system } = browserOf(session.userAgent);
  const name = system
    ? t('sessions.name', { browser: browser ?? t('sessions.program'), system })
    : (browser ?? t('sessions.program'));
  const at = session.lastUsedAt;
  return (
    <li className="session">
      <div className="session-words">
        <p className="session-name">
          <strong>{name}</strong>
          {session.current && <span className="session-here">{t('sessions.current')}</span>}
        </p>
        <p className="session-about">
          <bdi>{session.address}</bdi>
          <time dateTime={at} title={fullTime(at, locale)}>
            {t('sessions.used', { day: dayName(at, Date.now(), locale), time: timeOfDay(at, locale) })}
          </time>
        </p>
      </div>
      {!session.current && (
        <button
          type="button"
          className="button small"
          aria-label={t('sessions.end.label', { name })}
          onClick={onEnd}
        >
          {t('sessions.end')}
        </button>
      )}
    </li>
  );
}
