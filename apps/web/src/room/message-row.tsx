'use client';
import type { Me } from '@parlor/contract';
import { memo } from 'react';
import { nameHue } from '../look/hue.ts';
import { Pennant } from '../look/pennant.tsx';
import { PersonName } from '../look/person-name.tsx';
import { Markdown } from '../markdown/markdown.tsx';
import { dayName, fullTime, timeOfDay } from '../words/times.ts';
import { useLocaleTag, useText } from '../words/use-text.ts';
import type { Entry } from './entries.ts';
import { MessageEditor } from './message-editor.tsx';
import { PendingState } from './pending-state.tsx';
import { Reactions } from './reactions.tsx';
import { RowTools } from './row-tools.tsx';
import type { RowActions } from './use-row-actions.ts';

interface MessageRowProps {
  readonly entry: Entry;
  readonly me: Pick<Me, 'id' | 'handle'>;
  /** What stands on the line above what is new. */
  readonly newLine: string;
  /** Whether the pointer or the focus is here. */
  readonly active: boolean;
  readonly editing: boolean;
  readonly moderates: boolean;
  readonly actions: RowActions;
}

/** One row of the timeline: who, when, what; and above it a day or the line above what is new. */
export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const { entry, me, newLine, actions } = props;
  const { id, author, head, tail, item, message } = entry;
  const editing = props.editing && message !== undefined;
  const state = item ? (item.state === 'failed' ? 'failed' : 'pending') : undefined;
  return (
    <>
      {entry.day !== undefined && <Day at={entry.day} />}
      {entry.divider && (
        <p className="new-line">
          <span>{newLine}</span>
        </p>
      )}
      <div
        className="message"
        data-head={head || undefined}
        data-tail={tail || undefined}
        data-state={state}
        data-fresh={entry.fresh || undefined}
        data-mention={entry.mentionsMe || undefined}
        style={nameHue(author.hue)}
      >
        <div className="gutter">
          {head ? (
            <Pennant id={author.id} name={author.name ?? '?'} hue={author.hue} bot={author.bot} />
          ) : (
            <Time at={entry.at} />
          )}
        </div>
        <div className="spine" />
        <div className="words">
          {head ? (
            <div className="who">
              <h3 id={`${id}-a`}>
                <PersonName person={author} />
              </h3>
              {author.bot && <BotMark />}
              <Time at={entry.at} id={`${id}-t`} />
            </div>
          ) : (
            <h3 className="sr-only" id={`${id}-a`}>
              {author.name}
            </h3>
          )}
          <div id={`${id}-b`}>
            {editing ? (
              <MessageEditor message={message} actions={actions} />
            ) : (
              <Body entry={entry} me={me.handle} />
            )}
          </div>
          <About entry={entry} />
          {message && (
            <Reactions id={id} message={message} mine={entry.mine} wishes={entry.wishes} actions={actions} />
          )}
        </div>
        {props.active && !editing && message && (
          <RowTools
            message={message}
            mine={entry.mine}
            me={me.id}
            moderates={props.moderates}
            actions={actions}
          />
        )}
      </div>
    </>
  );
}, sameRow);

function Body({ entry: { message, item }, me }: { readonly entry: Entry; readonly me: string }) {
  const t = useText();
  const body = item?.body ?? message?.body;
  if (body === null || body === undefined) {
    const other = message?.deletedBy && message.deletedBy !== message.author.id;
    return <p className="removed">{t(other ? 'message.removed-by-moderator' : 'message.removed')}</p>;
  }
  return <Markdown body={body} me={me} />;
}

/** What else is true of it: that it names the reader, was edited, or is not sent yet. */
function About({ entry: { id, message, item, mentionsMe } }: { readonly entry: Entry }) {
  const t = useText();
  const locale = useLocaleTag();
  if (item) return <PendingState item={item} />;
  const edited = message?.body === null ? null : message?.editedAt;
  if (!mentionsMe && !edited) return null;
  return (
    <p className="about" id={`${id}-x`}>
      {mentionsMe && <span className="sr-only">{t('message.mentions-you')}</span>}
      {edited && <span title={fullTime(edited, locale)}>{t('message.edited')}</span>}
    </p>
  );
}

function BotMark() {
  return <span className="bot-mark">{useText()('people.bot')}</span>;
}

function Day({ at }: { readonly at: string | number }) {
  const locale = useLocaleTag();
  return (
    <h2 className="day">
      <time dateTime={new Date(at).toISOString()}>{dayName(at, Date.now(), locale)}</time>
    </h2>
  );
}

function Time({ at, id }: { readonly at: string | number; readonly id?: string }) {
  const locale = useLocaleTag();
  return (
    <time
      className="time"
      dateTime={new Date(at).toISOString()}
      title={fullTime(at, locale)}
      {...(id && { id })}
    >
      {timeOfDay(at, locale)}
    </time>
  );
}

/** Entries are made anew with every event; a row is drawn anew only when something of it is another. */
function sameRow(before: MessageRowProps, after: MessageRowProps): boolean {
  const [a, b] = [before.entry, after.entry];
  const sameLine = !b.divider || before.newLine === after.newLine;
  return (
    a.id === b.id &&
    a.message === b.message &&
    a.item === b.item &&
    a.author === b.author &&
    a.head === b.head &&
    a.tail === b.tail &&
    a.day === b.day &&
    a.divider === b.divider &&
    a.fresh === b.fresh &&
    a.mentionsMe === b.mentionsMe &&
    a.mine === b.mine &&
    a.wishes === b.wishes &&
    before.me === after.me &&
    before.active === after.active &&
    before.editing === after.editing &&
    before.moderates === after.moderates &&
    before.actions === after.actions &&
    sameLine
  );
}
