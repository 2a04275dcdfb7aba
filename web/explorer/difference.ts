// A panel of the difference of two trees: red is more, blue is less, widths are the larger of both.
import { cssValue, h } from '../shared/dom';
import type { Numbers } from '../shared/download';
import { change, joules } from '../shared/format';
import { diverging } from '../shared/palette';
import type { PanelLook } from '../shared/tree-panel';
import { treeOf, workloadText, type Metric, type Tree, type TreeNode } from '../shared/tree';
import type { ComparedNode, Comparison } from './api';

const METRIC: Metric = { key: 'energy', label: 'Larger of both energies', of: node => node.energy?.joules ?? null };
/** What the sides are called: `left` and `right`, or what they are. */
export interface Sides { left: string; right: string }

export const SIDES: Sides = { left: 'left', right: 'right' };
export const VERSIONS: Sides = { left: 'published', right: 'changed' };

const made = new WeakMap<Comparison, { tree: Tree; look: PanelLook }>();

export function difference(comparison: Comparison, sides = SIDES): { tree: Tree; look: PanelLook } {
  let known = made.get(comparison);
  if (!known) made.set(comparison, (known = make(comparison, sides)));
  return known;
}

function make(comparison: Comparison, sides: Sides): { tree: Tree; look: PanelLook } {
  const compared = comparison.nodes;
  const same = comparison.left.model === comparison.right.model;
  const tree = treeOf({
    model: same ? comparison.left.model : `${comparison.left.model} → ${comparison.right.model}`,
    nodes: compared.map(node => {
      const larger = Math.max(node.left?.joules ?? 0, node.right?.joules ?? 0);
      return { ...node, id: String(node.id), energy: !node.opened && (node.left || node.right) ? { joules: larger, source: (node.right ?? node.left)!.source } : undefined } as never;
    }),
  });
  const of = (node: TreeNode): ComparedNode => compared[node.index]!;
  const relative = (node: TreeNode): number | null => {
    const { left, change_j } = of(node);
    if (change_j === undefined) return null;
    return left && left.joules > 0 ? change_j / left.joules : change_j > 0 ? Infinity : null;
  };
  const largest = Math.max(...compared.slice(0, 1).map(node => Math.abs(node.change_j ?? 0)), 1e-300);
  const look: PanelLook = {
    metric: METRIC,
    colourOf: node => (of(node).change_j === undefined ? cssValue('--neutral') : of(node).in !== 'both' ? diverging(of(node).in === 'right' ? 1 : -1) : diverging(Math.tanh(1.5 * Math.log((of(node).right?.joules || 1e-300) / (of(node).left?.joules || 1e-300))))),
    tip: node => tip(of(node), relative(node), sides),
    details: node => describe(comparison, of(node), relative(node), sides),
    columns: [
      { key: 'left', label: capital(sides.left), value: node => of(node).left?.joules ?? null, text: node => joules(of(node).left?.joules) },
      { key: 'right', label: capital(sides.right), value: node => of(node).right?.joules ?? null, text: node => joules(of(node).right?.joules) },
      { key: 'change', label: 'Change', value: node => of(node).change_j ?? null, text: node => signed(of(node).change_j), bar: node => Math.abs(of(node).change_j ?? 0) / largest },
      { key: 'relative', label: 'Relative', value: relative, text: node => (of(node).opened ? 'opened' : of(node).in === 'right' ? 'new' : of(node).in === 'left' ? 'gone' : change(relative(node))) },
    ],
    legend: h('div', { class: 'legend-row' }, swatch('swatch-less', `${the(sides.right)} costs less`), swatch('swatch-same', 'the same'), swatch('swatch-more', `${the(sides.right)} costs more`)),
    numbers: () => numbers(comparison),
  };
  return { tree, look };
}

function tip(node: ComparedNode, relative: number | null, sides: Sides): HTMLElement {
  return h('div', {}, h('strong', {}, scopes(node)), h('div', {}, types(node)),
    h('div', {}, `${joules(node.left?.joules)} → ${joules(node.right?.joules)}`), h('div', {}, node.in === 'both' ? `${signed(node.change_j)}, ${change(relative)}` : whereOf(node, sides)));
}

function describe(comparison: Comparison, node: ComparedNode, relative: number | null, sides: Sides): HTMLElement {
  const row = (name: string, value: string): HTMLElement => h('div', {}, h('dt', {}, name), h('dd', {}, value));
  const range = (side: ComparedNode['left']): string => (side?.low !== undefined && side.high !== undefined ? `${joules(side.low)} to ${joules(side.high)}` : 'unknown');
  return h('div', { class: 'details' },
    h('p', { class: 'details-path' }, scopes(node)), h('p', { class: 'details-type' }, types(node)),
    h('p', { class: 'details-energy' }, signed(node.change_j)), h('p', { class: 'quiet' }, node.in === 'both' ? `${change(relative)} against ${the(sides.left)}` : whereOf(node, sides)),
    overlap(node) ? h('p', { class: 'flag' }, 'The intervals of both overlap: this change may be none.') : null,
    h('dl', { class: 'facts' }, row(capital(sides.left), joules(node.left?.joules)), row('its interval', range(node.left)), row(capital(sides.right), joules(node.right?.joules)), row('its interval', range(node.right)),
      row(`${capital(sides.left)} is`, `${workloadText(comparison.left)}${comparison.left.device ? ` on ${comparison.left.device}` : ''}`), row(`${capital(sides.right)} is`, `${workloadText(comparison.right)}${comparison.right.device ? ` on ${comparison.right.device}` : ''}`)));
}

const scopes = (node: ComparedNode): string => (node.right_scope ? `${node.scope} → ${node.right_scope}` : node.scope);
const types = (node: ComparedNode): string => (node.right_type ? `${node.type} → ${node.right_type}` : node.type);

function whereOf(node: ComparedNode, sides: Sides): string {
  const side = `only in ${the(sides[node.in === 'left' ? 'left' : 'right'])}`;
  return node.opened ? `${side}, where it wraps what the other side has directly: its parts are compared beside it` : side;
}

function overlap(node: ComparedNode): boolean {
  const { left, right } = node;
  return left?.low !== undefined && left.high !== undefined && right?.low !== undefined && right.high !== undefined && left.joules !== right.joules && left.low <= right.high && right.low <= left.high;
}

/** `the left`, `the changed one`. */
export const the = (side: string): string => (side === 'left' || side === 'right' ? `the ${side}` : `the ${side} one`);

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const signed = (value: number | undefined): string => (value === undefined ? '–' : value > 0 ? `+${joules(value)}` : joules(value));

const swatch = (style: string, label: string): HTMLElement => h('span', {}, h('i', { class: `legend-swatch ${style}` }), label);

function numbers(comparison: Comparison): Numbers {
  return {
    columns: ['scope', 'right_scope', 'kind', 'type', 'in', 'left_j', 'left_low_j', 'left_high_j', 'right_j', 'right_low_j', 'right_high_j', 'change_j'],
    rows: comparison.nodes.map(node => [node.scope, node.right_scope ?? (node.in === 'both' ? node.scope : null), node.kind, node.type, node.in, node.left?.joules ?? null, node.left?.low ?? null, node.left?.high ?? null, node.right?.joules ?? null, node.right?.low ?? null, node.right?.high ?? null, node.change_j ?? null]),
  };
}
