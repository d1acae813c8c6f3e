'use client';
import type { Me } from '@parlor/contract';
import { useRef, useState } from 'react';
import { dropToken } from '../api/access-token.ts';
import { useLogoutMutation } from '../api/api.ts';
import { currentChat, stopChat } from '../chat/current-chat.ts';
import { useOutbox } from '../chat/use-live.ts';
import { Icon } from '../look/icons.tsx';
import { Pennant } from '../look/pennant.tsx';
import { useText } from '../words/use-text.ts';
import { AppLink } from './navigation.tsx';
import { chooseTheme, readTheme, type Theme } from './theme.ts';

const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

/** Oneself at the foot of the sidebar, with the theme and the way out. */
export function MeMenu({ me }: { readonly me: Me }) {
  const t = useText();
  return (
    <div className="me">
      <button type="button" className="me-button" popoverTarget="me-menu">
        <Pennant id={me.id} name={me.name} hue={me.hue} />
        <bdi className="me-name" aria-hidden="true">
          {me.name}
        </bdi>
        <span className="sr-only">
          {me.name}, {t('me.menu')}
        </span>
        <Icon name="menu" />
      </button>
      <div id="me-menu" className="menu" popover="auto">
        <p className="menu-who">
          <bdi>{me.name}</bdi> <span>@{me.handle}</span>
        </p>
        <AppLink className="menu-item" href="/me/profile" onClick={closeMenu}>
          {t('me.profile')}
        </AppLink>
        <AppLink className="menu-item" href="/me/sessions" onClick={closeMenu}>
          {t('me.sessions')}
        </AppLink>
        <ThemeChoice />
        <SignOut />
      </div>
    </div>
  );
}

const closeMenu = () => document.getElementById('me-menu')?.hidePopover();

function ThemeChoice() {
  const t = useText();
  const [theme, setTheme] = useState(readTheme);
  const choose = (next: Theme) => {
    chooseTheme(next);
    setTheme(next);
  };
  return (
    <fieldset className="themes">
      <legend>{t('me.theme')}</legend>
      {THEMES.map((one) => (
        <label key={one}>
          <input type="radio" name="theme" checked={theme === one} onChange={() => choose(one)} />
          <span>{t(`me.theme.${one}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** Signing out asks first when words would be left behind. */
function SignOut() {
  const t = useText();
  const dialog = useRef<HTMLDialogElement>(null);
  const unsent = useOutbox();
  const [logout] = useLogoutMutation();
  const leave = async () => {
    await logout();
    stopChat();
    dropToken();
    location.assign('/login');
  };
  const discard = () => {
    for (const { clientId } of unsent) currentChat()?.outbox.discard(clientId);
    return leave();
  };
  return (
    <>
      <button
        type="button"
        className="menu-item"
        onClick={() => (unsent.length > 0 ? dialog.current?.showModal() : void leave())}
      >
        {t('me.sign-out')}
      </button>
      <dialog ref={dialog} className="dialog" aria-labelledby="unsent-title">
        <h2 id="unsent-title">{t('me.unsent', { count: unsent.length })}</h2>
        <div className="dialog-actions">
          <button type="button" className="button primary" onClick={() => dialog.current?.close()}>
            {t('me.stay')}
          </button>
          <button type="button" className="button" onClick={() => void leave()}>
            {t('me.keep')}
          </button>
          <button type="button" className="button danger" onClick={() => void discard()}>
            {t('me.discard')}
          </button>
        </div>
      </dialog>
    </>
  );
}
