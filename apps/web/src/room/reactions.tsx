'use client';
import { type ReactionWish, type ShownReaction, shownReactions } from '@parlor/client';
import type { Message } from '@parlor/protocol';
import { useMembersQuery } from '../api/api.ts';
import { currentChat } from '../chat/current-chat.ts';
import { Icon } from '../look/icons.tsx';
import { useLocaleTag, useText } from '../words/use-text.ts';
import type { RowActions } from './use-row-actions.ts';

interface ReactionsProps {
  readonly id: string;
  readonly message: Message;
  readonly mine: readonly string[] | undefined;
  readonly wishes: readonly ReactionWish[] | undefined;
  readonly actions: RowActions;
}

/** The reactions under a message: each says how many and who, and is one's own with a click. */
export function Reactions({ id, message, mine, wishes, actions }: ReactionsProps) {
  const t = useText();
  const shown = shownReactions(message, mine, wishes);
  if (shown.length === 0 || message.body === null) return null;
  return (
    <ul className="reactions" id={`${id}-r`} aria-label={t('reaction.list')}>
      {shown.map((reaction) => (
        <li key={reaction.emoji}>
          <Chip
            reaction={reaction}
            onToggle={() => actions.react(message.seq, reaction.emoji, reaction.mine ? 'off' : 'on')}
          />
        </li>
      ))}
      <li>
        <button
          type="button"
          className="reaction reaction-more"
          aria-label={t('reaction.add')}
          aria-haspopup="dialog"
          onClick={(event) => actions.pick(message.seq, event.currentTarget)}
        >
          <Icon name="smile" />
        </button>
      </li>
    </ul>
  );
}

function Chip({ reaction, onToggle }: { readonly reaction: ShownReaction; readonly onToggle: () => void }) {
  const t = useText();
  const who = useWho(reaction);
  const { emoji, count, mine } = reaction;
  return (
    <button
      type="button"
      className="reaction"
      aria-pressed={mine}
      aria-label={t('reaction.chip', { emoji, count, who })}
      title={who}
      onClick={onToggle}
    >
      <span aria-hidden="true">{emoji}</span>
      <span aria-hidden="true">{count}</span>
    </button>
  );
}

/** The names of those who reacted, as far as they are known, and how many more. */
function useWho({ users, count, mine }: ShownReaction): string {
  const t = useText();
  const locale = useLocaleTag();
  const chat = currentChat();
  const room = chat?.room?.state.id;
  const { data } = useMembersQuery(room ?? '', { skip: room === undefined });
  const others = users.filter((user) => user !== chat?.me.id);
  const names = others.flatMap((id) => data?.items.find(({ user }) => user.id === id)?.user.name ?? []);
  const known = [...(mine ? [t('people.you')] : []), ...names];
  const more = count - known.length;
  const all = more > 0 ? [...known, t('reaction.more', { count: more })] : known;
  return new Intl.ListFormat(locale).format(all);
}
