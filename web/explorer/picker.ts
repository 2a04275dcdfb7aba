// A list that is filtered by typing: for a hundred models, or as many trees of a file.
import { fill, h } from '../shared/dom';

export interface Choice { value: string; label: string; group?: string }

const SHOWN = 300;
let serial = 0;

export class Picker {
  readonly element: HTMLElement;
  private readonly input: HTMLInputElement;
  private readonly list: HTMLElement;
  private readonly id = `picker-${++serial}`;
  private choices: Choice[] = [];
  private shown: Choice[] = [];
  private value = '';
  private active = -1;

  constructor(label: string, private readonly onPick: (value: string) => void) {
    this.list = h('div', { class: 'combo-list', role: 'listbox', id: this.id, 'aria-label': label, hidden: true });
    this.input = h('input', { type: 'text', class: 'grow', role: 'combobox', 'aria-label': label, 'aria-expanded': 'false', 'aria-controls': this.id, 'aria-autocomplete': 'list', autocomplete: 'off', spellcheck: 'false' });
    this.element = h('div', { class: 'combo' }, this.input, this.list);
    this.input.addEventListener('focus', () => this.input.select());
    this.input.addEventListener('click', () => this.open(''));
    this.input.addEventListener('input', () => this.open(this.input.value));
    this.input.addEventListener('keydown', event => this.key(event));
    this.input.addEventListener('blur', () => this.close());
    // Before the field loses the focus and takes the list away.
    this.list.addEventListener('mousedown', event => {
      event.preventDefault();
      const row = (event.target as HTMLElement).closest<HTMLElement>('[data-at]');
      if (row) this.pick(this.shown[Number(row.dataset['at'])]!);
    });
  }

  show(choices: Choice[], value: string): void {
    this.choices = choices;
    this.value = value;
    if (this.list.hidden) this.input.value = this.labelOf(value);
  }

  private labelOf(value: string): string {
    return this.choices.find(choice => choice.value === value)?.label ?? value.replace(/^[a-z]+:/, '');
  }

  private open(text: string): void {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean), query = text.trim().toLowerCase();
    const rank = (choice: Choice): number => { const label = choice.label.toLowerCase(); return label === query ? 0 : label.startsWith(query) ? 1 : 2; };
    const found = this.choices.filter(choice => { const all = `${choice.label} ${choice.group ?? ''}`.toLowerCase(); return words.every(word => all.includes(word)); });
    // Groups keep their order where nothing is typed; else the best match comes first.
    this.shown = (query ? [...found].sort((a, b) => rank(a) - rank(b)) : found).slice(0, SHOWN);
    this.active = query ? 0 : this.shown.findIndex(choice => choice.value === this.value);
    let group: string | undefined;
    fill(this.list, ...this.shown.flatMap((choice, at) => {
      const head = !query && choice.group !== group ? h('div', { class: 'combo-group', role: 'presentation' }, choice.group ?? '') : null;
      group = choice.group;
      return [head, h('div', { class: 'combo-option', role: 'option', id: `${this.id}-${at}`, 'data-at': at, 'aria-selected': String(choice.value === this.value) }, choice.label)];
    }), found.length > this.shown.length ? h('div', { class: 'combo-group' }, `and ${found.length - this.shown.length} more: type a part of the name`) : null,
    found.length === 0 ? h('div', { class: 'combo-group' }, `Nothing is called «${text.trim()}».`) : null);
    this.list.hidden = false;
    this.input.setAttribute('aria-expanded', 'true');
    this.mark();
  }

  private close(): void {
    this.list.hidden = true;
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-activedescendant');
    this.input.value = this.labelOf(this.value);
  }

  private pick(choice: Choice): void {
    this.value = choice.value;
    this.close();
    this.onPick(choice.value);
  }

  private mark(): void {
    for (const row of this.list.querySelectorAll('.combo-active')) row.classList.remove('combo-active');
    const row = this.active >= 0 ? document.getElementById(`${this.id}-${this.active}`) : null;
    row?.classList.add('combo-active');
    row?.scrollIntoView({ block: 'nearest' });
    if (row) this.input.setAttribute('aria-activedescendant', row.id);
    else this.input.removeAttribute('aria-activedescendant');
  }

  private key(event: KeyboardEvent): void {
    const isOpen = !this.list.hidden, last = this.shown.length - 1;
    switch (event.key) {
      case 'ArrowDown': if (isOpen) this.active = Math.min(last, this.active + 1); else this.open(''); break;
      case 'ArrowUp': if (isOpen) this.active = Math.max(0, this.active - 1); else this.open(''); break;
      case 'Enter': { const choice = isOpen ? this.shown[this.active] : undefined; if (choice) this.pick(choice); else if (!isOpen) this.open(''); break; }
      case 'Escape': if (!isOpen) return; this.close(); break;
      default: return;
    }
    event.preventDefault();
    if (!this.list.hidden) this.mark();
  }
}
