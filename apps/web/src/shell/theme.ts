import { remember } from '../chat/device-memory.ts';

/** What the reader chose; `system` follows the device. */
export type Theme = 'system' | 'light' | 'dark';

const KEY = 'parlor.theme';

/** Runs before the first paint, so that no page flashes in the wrong theme. */
export const THEME_SCRIPT = `try{var t=localStorage.getItem('${KEY}');if(t==='light'||t==='dark')document.documentElement.dataset.theme=t}catch(e){}`;

/** The theme that is shown now. */
export function readTheme(): Theme {
  const { theme } = document.documentElement.dataset;
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}

/** Shows a theme at once, and on every later visit. */
export function chooseTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  remember(KEY, theme === 'system' ? null : theme);
}
