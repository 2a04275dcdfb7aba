// A panel of the difference of two trees: red is more, blue is less, widths are the larger of both; what one side lacks is hatched.
import { cssValue, h } from '../shared/dom';
import type { Numbers } from '../shared/download';
import { change, joules, percent } from '../shared/format';
import { diverging } from '../shared/palette';
import type { PanelLook } from '../shared/tree-panel';
import { energyOf, treeOf, workloadText, type Metric, type Source, type Tree, type TreeNode } from '../shared/tree';
import type { ComparedNode, ComparedValue, Comparison } from './api';

const METRIC: Metric = { key: 'energy', label: 'Larger of both energies', of: energyOf };

/** What the sides are called: `A` and `B` as `compare` calls them, or what they are. */
export interface Sides { a: string; b: string }

export const SIDES: Sides = { a: 'A', b: 'B' };
export const VERSIONS: Sides = { a: 'published', b: 'changed' };

/** What energies are told of. */
export type Per = 'pass' | 'item';

/** The energy of one side, of whatever source. */
export interface SideEnergy { joules: number; low: number | undefined; high: number | undefined; source: Source | undefined }

export function energyAt(node: ComparedNode, side: 'a' | 'b', items = 1): SideEnergy | null {
  const column = node.columns.energy_j;
  const energy = column?.[side];
  const each = (value: number | undefined): number | undefined => (value === undefined ? undefined : value / items);
  return column && energy !== undefined
    ? { joules: energy / items, low: each(column[`${side}_low`]), high: each(column[`${side}_high`]), source: column[`${side}_source`] }
    : null;
}

/** Items of a pass by which the energies of a side are divided. */
export const itemsOf = (comparison: Comparison, side: 'a' | 'b', per: Per): number => (per === 'item' ? comparison[side].batch_size ?? 1 : 1);

/** True where the interval of a difference does not hold 0; null where an interval is not known. */
export function isSignificant(a: SideEnergy | null, b: SideEnergy | null): boolean | null {
  if (!a || !b || a.low === undefined || a.high === undefined || b.low === undefined || b.high === undefined) return null;
  const difference = b.joules - a.joules;
  // Half-widths towards each other, added in quadrature: two measurements that know nothing of each other.
  const half = difference > 0 ? Math.hypot(a.high - a.joules, b.joules - b.low) : Math.hypot(a.joules - a.low, b.high - b.joules);
  return Math.abs(difference) > half;
}

const made = new WeakMap<Comparison, Map<string, { tree: Tree; look: PanelLook }>>();

export function difference(comparison: Comparison, sides = SIDES, per: Per = 'pass'): { tree: Tree; look: PanelLook } {
  let known = made.get(comparison);
  if (!known) made.set(comparison, (known = new Map()));
  const key = `${sides.a}/${per}`;
  let one = known.get(key);
  if (!one) known.set(key, (one = make(comparison, sides, per)));
  return one;
}

function make(comparison: Comparison, sides: Sides, per: Per): { tree: Tree; look: PanelLook } {
  const compared = comparison.nodes, items = { a: itemsOf(comparison, 'a', per), b: itemsOf(comparison, 'b', per) };
  const same = comparison.a.model === comparison.b.model;
  const tree = treeOf({
    model: same ? comparison.a.model : `${comparison.a.model} → ${comparison.b.model}`,
    nodes: compared.map((node, place) => {
      const a = energyAt(node, 'a', items.a)?.joules, b = energyAt(node, 'b', items.b)?.joules;
      const delta = node.change_j === undefined ? undefined : a !== undefined && b !== undefined ? b - a : node.match === 'only-a' ? (a === undefined ? undefined : -a) : b;
      return {
        id: String(place), scope: (node.scope_a ?? node.scope_b)!, type: (node.type_a ?? node.type_b)!, kind: node.kind, match: `${node.match}${node.opened ? ' opened' : ''}`, ...(node.parent === undefined ? {} : { parent: node.parent }),
        ...(a === undefined ? {} : { a_j: a }), ...(b === undefined ? {} : { b_j: b }), ...(delta === undefined ? {} : { change_j: delta }), ...(node.opened ? { opened: true } : {}),
        // What is opened stands beside what it holds: it has no width of its own.
        ...(node.opened ? { energy_j: 0 } : a !== undefined || b !== undefined ? { energy_j: Math.max(a ?? 0, b ?? 0) } : {}),
      };
    }),
  });
  const of = (node: TreeNode): ComparedNode => compared[(node.origin ?? node).index]!;
  const largest = Math.max(Math.abs(tree.root.change_j ?? 0), 1e-300);
  const side = (name: 'a' | 'b') => ({ key: name, label: capital(sides[name]), value: (node: TreeNode) => node[`${name}_j`] ?? null, text: (node: TreeNode) => joules(node[`${name}_j`]) });
  const look: PanelLook = {
    metric: METRIC,
    colourOf,
    isHatched: isSingle,
    tip: node => tip(node, of(node), sides),
    details: node => describe(comparison, node, of(node), sides, items),
    columns: [
      side('a'), side('b'),
      { key: 'change', label: 'Change', value: node => node.change_j ?? null, text: node => signed(node.change_j), bar: node => Math.abs(node.change_j ?? 0) / largest },
      { key: 'relative', label: 'Relative', value: relativeOf, text: node => (node.opened ? 'opened' : isOnly(node, 'b') ? 'new' : isOnly(node, 'a') ? 'gone' : change(relativeOf(node))) },
    ],
    legend: scale(sides),
    numbers: () => numbers(comparison),
    fileName: `${comparison.a.model}-against-${comparison.b.model}-per-${per}`.replace(/\//g, '_'),
  };
  return { tree, look };
}

const isOnly = (node: TreeNode, side: 'a' | 'b'): boolean => node.match === `only-${side}`;
const isSingle = (node: TreeNode): boolean => isOnly(node, 'a') || isOnly(node, 'b');

function relativeOf(node: TreeNode): number | null {
  if (node.change_j === undefined) return null;
  return node.a_j !== undefined && node.a_j > 0 ? node.change_j / node.a_j : node.change_j > 0 ? Infinity : null;
}

// From half or less to twice or more, the same distance each way.
const FULL = Math.log(2);

function colourOf(node: TreeNode): string {
  if (isSingle(node)) return cssValue(isOnly(node, 'b') ? '--only-b' : '--only-a');
  if (node.change_j === undefined || node.a_j === undefined || node.b_j === undefined) return cssValue('--neutral');
  return diverging(Math.max(-1, Math.min(1, Math.log((node.b_j || 1e-300) / (node.a_j || 1e-300)) / FULL)));
}

function scale(sides: Sides): HTMLElement {
  const b = the(sides.b);
  return h('div', { class: 'legend-row' },
    h('span', { class: 'scale' }, `${b} costs half or less`, h('i', { class: 'scale-bar', role: 'img', 'aria-label': 'blue is less, grey the same, red more' }), 'twice or more'),
    swatch('swatch-only-a', `only in ${the(sides.a)}`), swatch('swatch-only-b', `only in ${b}`), h('span', {}, 'widths: the larger of both'));
}

function tip(node: TreeNode, pair: ComparedNode, sides: Sides): HTMLElement {
  return h('div', {}, h('strong', {}, node.alike ? `${scopes(pair)} and ${node.alike.length - 1} more alike` : scopes(pair)), h('div', {}, types(pair)),
    h('div', {}, `${joules(node.a_j)} → ${joules(node.b_j)}`), h('div', {}, isSingle(node) || node.opened ? whereOf(pair, sides) : `${signed(node.change_j)}, ${change(relativeOf(node))}`));
}

function describe(comparison: Comparison, node: TreeNode, pair: ComparedNode, sides: Sides, items: { a: number; b: number }): HTMLElement {
  const row = (name: string, value: string): HTMLElement => h('div', {}, h('dt', {}, name), h('dd', {}, value));
  const a = node.alike ? null : energyAt(pair, 'a', items.a), b = node.alike ? null : energyAt(pair, 'b', items.b), isSure = isSignificant(a, b);
  const rowsOf = (side: 'a' | 'b', energy: SideEnergy | null): (HTMLElement | null)[] => [
    row(capital(sides[side]), joules(node[`${side}_j`])), node.alike ? null : row('its interval', energy?.low !== undefined && energy.high !== undefined ? `${joules(energy.low)} to ${joules(energy.high)}` : 'unknown'), energy?.source ? row('its source', energy.source) : null];
  const isOf = (side: 'a' | 'b'): HTMLElement => row(`${capital(sides[side])} is`, `${workloadText(comparison[side])}${comparison[side].device ? ` on ${comparison[side].device}` : ''}`);
  return h('div', { class: 'details' },
    h('p', { class: 'details-path' }, scopes(pair)), h('p', { class: 'details-type' }, types(pair)),
    h('p', { class: 'details-energy' }, signed(node.change_j)), h('p', { class: 'quiet' }, isSingle(node) || node.opened ? whereOf(pair, sides) : `${change(relativeOf(node))} against ${the(sides.a)}`),
    node.alike ? h('p', { class: 'quiet' }, `Numbers are the sums of ${node.alike.length} pairs that are alike.`) : null,
    isSure === false && node.change_j !== 0 ? h('p', { class: 'flag' }, 'Not significant: the interval of the difference holds 0, so this change may be none.') : isSure ? h('p', { class: 'quiet' }, 'Significant: the interval of the difference does not hold 0.') : null,
    h('dl', { class: 'facts' }, ...rowsOf('a', a), ...rowsOf('b', b), isOf('a'), isOf('b')));
}

/** What each type of primitive costs on either side. */
export function typesOf(comparison: Comparison, per: Per, sides = SIDES): Numbers {
  const { tree } = difference(comparison, sides, per), rows = new Map<string, { a: number; b: number; na: number; nb: number }>();
  const add = (type: string, side: 'a' | 'b', value: number): void => {
    const row = rows.get(type) ?? { a: 0, b: 0, na: 0, nb: 0 };
    row[side] += value;
    row[`n${side}`]++;
    rows.set(type, row);
  };
  for (const node of tree.nodes) {
    const pair = comparison.nodes[node.index]!;
    if (node.children.length > 0 || node.opened) continue;
    if (node.a_j !== undefined) add(pair.type_a!, 'a', node.a_j);
    if (node.b_j !== undefined) add(pair.type_b!, 'b', node.b_j);
  }
  return {
    columns: ['type', `nodes ${sides.a}`, `nodes ${sides.b}`, sides.a, sides.b, 'change', 'relative'],
    rows: [...rows].sort((x, y) => Math.abs(y[1].b - y[1].a) - Math.abs(x[1].b - x[1].a)).map(([type, { a, b, na, nb }]) => [type, na, nb, joules(a), joules(b), signed(b - a), a > 0 && b > 0 ? change(b / a - 1) : a > 0 ? 'gone' : 'new']),
  };
}

const arrow = (a: string | undefined, b: string | undefined): string => (a !== undefined && b !== undefined && a !== b ? `${a} → ${b}` : (a ?? b)!);
const scopes = (node: ComparedNode): string => arrow(node.scope_a, node.scope_b);
const types = (node: ComparedNode): string => arrow(node.type_a, node.type_b);

function whereOf(node: ComparedNode, sides: Sides): string {
  const side = `only in ${the(sides[node.match === 'only-a' ? 'a' : 'b'])}`;
  if (node.counterparts) return `${side}; its work is done by ${node.counterparts.join(', ')} of ${the(sides[node.match === 'only-a' ? 'b' : 'a'])}`;
  return node.opened ? `${side}, where it wraps what the other side has directly: its parts are compared beside it` : side;
}

/** `A`, `the changed one`. */
export const the = (side: string): string => (side === SIDES.a || side === SIDES.b ? side : `the ${side} one`);

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const signed = (value: number | undefined): string => (value === undefined ? '–' : value > 0 ? `+${joules(value)}` : joules(value));

const swatch = (style: string, label: string): HTMLElement => h('span', {}, h('i', { class: `legend-swatch ${style}` }), label);

export const shareText = (a: SideEnergy | null, b: SideEnergy | null, sides: Sides): string => (a && b ? `${the(sides.b)} costs ${percent(b.joules / a.joules, 0)} of ${the(sides.a)}` : '');

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
