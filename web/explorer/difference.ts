// A panel of the difference of two trees: red is more, blue is less, widths are the larger of both.
import { cssValue, h } from '../shared/dom';
import type { Numbers } from '../shared/download';
import { change, joules } from '../shared/format';
import { diverging } from '../shared/palette';
import type { PanelLook } from '../shared/tree-panel';
import { energyOf, treeOf, workloadText, type Metric, type Source, type Tree, type TreeNode } from '../shared/tree';
import type { ComparedNode, ComparedValue, Comparison } from './api';

const METRIC: Metric = { key: 'energy', label: 'Larger of both energies', of: energyOf };

/** What the sides are called: `A` and `B` as `compare` calls them, or what they are. */
export interface Sides { a: string; b: string }

export const SIDES: Sides = { a: 'A', b: 'B' };
export const VERSIONS: Sides = { a: 'published', b: 'changed' };

/** The energy of one side, of whatever source. */
export interface SideEnergy { joules: number; low: number | undefined; high: number | undefined; source: Source | undefined }

export function energyAt(node: ComparedNode, side: 'a' | 'b'): SideEnergy | null {
  const column = node.columns.energy_j;
  const joules = column?.[side];
  return column && joules !== undefined
    ? { joules, low: column[`${side}_low`], high: column[`${side}_high`], source: column[`${side}_source`] }
    : null;
}

const made = new WeakMap<Comparison, { tree: Tree; look: PanelLook }>();

export function difference(comparison: Comparison, sides = SIDES): { tree: Tree; look: PanelLook } {
  let known = made.get(comparison);
  if (!known) made.set(comparison, (known = make(comparison, sides)));
  return known;
}

function make(comparison: Comparison, sides: Sides): { tree: Tree; look: PanelLook } {
  const compared = comparison.nodes;
  const same = comparison.a.model === comparison.b.model;
  const tree = treeOf({
    model: same ? comparison.a.model : `${comparison.a.model} → ${comparison.b.model}`,
    nodes: compared.map((node, place) => {
      const a = energyAt(node, 'a'), b = energyAt(node, 'b');
      return {
        id: String(place), scope: (node.scope_a ?? node.scope_b)!, type: (node.type_a ?? node.type_b)!, kind: node.kind, ...(node.parent === undefined ? {} : { parent: node.parent }),
        ...(!node.opened && (a || b) ? { energy_j: Math.max(a?.joules ?? 0, b?.joules ?? 0) } : {}),
      };
    }),
  });
  const of = (node: TreeNode): ComparedNode => compared[node.index]!;
  const relative = (node: TreeNode): number | null => relativeOf(of(node));
  const largest = Math.max(...compared.slice(0, 1).map(node => Math.abs(node.change_j ?? 0)), 1e-300);
  const side = (name: 'a' | 'b') => ({ key: name, label: capital(sides[name]), value: (node: TreeNode) => energyAt(of(node), name)?.joules ?? null, text: (node: TreeNode) => joules(energyAt(of(node), name)?.joules) });
  const look: PanelLook = {
    metric: METRIC,
    colourOf: node => colourOf(of(node)),
    tip: node => tip(of(node), sides),
    details: node => describe(comparison, of(node), sides),
    columns: [
      side('a'), side('b'),
      { key: 'change', label: 'Change', value: node => of(node).change_j ?? null, text: node => signed(of(node).change_j), bar: node => Math.abs(of(node).change_j ?? 0) / largest },
      { key: 'relative', label: 'Relative', value: relative, text: node => (of(node).opened ? 'opened' : of(node).match === 'only-b' ? 'new' : of(node).match === 'only-a' ? 'gone' : change(relative(node))) },
    ],
    legend: h('div', { class: 'legend-row' }, swatch('swatch-less', `${the(sides.b)} costs less`), swatch('swatch-same', 'the same'), swatch('swatch-more', `${the(sides.b)} costs more`)),
    numbers: () => numbers(comparison),
  };
  return { tree, look };
}

const isPair = (node: ComparedNode): boolean => node.match !== 'only-a' && node.match !== 'only-b';

function relativeOf(node: ComparedNode): number | null {
  if (node.change_j === undefined) return null;
  const a = energyAt(node, 'a');
  return a && a.joules > 0 ? node.change_j / a.joules : node.change_j > 0 ? Infinity : null;
}

function colourOf(node: ComparedNode): string {
  if (node.change_j === undefined) return cssValue('--neutral');
  if (!isPair(node)) return diverging(node.match === 'only-b' ? 1 : -1);
  return diverging(Math.tanh(1.5 * Math.log((energyAt(node, 'b')?.joules || 1e-300) / (energyAt(node, 'a')?.joules || 1e-300))));
}

function tip(node: ComparedNode, sides: Sides): HTMLElement {
  return h('div', {}, h('strong', {}, scopes(node)), h('div', {}, types(node)),
    h('div', {}, `${joules(energyAt(node, 'a')?.joules)} → ${joules(energyAt(node, 'b')?.joules)}`), h('div', {}, isPair(node) ? `${signed(node.change_j)}, ${change(relativeOf(node))}` : whereOf(node, sides)));
}

function describe(comparison: Comparison, node: ComparedNode, sides: Sides): HTMLElement {
  const row = (name: string, value: string): HTMLElement => h('div', {}, h('dt', {}, name), h('dd', {}, value));
  const rowsOf = (side: 'a' | 'b'): HTMLElement[] => {
    const energy = energyAt(node, side);
    return [row(capital(sides[side]), joules(energy?.joules)), row('its interval', energy?.low !== undefined && energy.high !== undefined ? `${joules(energy.low)} to ${joules(energy.high)}` : 'unknown')];
  };
  const isOf = (side: 'a' | 'b'): HTMLElement => row(`${capital(sides[side])} is`, `${workloadText(comparison[side])}${comparison[side].device ? ` on ${comparison[side].device}` : ''}`);
  return h('div', { class: 'details' },
    h('p', { class: 'details-path' }, scopes(node)), h('p', { class: 'details-type' }, types(node)),
    h('p', { class: 'details-energy' }, signed(node.change_j)), h('p', { class: 'quiet' }, isPair(node) ? `${change(relativeOf(node))} against ${the(sides.a)}` : whereOf(node, sides)),
    isUncertain(node) ? h('p', { class: 'flag' }, 'Not significant: the interval of the difference holds 0, so this change may be none.') : null,
    h('dl', { class: 'facts' }, ...rowsOf('a'), ...rowsOf('b'), isOf('a'), isOf('b')));
}

const arrow = (a: string | undefined, b: string | undefined): string => (a !== undefined && b !== undefined && a !== b ? `${a} → ${b}` : (a ?? b)!);
const scopes = (node: ComparedNode): string => arrow(node.scope_a, node.scope_b);
const types = (node: ComparedNode): string => arrow(node.type_a, node.type_b);

function whereOf(node: ComparedNode, sides: Sides): string {
  const side = `only in ${the(sides[node.match === 'only-a' ? 'a' : 'b'])}`;
  return node.opened ? `${side}, where it wraps what the other side has directly: its parts are compared beside it` : side;
}

function isUncertain(node: ComparedNode): boolean {
  const column = node.columns.energy_j;
  return column?.significant === false && column.difference !== 0;
}

/** `A`, `the changed one`. */
export const the = (side: string): string => (side === SIDES.a || side === SIDES.b ? side : `the ${side} one`);

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const signed = (value: number | undefined): string => (value === undefined ? '–' : value > 0 ? `+${joules(value)}` : joules(value));

const swatch = (style: string, label: string): HTMLElement => h('span', {}, h('i', { class: `legend-swatch ${style}` }), label);

const PAIR_COLUMNS = ['scope_a', 'scope_b', 'type_a', 'type_b', 'kind', 'match'] as const satisfies readonly (keyof ComparedNode)[];
const VALUE_COLUMNS = ['a', 'a_low', 'a_high', 'a_source', 'b', 'b_low', 'b_high', 'b_source', 'difference', 'relative', 'significant'] as const satisfies readonly (keyof ComparedValue)[];

// A line a compared number, as in the CSV of `compare`.
function numbers(comparison: Comparison): Numbers {
  const cell = (value: ComparedValue[keyof ComparedValue]): number | string | null => (typeof value === 'boolean' ? String(value) : value ?? null);
  return {
    columns: ['model_a', 'model_b', ...PAIR_COLUMNS, 'column', ...VALUE_COLUMNS],
    rows: comparison.nodes.flatMap(node => Object.entries(node.columns).map(([column, value]) =>
      [comparison.a.model, comparison.b.model, ...PAIR_COLUMNS.map(name => node[name] ?? null), column, ...VALUE_COLUMNS.map(name => cell(value?.[name]))])),
  };
}
