'use client';
import type { RoomState } from '@parlor/client';
import type { ProblemBody } from '@parlor/protocol';
import { type FormEvent, useEffect, useId, useRef } from 'react';
import { currentChat } from '../chat/current-chat.ts';
import { Icon } from '../look/icons.tsx';
import { AppLink } from '../shell/navigation.tsx';
import { problemText } from '../words/problem-text.ts';
import { useText } from '../words/use-text.ts';

/** A room that cannot be opened. A missing one and a forbidden one look the same, down to the word. */
export function Refused({ state }: { readonly state: RoomState }) {
  const t = useText();
  const words = state.status === 'removed' ? 'room.removed' : 'room.no-access';
  return (
    <main className="main lonely">
      <h1>{t(words)}</h1>
      <AppLink className="button primary" href="/rooms">
        {t('room.browse')}
      </AppLink>
    </main>
  );
}

interface PasswordGateProps {
  readonly name: string;
  readonly problem: ProblemBody;
}

/** In place of the timeline: the room wants a password. */
export function PasswordGate({ name, problem }: PasswordGateProps) {
  const t = useText();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const wrong = problem.code === 'room_password_wrong';
  const enter = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const password = String(new FormData(event.currentTarget).get('password') ?? '');
    if (password) currentChat()?.room?.enterAgain(password);
  };
  return (
    <main className="main lonely">
      <Icon name="key" />
      <h1>{t('room.password.title', { room: name })}</h1>
      <form className="gate" onSubmit={enter}>
        <label htmlFor={id}>{t('room.password.label')}</label>
        <span className="gate-row">
          <input
            ref={input}
            id={id}
            className="input"
            name="password"
            type="password"
            autoComplete="off"
            aria-invalid={wrong}
            aria-describedby={`${id}-error`}
          />
          <button type="submit" className="button primary">
            {t('room.password.enter')}
          </button>
        </span>
        <p role="alert" id={`${id}-error`} className="field-error">
          {wrong && t('room.password.wrong')}
          {problem.code !== 'room_password_required' && !wrong && problemText(t, problem)}
        </p>
      </form>
    </main>
  );
}
