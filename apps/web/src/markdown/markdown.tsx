'use client';
import { memo, useState } from 'react';
import { Icon } from '../look/icons.tsx';
import { useText } from '../words/use-text.ts';
import type { Block, Inline } from './ast.ts';
import { parseBlocks } from './blocks.ts';

interface MarkdownProps {
  readonly body: string;
  /** One's own handle: a mention of it is marked. */
  readonly me: string;
}

/** A message's words as React elements. There is no HTML on the way, so there is nothing to clean. */
export const Markdown = memo(function Markdown({ body, me }: MarkdownProps) {
  const large = isFewEmoji(body);
  return (
    <div className={large ? 'markdown large' : 'markdown'} dir="auto">
      <Blocks blocks={parseBlocks(body)} me={me} />
    </div>
  );
});

const FEW_EMOJI = /^(?:\p{RGI_Emoji}\s*){1,3}$/v;

/** One to three emoji and nothing else. */
export function isFewEmoji(body: string): boolean {
  return body.length < 100 && FEW_EMOJI.test(body.trim());
}

function Blocks({ blocks, me }: { readonly blocks: readonly Block[]; readonly me: string }) {
  return placed(blocks).map(({ key, part: block }) => {
    switch (block.type) {
      case 'code':
        return <CodeBlock key={key} language={block.language} text={block.text} />;
      case 'quote':
        return (
          <blockquote key={key}>
            <Blocks blocks={block.children} me={me} />
          </blockquote>
        );
      case 'list':
        return <List key={key} block={block} me={me} />;
      case 'heading':
        return (
          <p key={key}>
            <strong>
              <Inlines parts={block.children} me={me} />
            </strong>
          </p>
        );
      default:
        return (
          <p key={key}>
            <Inlines parts={block.children} me={me} />
          </p>
        );
    }
  });
}

/** Parts with their place as key: a body's parts never change places. */
function placed<Part>(parts: readonly Part[]): readonly { readonly key: number; readonly part: Part }[] {
  return parts.map((part, key) => ({ key, part }));
}

function List({ block, me }: { readonly block: Extract<Block, { type: 'list' }>; readonly me: string }) {
  const items = placed(block.items).map(({ key, part: item }) => (
    <li key={key}>
      <Inlines parts={item} me={me} />
    </li>
  ));
  return block.ordered ? <ol start={block.start}>{items}</ol> : <ul>{items}</ul>;
}

function Inlines({ parts, me }: { readonly parts: readonly Inline[]; readonly me: string }) {
  return placed(parts).map(({ key, part }) => <InlinePart key={key} part={part} me={me} />);
}

function InlinePart({ part, me }: { readonly part: Inline; readonly me: string }) {
  switch (part.type) {
    case 'text':
      return part.text;
    case 'code':
      return <code dir="ltr">{part.text}</code>;
    case 'mention':
      return part.handle === me ? (
        <mark className="mention">@{part.handle}</mark>
      ) : (
        <span className="mention">@{part.handle}</span>
      );
    case 'link':
      return (
        <a href={part.href} target="_blank" rel="noopener noreferrer nofollow">
          <Inlines parts={part.children} me={me} />
        </a>
      );
    case 'spoiler':
      return <Spoiler parts={part.children} me={me} />;
    default: {
      const Tag = TAGS[part.type];
      return (
        <Tag>
          <Inlines parts={part.children} me={me} />
        </Tag>
      );
    }
  }
}

const TAGS = { strong: 'strong', emphasis: 'em', strike: 's' } as const;

/** Words that are shown when they are asked for. */
function Spoiler({ parts, me }: { readonly parts: readonly Inline[]; readonly me: string }) {
  const t = useText();
  const [shown, setShown] = useState(false);
  if (shown) {
    return (
      <span className="spoiler shown">
        <Inlines parts={parts} me={me} />
      </span>
    );
  }
  return (
    <button
      type="button"
      className="spoiler"
      onClick={() => setShown(true)}
      aria-label={t('message.spoiler')}
    >
      <span aria-hidden="true">
        <Inlines parts={parts} me={me} />
      </span>
    </button>
  );
}

/** Code as it stands: read from left to right, scrolled by keys too, and copied with one button. */
function CodeBlock({ language, text }: { readonly language: string; readonly text: string }) {
  const t = useText();
  const [copied, setCopied] = useState(false);
  const copy = () => {
    navigator.clipboard?.writeText(text).then(
      () => setCopied(true),
      () => {},
    );
  };
  return (
    <figure className="code-block" dir="ltr">
      <figcaption>
        <span>{language || t('message.code')}</span>
        <button
          type="button"
          className="code-copy"
          onClick={copy}
          onBlur={() => setCopied(false)}
          aria-label={t('message.code.copy')}
        >
          <Icon name={copied ? 'check' : 'copy'} />
          <span role="status" className="sr-only">
            {copied ? t('message.copied') : ''}
          </span>
        </button>
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by keys (WCAG 2.1.1). */}
      <section tabIndex={0} aria-label={language || t('message.code')}>
        <pre>
          <code>{text}</code>
        </pre>
      </section>
    </figure>
  );
}
