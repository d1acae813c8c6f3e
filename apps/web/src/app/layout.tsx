import type { Metadata, Viewport } from 'next';
import localFont from 'next/font/local';
import type { ReactNode } from 'react';
import '../look/tokens.css';
import '../look/base.css';
import '../look/controls.css';
import '../look/entry.css';
import '../look/frame.css';
import '../look/sidebar.css';
import '../look/room.css';
import '../look/message.css';
import '../look/account.css';
import '../look/changes.css';
import '../look/emoji.css';
import '../look/composer.css';
import '../look/people.css';
import '../look/rooms.css';
import { Providers } from '../shell/providers.tsx';
import { THEME_SCRIPT } from '../shell/theme.ts';

const text = localFont({
  src: '../../../../node_modules/@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2',
  variable: '--font-text',
  weight: '200 800',
  display: 'swap',
});
const textExtended = localFont({
  src: '../../../../node_modules/@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-ext-wght-normal.woff2',
  variable: '--font-text-ext',
  weight: '200 800',
  display: 'swap',
  preload: false,
  adjustFontFallback: false,
  declarations: [
    {
      prop: 'unicode-range',
      value:
        'U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+0304,U+0308,U+0329,U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF',
    },
  ],
});
const code = localFont({
  src: '../../../../node_modules/@fontsource-variable/atkinson-hyperlegible-mono/files/atkinson-hyperlegible-mono-latin-wght-normal.woff2',
  variable: '--font-code',
  weight: '200 800',
  display: 'swap',
  preload: false,
  adjustFontFallback: false,
});

export const metadata: Metadata = {
  title: 'Parlor',
  description: 'A room for talking.',
  icons: { icon: '/icon.svg' },
};

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  // A keyboard makes the page smaller instead of lying over the composer.
  interactiveWidget: 'resizes-content',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#ebf1ee' },
    { media: '(prefers-color-scheme: dark)', color: '#0b1413' },
  ],
};

/** What every page has: fonts, tokens, the theme before the first paint, the store. */
export default function Layout({ children }: { readonly children: ReactNode }) {
  return (
    <html
      lang="en"
      className={`${text.variable} ${textExtended.variable} ${code.variable}`}
      suppressHydrationWarning
    >
      <head>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours; it has to run before the first paint, and the policy names its hash. */}
        <script dangerouslySetInnerHTML={{ __html: THEME_SCRIPT }} />
      </head>
      <body>
        <Providers>{children}</Providers>
      </body>
    </html>
  );
}
