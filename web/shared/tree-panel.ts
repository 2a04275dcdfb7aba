// Icicle, table and details of one tree, kept in step: whatever is picked in one is picked in all.
import { saveMenu } from './chart';
import { columnsOf } from './columns';
import { details, tipOf } from './details';
import { announce, cssValue, fill, h, onThemeChange, wordsOf } from './dom';
import { cellOf, fileName, type Numbers } from './download';
import { canFold, fold, openedFor } from './fold';
import { Icicle } from './icicle';
import { typeLegend } from './legend';
import { mix, TypeColours } from './palette';
import { found, placesOf, sandwich } from './sandwich';
import { TreeTable, type Column } from './tree-table';
import { metricsOf, NODE_COLUMNS, pathOf, WORKLOAD_COLUMNS, type Metric, type Tree, type TreeNode } from './tree';

export interface PanelState { focus: string; selected: string; metric: Metric['key'] }

/** What a panel shows beyond the tree itself; the comparison colours and describes nodes in its own way. */
export interface PanelLook {
  colourOf?: (node: TreeNode) => string;
  isHatched?: (node: TreeNode) => boolean;
  columns?: Column[];
  details?: (node: TreeNode) => HTMLElement;
  tip?: (node: TreeNode) => HTMLElement;
  metric?: Metric;
  legend?: HTMLElement;
  numbers?: () => Numbers;
  /** What files are of; the tree where it is not said. */
  fileName?: string;
  /** Asks why a node is predicted as it is; what comes is added to its details. */
  why?: (node: TreeNode) => Promise<HTMLElement | null>;
}

export class TreePanel {
  readonly element: HTMLElement;
  state: PanelState = { focus: 'root', selected: 'root', metric: 'energy' };
  /** The tree as it came, and as it is shown: with equal layers as one. */
  private whole: Tree | null = null;
  private tree: Tree | null = null;
  private opened = new Set<string>();
  private isFolded = true;
  private picked: string | null = null;
  private look: PanelLook = {};
  private colours: TypeColours | null = null;
  private metrics: Metric[] = [];
  private readonly icicle: Icicle;
  private readonly table: TreeTable;
  private readonly crumbs = h('nav', { class: 'crumbs', 'aria-label': 'Path' });
  private readonly details = h('aside', { class: 'panel-details', 'aria-label': 'Node' });
  private readonly legend = h('div', { class: 'legend' });
  private readonly lit = h('div', { class: 'lit', 'aria-live': 'polite' });
  private readonly metric = h('select', { 'aria-label': 'What widths show', onchange: () => { this.state.metric = this.metric.value as Metric['key']; this.changed(); } });
  private readonly search = h('input', { type: 'search', placeholder: 'Search scope or type  ( / )', 'aria-label': 'Search scope or type', class: 'panel-search' });
  private readonly hits = h('span', { class: 'quiet', 'aria-live': 'polite' });
  private readonly folds = h('input', { type: 'checkbox', checked: true, onchange: () => this.foldAll(this.folds.checked) });
  private readonly foldsField = h('label', { class: 'panel-fold no-print', title: 'Draw equal layers that follow each other once' }, this.folds, 'Fold equal layers');

  constructor(private readonly onChange: (state: PanelState) => void = () => {}) {
    const select = (node: TreeNode): void => { this.state.selected = keyOf(this.tree!, node); this.changed(); };
    const drill = (node: TreeNode): void => this.drill(node);
    this.icicle = new Icicle({
      colourOf: node => (this.look.colourOf ?? (n => this.typeColour(n)))(node), isHatched: node => this.look.isHatched?.(node) ?? false,
      tipOf: node => (this.look.tip ?? (n => tipOf(this.tree!, n)))(node), onSelect: select, onDrill: drill,
    });
    this.table = new TreeTable(select, drill);
    this.search.addEventListener('input', () => { this.picked = null; this.find(); });
    this.search.addEventListener('keydown', event => this.searchKey(event));
    const open = (label: string, all: boolean): HTMLElement => h('button', { class: 'button small no-print', onclick: () => this.table.expandAll(all) }, label);
    this.element = h('div', { class: 'panel' },
      h('div', { class: 'card panel-main' },
        h('div', { class: 'panel-bar' }, this.crumbs, h('div', { class: 'panel-tools no-print' }, this.foldsField, this.metric, saveMenu(() => `${this.name()}-icicle`, () => (this.tree ? this.icicle.svg() : null), () => this.numbers()))),
        this.icicle.element, this.legend, this.lit,
        h('div', { class: 'panel-bar panel-table-bar' }, h('div', { class: 'panel-find no-print' }, this.search, this.hits), h('div', { class: 'panel-tools' }, open('Open all', true), open('Close all', false))),
        this.table.element),
      h('div', { class: 'card panel-side' }, this.details));
    // Nothing to look at before there is a tree.
    this.element.hidden = true;
    onThemeChange(() => this.render());
  }

  /** Puts the cursor into the search field. */
  focusSearch(): void {
    this.search.focus();
    this.search.select();
  }

  get selectedNode(): TreeNode | null {
    return this.tree ? nodeOf(this.tree, this.state.selected) : null;
  }

  get focusNode(): TreeNode | null {
    return this.tree ? nodeOf(this.tree, this.state.focus) : null;
  }

  show(tree: Tree, look: PanelLook = {}, state: Partial<PanelState> = {}, colours: TypeColours = new TypeColours([tree])): void {
    const isOther = tree !== this.whole;
    if (isOther && tree.model !== this.whole?.model) this.opened = new Set();
    this.whole = tree;
    this.look = look;
    this.colours = colours;
    this.state = { ...this.state, ...state };
    const foldable = canFold(tree);
    this.foldsField.hidden = !foldable;
    // A link to a node inside folded layers opens them.
    for (const key of [this.state.focus, this.state.selected]) if (foldable && this.isFolded && isWithin(tree, key)) this.opened = openedFor(tree, this.opened, scopeOf(key));
    if (isOther || look.metric) this.metrics = look.metric ? [look.metric] : metricsOf(tree);
    this.refold();
    const { metrics } = this;
    this.element.hidden = false;
    if (!metrics.some(metric => metric.key === this.state.metric)) this.state.metric = metrics[0]?.key ?? 'energy';
    fill(this.metric, ...metrics.map(metric => h('option', { value: metric.key, selected: metric.key === this.state.metric }, metric.label)));
    this.metric.hidden = metrics.length < 2;
    this.render();
    this.find();
  }

  /** Picks out all nodes of a type, or with null none. */
  pick(type: string | null): void {
    this.picked = type;
    this.search.value = '';
    this.find();
  }

  private name(): string {
    return this.look.fileName ?? (this.whole ? fileName(this.whole) : 'tree');
  }

  private refold(): void {
    this.tree = this.whole && this.isFolded && canFold(this.whole) ? fold(this.whole, this.opened) : this.whole;
  }

  private foldAll(isFolded: boolean): void {
    const selected = this.selectedNode;
    this.isFolded = isFolded;
    this.opened = new Set();
    if (!isFolded && selected?.origin) this.state.selected = keyOf(this.whole!, selected.origin);
    this.refold();
    this.changed();
    this.find();
  }

  private openAlike(node: TreeNode): void {
    let outermost = node;
    while (outermost.up?.alike) outermost = outermost.up;
    this.opened.add(outermost.scope);
    this.refold();
    this.state.selected = keyOf(this.tree!, nodeOf(this.tree!, node.origin!.scope));
    if (this.state.focus.startsWith(outermost.scope)) this.state.focus = outermost.up!.scope;
    this.changed();
    this.find();
  }

  private drill(node: TreeNode): void {
    const tree = this.tree!;
    this.state.focus = keyOf(tree, node.children.length > 0 ? node : node.up ?? node);
    this.state.selected = keyOf(tree, node);
    announce(`Inside ${wordsOf((this.look.tip ?? (n => tipOf(tree, n)))(node))}`);
    this.changed();
  }

  private searchKey(event: KeyboardEvent): void {
    if (event.key === 'Escape' && this.search.value) {
      this.search.value = '';
      this.search.dispatchEvent(new Event('input'));
    } else if (this.search.value.trim() && (event.key === 'Enter' || event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      const rows = this.table.shown, at = rows.indexOf(this.selectedNode!);
      const next = rows[(at + (event.key === 'ArrowUp' || event.shiftKey ? -1 + (at < 0 ? 1 : 0) : 1) + rows.length) % Math.max(1, rows.length)];
      if (next) {
        this.state.selected = keyOf(this.tree!, next);
        this.changed();
      }
    } else {
      return;
    }
    event.preventDefault();
  }

  // What is searched or picked lights up in icicle and table.
  private find(): void {
    const tree = this.tree;
    if (!tree) return;
    const text = this.search.value.trim();
    const nodes = text ? found(tree, text) : this.picked === null ? null : tree.nodes.filter(node => node.type === this.picked);
    const set = nodes ? new Set(nodes) : null;
    this.table.search(text);
    this.table.light(set);
    this.icicle.light(set);
    this.hits.textContent = text ? `${nodes!.reduce((sum, node) => sum + placesOf(node), 0)} found` : '';
    fill(this.lit, nodes && nodes.length > 0 ? sandwich(tree, text ? `«${text}»` : this.picked!, nodes, type => this.pick(type), () => this.pick(null)) : null);
  }

  private changed(): void {
    this.render();
    this.onChange(this.state);
  }

  private render(): void {
    const tree = this.tree;
    if (!tree) return;
    const focus = nodeOf(tree, this.state.focus), selected = nodeOf(tree, this.state.selected);
    const metric = this.metrics.find(one => one.key === this.state.metric) ?? this.metrics[0]!;
    this.icicle.show(tree, metric, focus, selected);
    this.table.show(tree, this.look.columns ?? columnsOf(tree), selected);
    const path = pathOf(focus);
    fill(this.crumbs, ...path.flatMap((node, i) => [
      i > 0 ? h('span', { 'aria-hidden': 'true' }, '›') : null,
      h('button', { 'aria-current': i === path.length - 1 ? 'true' : null, onclick: () => this.drill(node) }, i === 0 ? tree.model : node.alike ? `${node.name} ×${node.alike.length}` : node.name),
    ]));
    fill(this.details, (this.look.details ?? (node => details(tree, node)))(selected), h('div', { class: 'details-tools no-print' },
      selected.children.length > 0 && selected !== focus ? h('button', { class: 'button small', onclick: () => this.drill(selected) }, 'Drill in') : null,
      selected.alike ? h('button', { class: 'button small', onclick: () => this.openAlike(selected) }, `Show the ${selected.alike.length} one by one`) : null,
      this.look.colourOf ? null : h('button', { class: 'button small', onclick: () => this.pick(selected.type) }, `All ${selected.type}`)));
    void this.addReasons(selected);
    fill(this.legend, this.look.legend ?? typeLegend(focus, this.colours!, type => this.pick(this.picked === type ? null : type)));
  }

  private async addReasons(node: TreeNode): Promise<void> {
    const place = this.details.querySelector('.reasons');
    const reasons = place && this.look.why ? await this.look.why(node.origin ?? node) : null;
    // Another node may have been picked since: then the place is gone.
    if (place && reasons) fill(place, reasons);
  }

  private typeColour(node: TreeNode): string {
    if (node.children.length === 0) return this.colours!.of(node.type);
    return mix(cssValue('--module'), cssValue('--module-deep'), (node.depth % 2) * 0.45);
  }

  private numbers(): Numbers | null {
    const tree = this.whole;
    if (!tree) return null;
    if (this.look.numbers) return this.look.numbers();
    return {
      columns: [...WORKLOAD_COLUMNS, ...NODE_COLUMNS],
      rows: tree.nodes.map(node => [...WORKLOAD_COLUMNS.map(name => tree[name] ?? null), ...NODE_COLUMNS.map(name => cellOf(node[name]))]),
    };
  }
}

const scopeOf = (key: string): string => key.split('#')[0]!;

// Below the root, where folding may hide it.
const isWithin = (tree: Tree, key: string): boolean => scopeOf(key) !== tree.root.scope && tree.nodes.some(node => node.scope === scopeOf(key) && node.depth > 0);

// Two nodes may share a scope (the two products of an attention): the second is told apart by its number.
export function keyOf(tree: Tree, node: TreeNode): string {
  const twins = tree.nodes.filter(other => other.scope === node.scope);
  return twins.length > 1 && twins[0] !== node ? `${node.scope}#${twins.indexOf(node)}` : node.scope;
}

/** The node of a key; where there is none (another model), its nearest ancestor that there is. */
export function nodeOf(tree: Tree, key: string): TreeNode {
  const [scope = '', twin] = key.split('#');
  const found = tree.nodes.filter(node => node.scope === scope);
  if (found.length > 0) return found[Number(twin ?? 0)] ?? found[0]!;
  const dot = scope.lastIndexOf('.');
  return dot > 0 ? nodeOf(tree, scope.slice(0, dot)) : tree.root;
}
