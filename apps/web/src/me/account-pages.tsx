'use client';
import type { Me } from '@parlor/contract';
import { Icon } from '../look/icons.tsx';
import { AppLink } from '../shell/navigation.tsx';
import { useText } from '../words/use-text.ts';
import { Profile } from './profile.tsx';
import { Sessions } from './sessions.tsx';

const PAGES = ['profile', 'sessions'] as const;
type AccountPage = (typeof PAGES)[number];

/** `/me/profile` and `/me/sessions`: what is one's own. */
export default function AccountPages({ me, path }: { readonly me: Me; readonly path: string }) {
  const t = useText();
  const page: AccountPage = path === '/me/sessions' ? 'sessions' : 'profile';
  return (
    <main className="main page">
      <header className="page-head">
        <AppLink className="icon-button back" href="/" aria-label={t('room.back')}>
          <Icon name="back" />
        </AppLink>
        <h1>{t(`me.${page}`)}</h1>
      </header>
      <div className="page-body narrow">
        <nav className="account-nav" aria-label={t('me.account')}>
          {PAGES.map((one) => (
            <AppLink key={one} href={`/me/${one}`} aria-current={one === page ? 'page' : undefined}>
              {t(`me.${one}`)}
            </AppLink>
          ))}
        </nav>
        {page === 'profile' ? <Profile me={me} /> : <Sessions />}
      </div>
    </main>
  );
}
