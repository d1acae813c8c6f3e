'use client';
import { useEffect } from 'react';
import { signInAddress } from '../accounts/arrive.ts';
import { useServerQuery, useSessionQuery } from '../api/api.ts';
import { useAppSelector } from '../api/store.ts';
import { startChat } from '../chat/current-chat.ts';
import { useText } from '../words/use-text.ts';
import { usePath } from './navigation.tsx';
import { Workspace } from './workspace.tsx';

/** The app: finds out who is there, sends strangers to the door, and shows the rest their rooms. */
export function App() {
  const account = useAppSelector((state) => state.account);
  const session = useSessionQuery();
  const path = usePath();
  if (path === undefined || account.status === 'unknown') {
    return session.isError ? <Unreachable retry={() => void session.refetch()} /> : <Shell />;
  }
  if (account.status === 'out' && account.user === undefined) return <ToTheDoor />;
  if (account.user === undefined) return <Shell />;
  startChat({ ...account.user, bot: false });
  return <Workspace me={account.user} path={path} signedOut={account.status === 'out'} />;
}

/** The frame before anything is known: no words, so that nothing flickers for who is quick. */
function Shell() {
  const t = useText();
  return (
    <div className="app-root" role="status" aria-label={t('loading')}>
      <div className="app app-empty" />
    </div>
  );
}

function Unreachable({ retry }: { readonly retry: () => void }) {
  const t = useText();
  return (
    <main className="lonely">
      <h1>{t('app.name')}</h1>
      <p>{t('problem.offline')}</p>
      <button type="button" className="button primary" onClick={retry}>
        {t('try-again')}
      </button>
    </main>
  );
}

/** Nobody is signed in: to the set-up of a new server, else to the sign-in that leads back here. */
function ToTheDoor() {
  const { data: server, isError } = useServerQuery();
  useEffect(() => {
    if (server?.setupDone === false) location.replace('/setup');
    else if (server || isError) location.replace(signInAddress());
  }, [server, isError]);
  return <Shell />;
}
