// A collapsible table of a tree that makes rows only for what is on screen, so that 20,000 nodes scroll smoothly.
import { fill, h } from './dom';
import { found } from './sandwich';
import type { Tree, TreeNode } from './tree';

export interface Column {
  key: string; label: string; title?: string;
  value: (node: TreeNode) => number | string | null;
  text: (node: TreeNode) => string;
  /** Share of a bar behind the number, 0 to 1. */
  bar?: (node: TreeNode) => number | null;
}

const ROW = 30;
const MARGIN = 8;
const PRINTED_ROWS = 3000;

export class TreeTable {
  readonly element: HTMLElement;
  private readonly header = h('div', { class: 'tt-row tt-head', role: 'row' });
  private readonly body = h('div', { class: 'tt-body', role: 'rowgroup' });
  private readonly scroller = h('div', { class: 'tt-scroll', tabindex: 0, role: 'treegrid', 'aria-label': 'Nodes of the model' });
  private tree: Tree | null = null;
  private columns: Column[] = [];
  private rows: TreeNode[] = [];
  private open = new Set<number>([0]);
  private selected: TreeNode | null = null;
  private sort: { column: Column | null; up: boolean } = { column: null, up: false };
  private query = '';
  private lit: ReadonlySet<TreeNode> | null = null;

  constructor(private readonly onSelect: (node: TreeNode) => void, private readonly onDrill: (node: TreeNode) => void = onSelect) {
    this.scroller.append(h('div', { class: 'tt-sticky', role: 'rowgroup' }, this.header), this.body);
    this.element = h('div', { class: 'tt' }, this.scroller);
    this.scroller.addEventListener('scroll', () => this.paint());
    this.scroller.addEventListener('keydown', event => this.key(event));
    new ResizeObserver(() => this.paint()).observe(this.scroller);
    addEventListener('beforeprint', () => this.paint(true));
    addEventListener('afterprint', () => this.paint());
  }

  show(tree: Tree, columns: Column[], selected: TreeNode): void {
    if (tree !== this.tree) {
      const scopes = new Set([...this.open].map(index => this.tree?.nodes[index]?.scope).filter(scope => scope !== undefined));
      this.lit = null;
      // Another workload of the same model keeps what was open.
      this.open = new Set(this.tree ? tree.nodes.filter(node => scopes.has(node.scope)).map(node => node.index) : [0]);
      this.open.add(0);
      if (!this.tree) for (const child of tree.root.children) if (tree.nodes.length < 400 && child.children.length < 4) this.open.add(child.index);
    }
    this.tree = tree;
    this.columns = columns;
    if (this.sort.column) this.sort.column = columns.find(column => column.key === this.sort.column!.key) ?? null;
    const moved = selected !== this.selected;
    this.selected = selected;
    for (let up = selected.up; up; up = up.up) this.open.add(up.index);
    this.scroller.style.setProperty('--columns', String(columns.length));
    this.refresh();
    if (moved) this.reveal();
  }

  /** Shows only nodes whose scope or type holds a text. */
  search(query: string): void {
    this.query = query.trim().toLowerCase();
    this.refresh();
    this.scroller.scrollTop = 0;
  }

  /** The rows in their order. */
  get shown(): readonly TreeNode[] {
    return this.rows;
  }

  /** Marks rows; null marks none. */
  light(nodes: ReadonlySet<TreeNode> | null): void {
    this.lit = nodes;
    this.paint();
  }

  expandAll(open: boolean): void {
    this.open = new Set(open ? this.tree?.nodes.filter(node => node.children.length > 0).map(node => node.index) : [0]);
    this.refresh();
  }

  private refresh(): void {
    if (!this.tree) return;
    const query = this.query;
    this.rows = [];
    const order = (nodes: TreeNode[]): TreeNode[] => {
      const column = this.sort.column;
      if (!column) return [...nodes];
      const sign = this.sort.up ? 1 : -1;
      return [...nodes].sort((a, b) => sign * compare(column.value(a), column.value(b), sign));
    };
    if (query) {
      this.rows = order(found(this.tree, query));
    } else {
      const pending = [this.tree.root];
      while (pending.length > 0) {
        const node = pending.pop()!;
        this.rows.push(node);
        if (this.open.has(node.index)) pending.push(...order(node.children).reverse());
      }
    }
    this.scroller.setAttribute('aria-rowcount', String(this.rows.length + 1));
    this.body.style.height = `${this.rows.length * ROW}px`;
    this.head();
    this.paint();
  }

  private head(): void {
    fill(this.header,
      h('div', { class: 'tt-cell tt-name', role: 'columnheader' }, h('button', { class: 'tt-sort', onclick: () => this.sortBy(null) }, 'Scope')),
      ...this.columns.map(column => {
        const active = this.sort.column?.key === column.key;
        return h('div', { class: 'tt-cell', role: 'columnheader', 'aria-sort': active ? (this.sort.up ? 'ascending' : 'descending') : 'none', title: column.title },
          h('button', { class: 'tt-sort', onclick: () => this.sortBy(column) }, column.label, active ? (this.sort.up ? ' ▲' : ' ▼') : null));
      }));
  }

  private sortBy(column: Column | null): void {
    this.sort = { column, up: column !== null && column.key === this.sort.column?.key ? !this.sort.up : false };
    this.refresh();
  }

  private paint(all = false): void {
    if (!this.tree) return;
    const first = all ? 0 : Math.max(0, Math.floor(this.scroller.scrollTop / ROW) - MARGIN);
    const last = all ? Math.min(this.rows.length, PRINTED_ROWS) : Math.min(this.rows.length, Math.ceil((this.scroller.scrollTop + this.scroller.clientHeight) / ROW) + MARGIN);
    this.body.replaceChildren(...this.rows.slice(first, last).map((node, place) => this.row(node, first + place)));
  }

  private row(node: TreeNode, place: number): HTMLElement {
    const isOpen = this.open.has(node.index), isParent = node.children.length > 0 && !this.query;
    const toggle = isParent
      ? h('button', { class: 'tt-toggle', tabindex: -1, 'aria-label': isOpen ? 'Close' : 'Open', onclick: (event: Event) => { event.stopPropagation(); this.toggle(node); } }, isOpen ? '▾' : '▸')
      : h('span', { class: 'tt-toggle' });
    const label = this.query ? marked('tt-label', node.scope, this.query) : h('span', { class: 'tt-label' }, node.depth === 0 ? this.tree!.model : node.name);
    const name = h('div', { class: 'tt-cell tt-name', role: 'gridcell', title: node.scope },
      toggle, label, node.alike ? h('span', { class: 'tt-alike', title: `${node.alike.length} that are alike, in sum` }, `×${node.alike.length}`) : null,
      this.query ? marked('tt-type', node.type, this.query) : h('span', { class: 'tt-type' }, node.type));
    name.style.paddingLeft = `${8 + (this.query ? 0 : Math.min(node.depth, 14) * 15)}px`;
    const row = h('div', {
      class: `tt-row${node === this.selected ? ' tt-selected' : ''}${this.lit?.has(node) ? ' tt-lit' : ''}`, role: 'row', id: `tt-${node.index}`, 'aria-rowindex': place + 2, 'aria-level': node.depth + 1,
      'aria-selected': node === this.selected ? 'true' : 'false', 'aria-expanded': isParent ? String(isOpen) : null,
      onclick: () => this.onSelect(node), ondblclick: () => this.onDrill(node),
    }, name, ...this.columns.map(column => this.cell(column, node)));
    row.style.top = `${place * ROW}px`;
    return row;
  }

  private cell(column: Column, node: TreeNode): HTMLElement {
    const cell = h('div', { class: 'tt-cell tt-number', role: 'gridcell' }, h('span', {}, column.text(node)));
    const share = column.bar?.(node);
    if (share !== null && share !== undefined && share > 0) {
      const bar = h('i', { class: 'tt-bar' });
      bar.style.width = `${100 * Math.min(1, share)}%`;
      cell.prepend(bar);
    }
    return cell;
  }

  private toggle(node: TreeNode): void {
    if (!this.open.delete(node.index)) this.open.add(node.index);
    this.refresh();
  }

  private reveal(): void {
    const place = this.selected ? this.rows.indexOf(this.selected) : -1;
    if (place < 0) return;
    const top = place * ROW, view = this.scroller.clientHeight - ROW;
    if (top < this.scroller.scrollTop) this.scroller.scrollTop = top;
    else if (top + ROW > this.scroller.scrollTop + view) this.scroller.scrollTop = top + ROW - view;
    this.scroller.setAttribute('aria-activedescendant', `tt-${this.selected!.index}`);
  }

  private key(event: KeyboardEvent): void {
    if (event.target !== this.scroller || !this.selected || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = this.selected, place = this.rows.indexOf(at), isOpen = this.open.has(at.index);
    const page = Math.max(1, Math.floor(this.scroller.clientHeight / ROW) - 2);
    let next: TreeNode | null | undefined;
    switch (event.key) {
      case 'ArrowDown': next = this.rows[place + 1]; break;
      case 'ArrowUp': next = this.rows[place - 1]; break;
      case 'PageDown': next = this.rows[Math.min(this.rows.length - 1, place + page)]; break;
      case 'PageUp': next = this.rows[Math.max(0, place - page)]; break;
      case 'Home': next = this.rows[0]; break;
      case 'End': next = this.rows[this.rows.length - 1]; break;
      case 'ArrowRight': if (at.children.length > 0 && !isOpen) this.toggle(at); else next = at.children[0]; break;
      case 'ArrowLeft': if (isOpen && at.children.length > 0) this.toggle(at); else next = at.up; break;
      case 'Enter': this.onDrill(at); break;
      default: return;
    }
    event.preventDefault();
    if (next) this.onSelect(next);
  }
}

// Longer ones are cut before and behind what was searched, never in it.
const SHOWN_SURELY = 24;

function marked(style: string, text: string, query: string): HTMLElement {
  const at = text.toLowerCase().indexOf(query);
  if (at < 0) return h('span', { class: style }, text);
  const from = at + query.length <= SHOWN_SURELY ? 0 : Math.max(0, at - Math.max(2, SHOWN_SURELY - query.length - 4));
  return h('span', { class: `${style} tt-found` }, from > 0 ? '…' : null, text.slice(from, at), h('mark', {}, text.slice(at, at + query.length)), h('span', { class: 'tt-rest' }, text.slice(at + query.length)));
}

// Unknown stands last whatever the direction.
function compare(a: number | string | null, b: number | string | null, sign: number): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? sign : -sign;
  return typeof a === 'string' || typeof b === 'string' ? String(a).localeCompare(String(b)) : a - b;
}
