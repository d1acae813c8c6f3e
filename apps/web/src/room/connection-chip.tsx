'use client';
import type { RoomStatus, SessionState } from '@parlor/client';
import { useEffect, useState } from 'react';
import { currentChat } from '../chat/current-chat.ts';
import { useLasting, useNetwork, useSession } from '../chat/use-live.ts';
import type { Key } from '../words/locale.ts';
import { useText } from '../words/use-text.ts';

/** What is passing is not worth a word: thresholds in milliseconds. */
const RECONNECTING = 2_000;
const OFFLINE = 10_000;
const CATCHING_UP = 300;
const UPGRADING = 4003;

type Shown = 'restarting' | 'offline' | 'reconnecting' | 'catching-up';

/** A second sentence, where there is the room for it. */
const MORE: Partial<Record<Shown, Key>> = {
  offline: 'connection.offline.more',
  restarting: 'connection.restarting.more',
};

/** How the connection is, when it is not as it should be. It stands inside the header, so that nothing moves. */
export function ConnectionChip({ status }: { readonly status: RoomStatus }) {
  const t = useText();
  const shown = useShown(useSession(), status);
  const more = shown && MORE[shown];
  return (
    <>
      {shown && (
        <p className={`chip ${shown}`}>
          <span className="chip-dot" aria-hidden="true" />
          <span className="chip-words">
            {t(`connection.${shown}`)}
            {more && <span className="chip-more"> {t(more)}</span>}
          </span>
          {shown === 'offline' && (
            <button type="button" className="link" onClick={() => currentChat()?.session.retryNow()}>
              {t('connection.try-now')}
            </button>
          )}
        </p>
      )}
      <Spoken shown={shown} />
    </>
  );
}

function useShown(session: SessionState, status: RoomStatus): Shown | undefined {
  const down = session.name === 'connecting' || session.name === 'offline';
  const restarting = useRestarting(session);
  const network = useNetwork();
  const reconnecting = useLasting(down, RECONNECTING);
  const offline = useLasting(down, OFFLINE);
  const catchingUp = useLasting(!down && status === 'catching-up', CATCHING_UP);
  if (down && (offline || !network)) return 'offline';
  if (down && restarting) return 'restarting';
  if (reconnecting) return 'reconnecting';
  return catchingUp ? 'catching-up' : undefined;
}

/** The server said that it would be back: true until it is. */
function useRestarting(session: SessionState): boolean {
  const [restarting, setRestarting] = useState(false);
  useEffect(() => {
    if (session.name === 'offline' && session.code === UPGRADING) setRestarting(true);
    if (session.name === 'connected') setRestarting(false);
  }, [session]);
  return restarting;
}

/** The same for who does not see it: said once when it begins. */
function Spoken({ shown }: { readonly shown: Shown | undefined }) {
  const t = useText();
  const more = shown && MORE[shown];
  const worth = shown && shown !== 'catching-up' ? shown : undefined;
  return (
    <span className="sr-only" role="status">
      {worth && t(`connection.${worth}`)} {more && t(more)}
    </span>
  );
}
