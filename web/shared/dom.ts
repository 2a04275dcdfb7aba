// Elements from code: text is always set as text, never parsed as HTML, so that names from files cannot become markup.

type Child = Node | string | null | undefined | false;
type Props = Record<string, string | number | boolean | null | undefined | ((event: never) => void)>;

/** An element with attributes (`class`, `aria-*`), listeners (`onclick`) and children. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name.slice(2), value as EventListener);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  append(element, children);
  return element;
}

function append(element: Element, children: Child[]): void {
  for (const child of children) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
}

/** Replaces what an element holds. */
export function fill(element: Element, ...children: Child[]): void {
  element.replaceChildren();
  append(element, children);
}

/** The element with an id that the page is known to have. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no #${id}`);
  return element;
}

/** A value of the page's style sheet, such as `--ink`. */
export function cssValue(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Calls back when the page turns dark or light. */
export function onThemeChange(callback: () => void): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', callback);
  new MutationObserver(callback).observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
}

/** Prints on white, whatever the screen is. */
export function lightOnPaper(): void {
  const root = document.documentElement;
  let before: string | undefined;
  addEventListener('beforeprint', () => { before = root.dataset['theme']; root.dataset['theme'] = 'light'; });
  addEventListener('afterprint', () => { if (before === undefined) delete root.dataset['theme']; else root.dataset['theme'] = before; });
}

/** True where the user asked for little motion. */
export function isCalm(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

/** What an element says, with a comma where lines end: `textContent` would run words together. */
export function wordsOf(element: Element): string {
  const lines = [...element.children].map(wordsOf).filter(text => text !== '');
  const own = [...element.childNodes].filter(node => node.nodeType === Node.TEXT_NODE).map(node => node.textContent!.trim()).filter(text => text !== '');
  return [...own, ...lines].join(', ');
}

let spoken: HTMLElement | null = null;

/** Says something to those who listen instead of looking. */
export function announce(text: string): void {
  if (!spoken?.isConnected) document.body.append((spoken = h('div', { class: 'visually-hidden', role: 'status', 'aria-live': 'polite' })));
  spoken.textContent = text;
}
