'use client';
import type { Message } from '@parlor/protocol';
import { quickEmoji } from '../emoji/used.ts';
import { Icon } from '../look/icons.tsx';
import { useText } from '../words/use-text.ts';
import { type RowActions, rightsOn } from './use-row-actions.ts';

interface RowToolsProps {
  readonly message: Message;
  /** One's own reactions to it. */
  readonly mine: readonly string[] | undefined;
  readonly me: string;
  readonly moderates: boolean;
  readonly actions: RowActions;
}

/** What can be done with the row under the pointer or with the focus. It lies over the row and moves nothing. */
export function RowTools({ message, mine = [], me, moderates, actions }: RowToolsProps) {
  const t = useText();
  const rights = rightsOn(message, me, moderates);
  const { seq } = message;
  if (!rights.react) return null;
  return (
    <div className="row-tools" role="toolbar" aria-label={t('message.tools')}>
      {quickEmoji().map((emoji) => (
        <button
          key={emoji}
          type="button"
          className="row-tool row-tool-emoji"
          aria-pressed={mine.includes(emoji)}
          aria-label={t('reaction.with', { emoji })}
          title={t('reaction.with', { emoji })}
          onClick={() => actions.react(seq, emoji, mine.includes(emoji) ? 'off' : 'on')}
        >
          {emoji}
        </button>
      ))}
      <button
        type="button"
        className="row-tool"
        aria-label={t('reaction.add')}
        aria-haspopup="dialog"
        title={`${t('reaction.add')} (+)`}
        onClick={(event) => actions.pick(seq, event.currentTarget)}
      >
        <Icon name="smile" />
      </button>
      {rights.edit && (
        <button
          type="button"
          className="row-tool"
          aria-label={t('message.edit')}
          title={`${t('message.edit')} (e)`}
          onClick={() => actions.edit(seq)}
        >
          <Icon name="pencil" />
        </button>
      )}
      {rights.remove && (
        <button
          type="button"
          className="row-tool row-tool-danger"
          aria-label={t('message.delete')}
          title={`${t('message.delete')} (Delete)`}
          onClick={() => actions.remove(message)}
        >
          <Icon name="bin" />
        </button>
      )}
    </div>
  );
}
