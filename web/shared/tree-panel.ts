// Icicle, table and details of one tree, kept in step: whatever is picked in one is picked in all.
import { saveMenu } from './chart';
import { columnsOf } from './columns';
import { details, tipOf } from './details';
import { cssValue, fill, h, onThemeChange } from './dom';
import { cellOf, type Numbers } from './download';
import { Icicle } from './icicle';
import { mix, TypeColours } from './palette';
import { TreeTable, type Column } from './tree-table';
import { metricsOf, NODE_COLUMNS, pathOf, WORKLOAD_COLUMNS, workloadText, type Metric, type Tree, type TreeNode } from './tree';

export interface PanelState { focus: string; selected: string; metric: Metric['key'] }

/** What a panel shows beyond the tree itself; the comparison colours and describes nodes in its own way. */
export interface PanelLook {
  colourOf?: (node: TreeNode) => string;
  columns?: Column[];
  details?: (node: TreeNode) => HTMLElement;
  tip?: (node: TreeNode) => HTMLElement;
  metric?: Metric;
  legend?: HTMLElement;
  numbers?: () => Numbers;
  /** Asks why a node is predicted as it is; what comes is added to its details. */
  why?: (node: TreeNode) => Promise<HTMLElement | null>;
}

export class TreePanel {
  readonly element: HTMLElement;
  state: PanelState = { focus: 'root', selected: 'root', metric: 'energy' };
  private tree: Tree | null = null;
  private look: PanelLook = {};
  private colours: TypeColours | null = null;
  private metrics: Metric[] = [];
  private readonly icicle: Icicle;
  private readonly table: TreeTable;
  private readonly crumbs = h('nav', { class: 'crumbs', 'aria-label': 'Path' });
  private readonly details = h('aside', { class: 'panel-details', 'aria-label': 'Node' });
  private readonly legend = h('div', { class: 'legend' });
  private readonly metric = h('select', { 'aria-label': 'What widths show', onchange: () => { this.state.metric = this.metric.value as Metric['key']; this.changed(); } });
  private readonly search = h('input', { type: 'search', placeholder: 'Search scope or type  ( / )', 'aria-label': 'Search scope or type', class: 'panel-search' });
  private readonly hits = h('span', { class: 'quiet', 'aria-live': 'polite' });

  constructor(private readonly onChange: (state: PanelState) => void = () => {}) {
    const select = (node: TreeNode): void => { this.state.selected = keyOf(this.tree!, node); this.changed(); };
    const drill = (node: TreeNode): void => { this.state.focus = keyOf(this.tree!, node.children.length > 0 ? node : node.up ?? node); this.state.selected = keyOf(this.tree!, node); this.changed(); };
    this.icicle = new Icicle({
      colourOf: node => (this.look.colourOf ?? (n => this.typeColour(n)))(node),
      tipOf: node => (this.look.tip ?? (n => tipOf(this.tree!, n)))(node), onSelect: select, onDrill: drill,
    });
    this.table = new TreeTable(select, drill);
    this.search.addEventListener('input', () => { const found = this.table.search(this.search.value); this.hits.textContent = this.search.value.trim() ? `${found} found` : ''; });
    this.search.addEventListener('keydown', event => { if (event.key === 'Escape' && this.search.value) { this.search.value = ''; this.search.dispatchEvent(new Event('input')); event.preventDefault(); } });
    const open = (label: string, all: boolean): HTMLElement => h('button', { class: 'button small no-print', onclick: () => this.table.expandAll(all) }, label);
    this.element = h('div', { class: 'panel' },
      h('div', { class: 'card panel-main' },
        h('div', { class: 'panel-bar' }, this.crumbs, h('div', { class: 'panel-tools no-print' }, this.metric, saveMenu('icicle', () => this.icicle.svg(), () => this.numbers()))),
        this.icicle.element, this.legend,
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
    const shown = this.tree;
    this.tree = tree;
    this.look = look;
    this.colours = colours;
    this.state = { ...this.state, ...state };
    if (tree !== shown || look.metric) this.metrics = look.metric ? [look.metric] : metricsOf(tree);
    const { metrics } = this;
    this.element.hidden = false;
    if (!metrics.some(metric => metric.key === this.state.metric)) this.state.metric = metrics[0]?.key ?? 'energy';
    fill(this.metric, ...metrics.map(metric => h('option', { value: metric.key, selected: metric.key === this.state.metric }, metric.label)));
    this.metric.hidden = metrics.length < 2;
    this.render();
    if (this.search.value) this.search.dispatchEvent(new Event('input'));
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
      h('button', { 'aria-current': i === path.length - 1 ? 'true' : null, onclick: () => { this.state.focus = this.state.selected = keyOf(tree, node); this.changed(); } }, i === 0 ? tree.model : node.name),
    ]));
    fill(this.details, (this.look.details ?? (node => details(tree, node)))(selected));
    void this.addReasons(selected);
    fill(this.legend, this.look.legend ?? this.typeLegend(focus));
  }

  private async addReasons(node: TreeNode): Promise<void> {
    const place = this.details.querySelector('.reasons');
    const reasons = place && this.look.why ? await this.look.why(node) : null;
    // Another node may have been picked since: then the place is gone.
    if (place && reasons) fill(place, reasons);
  }

  private typeColour(node: TreeNode): string {
    if (node.children.length === 0) return this.colours!.of(node.type);
    return mix(cssValue('--module'), cssValue('--module-deep'), (node.depth % 2) * 0.45);
  }

  private typeLegend(focus: TreeNode): HTMLElement {
    const present = new Set<string>();
    const pending = [focus];
    while (pending.length > 0) {
      const node = pending.pop()!;
      pending.push(...node.children);
      if (node.children.length === 0) present.add(node.type);
    }
    const named = this.colours!.types.filter(type => present.has(type));
    const others = [...present].filter(type => !named.includes(type));
    const swatch = (colour: string, label: string): HTMLElement => {
      const box = h('i', { class: 'legend-swatch' });
      box.style.background = colour;
      return h('span', {}, box, label);
    };
    return h('div', { class: 'legend-row' }, ...named.map(type => swatch(this.colours!.of(type), type)),
      others.length > 0 ? swatch(cssValue('--faint'), others.length === 1 ? others[0]! : `${others.length} other types`) : null, swatch(cssValue('--module-deep'), 'modules'));
  }

  private numbers(): Numbers | null {
    const tree = this.tree;
    if (!tree) return null;
    if (this.look.numbers) return this.look.numbers();
    return {
      columns: [...WORKLOAD_COLUMNS, ...NODE_COLUMNS],
      rows: tree.nodes.map(node => [...WORKLOAD_COLUMNS.map(name => tree[name] ?? null), ...NODE_COLUMNS.map(name => cellOf(node[name]))]),
    };
  }
}

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

export const panelName = (tree: Tree): string => workloadText(tree);
