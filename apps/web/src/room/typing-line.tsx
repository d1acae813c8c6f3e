'use client';
import type { RoomState } from '@parlor/client';
import { useText } from '../words/use-text.ts';

interface TypingLineProps {
  readonly typing: RoomState['typing'] | undefined;
  readonly me: string;
}

/** Who is typing, in words and in a line that is always there, so that nothing moves. Not read out. */
export function TypingLine({ typing, me }: TypingLineProps) {
  const t = useText();
  const others = (typing?.users ?? []).filter(({ id }) => id !== me);
  const [a = '', b = '', c = ''] = others.map(({ name, handle }) => name ?? handle);
  const many = (typing?.count ?? 0) > 4 || others.length > 3;
  const words = ['', t('typing.one', { a }), t('typing.two', { a, b }), t('typing.three', { a, b, c })][
    others.length
  ];
  return <p className="typing">{many ? t('typing.many') : words}</p>;
}
