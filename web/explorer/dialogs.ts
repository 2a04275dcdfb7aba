// What is asked and told in front of everything else.
import { h } from '../shared/dom';

export function askKey(wasWrong: boolean): Promise<string | null> {
  return new Promise(resolve => {
    const input = h('input', { type: 'password', 'aria-label': 'Key', autocomplete: 'off', required: true });
    const dialog = h('dialog', { class: 'card', 'aria-label': 'Key of the server' }, h('form', { method: 'dialog' }, h('h2', {}, wasWrong ? 'That was not the key' : 'This server asks for a key'),
      h('p', { class: 'quiet' }, 'The one that it was started with (--api-key). It is kept until this tab is closed.'), input, h('button', { class: 'button primary', value: 'given' }, 'Continue')));
    dialog.addEventListener('close', () => { dialog.remove(); resolve(dialog.returnValue === 'given' ? input.value : null); });
    document.body.append(dialog);
    dialog.showModal();
    input.focus();
  });
}

const KEYS: [string, string][] = [
  ['/', 'search; Enter and arrows go through what is found'], ['click', 'select'], ['double click, Enter', 'drill in; on the top row, out'], ['Backspace, Escape', 'drill out'],
  ['arrows', 'move in picture and table'], ['wheel, W and S', 'zoom in and out, once the picture was clicked into'], ['A and D', 'move to the left and right when zoomed'],
  ['Right, Left in the table', 'open and close'], ['Home, End, Page Up, Page Down', 'far in the table'], ['Left, Right on the tabs', 'another view'], ['?', 'this list'],
];

/** Lists all keys. */
export function showKeys(): void {
  if (document.querySelector('dialog[open]')) return;
  const dialog = h('dialog', { class: 'card', 'aria-label': 'Keys' }, h('form', { method: 'dialog' }, h('h2', {}, 'Keys'),
    h('dl', { class: 'keys' }, ...KEYS.map(([keys, what]) => h('div', {}, h('dt', {}, h('kbd', {}, keys)), h('dd', {}, what)))), h('button', { class: 'button primary' }, 'Close')));
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
