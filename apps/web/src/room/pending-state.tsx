'use client';
import type { OutboxItem } from '@parlor/client';
import { currentChat } from '../chat/current-chat.ts';
import { useSession } from '../chat/use-live.ts';
import { Icon } from '../look/icons.tsx';
import { problemText } from '../words/problem-text.ts';
import { useText } from '../words/use-text.ts';
import { editAgain } from './edit-again.ts';

/**
 * How far one's own message has come. Calm is the default: nothing for the first moments, then a clock, then
 * a word (the style sheet has the times). What failed says why, and stays until the person decides.
 */
export function PendingState({ item }: { readonly item: OutboxItem }) {
  const t = useText();
  const connected = useSession().name === 'connected';
  if (item.state === 'failed') return <Failed item={item} />;
  return (
    <p className="pending-state">
      <Icon name="clock" />
      {connected ? (
        <span className="pending-sending">{t('message.sending')}</span>
      ) : (
        <span className="pending-waiting">{t('message.waiting')}</span>
      )}
    </p>
  );
}

function Failed({ item }: { readonly item: OutboxItem }) {
  const t = useText();
  const outbox = currentChat()?.outbox;
  const edit = () => {
    editAgain(item.body);
    outbox?.discard(item.clientId);
  };
  return (
    <div className="failed-state">
      <p>
        <Icon name="warning" />
        {t('message.failed', { reason: problemText(t, item.problem) })}
      </p>
      <p className="failed-actions">
        <button type="button" className="link" onClick={() => outbox?.retry(item.clientId)}>
          {t('message.retry')}
        </button>
        <button type="button" className="link" onClick={edit}>
          {t('message.edit')}
        </button>
        <button type="button" className="link" onClick={() => void navigator.clipboard?.writeText(item.body)}>
          {t('message.copy')}
        </button>
        <button type="button" className="link" onClick={() => outbox?.discard(item.clientId)}>
          {t('message.discard')}
        </button>
      </p>
    </div>
  );
}
