'use client';
import type { Me } from '@parlor/contract';
import { lazy, type ReactNode, Suspense, useEffect } from 'react';
import { RoomPage } from '../room/room-page.tsx';
import { CreateRoom } from '../rooms/create-room.tsx';
import { RoomBrowser } from '../rooms/room-browser.tsx';
import { Home, lastRoom } from './home.tsx';
import { Missing } from './missing.tsx';
import { navigate } from './navigation.tsx';
import { SessionBar } from './session-bar.tsx';
import { Sidebar } from './sidebar.tsx';
import { ToastPlace } from './toast-place.tsx';
import { useSwitcher } from './use-switcher.ts';

const AccountPages = lazy(() => import('../me/account-pages.tsx'));
const Switcher = lazy(() => import('./switcher.tsx'));

interface WorkspaceProps {
  readonly me: Me;
  readonly path: string;
  readonly signedOut: boolean;
}

/** What somebody who is signed in sees: the sidebar, and the screen that the address names. */
export function Workspace({ me, path, signedOut }: WorkspaceProps) {
  const slug = roomOfPath(path);
  const [switching, setSwitching] = useSwitcher();
  useEffect(() => {
    if (slug !== undefined) lastRoom.set(slug);
  }, [slug]);
  return (
    <div className="app-root">
      <SessionBar signedOut={signedOut} />
      <div className="app" data-view={path === '/' ? 'home' : 'screen'}>
        <Sidebar me={me} slug={slug} onJump={() => setSwitching(true)} />
        {screenOf(path, slug, me)}
      </div>
      <ToastPlace />
      {switching && (
        <Suspense>
          <Switcher onClose={() => setSwitching(false)} onChoose={(room) => navigate(`/r/${room}`)} />
        </Suspense>
      )}
    </div>
  );
}

function screenOf(path: string, slug: string | undefined, me: Me): ReactNode {
  if (slug !== undefined) return <RoomPage key={slug} slug={slug} me={me} />;
  if (path === '/') return <Home />;
  if (path === '/rooms') return <RoomBrowser />;
  if (path === '/rooms/new') return <CreateRoom />;
  if (/^\/me(\/(profile|sessions))?$/u.test(path)) {
    return (
      <Suspense fallback={<main className="main page" />}>
        <AccountPages me={me} path={path} />
      </Suspense>
    );
  }
  return <Missing />;
}

/** The slug in `/r/:slug`, with whatever follows it. */
function roomOfPath(path: string): string | undefined {
  const [, slug] = /^\/r\/([^/]+)/u.exec(path) ?? [];
  try {
    return slug && decodeURIComponent(slug);
  } catch {
    return undefined;
  }
}
