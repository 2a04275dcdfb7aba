// The headline figures of a tree.
import { h } from './dom';
import { count, flops, joules, percent, plain, roughly, seconds, si } from './format';
import { bothOf, byType, energyOf, hasInterval, unattributed, UNATTRIBUTED, type Tree, type TreeNode } from './tree';

/** Global average of 2024: Ember, Global Electricity Review 2025. */
export const GRID_GRAMS_PER_KWH = 473;
export const GRID_SOURCE = 'global average of 2024 (Ember, Global Electricity Review 2025)';

export function figures(tree: Tree, gramsPerKwh: number | null = GRID_GRAMS_PER_KWH): HTMLElement {
  const root = tree.root, energy = energyOf(root), both = bothOf(root);
  const list = h('dl', { class: 'figures' });
  const add = (name: string, value: string, note: string | null, lead = false): void => {
    list.append(h('div', { class: lead ? 'figure lead' : 'figure' }, h('dt', {}, name), h('dd', {}, value), note ? h('dd', {}, note) : null));
  };
  const told = (value: number): string => (isRough(tree) ? roughly(value, 'J') : joules(value));
  if (energy !== null) {
    const range = hasInterval(root) ? `${joules(root.energy_low_j)} to ${joules(root.energy_high_j)}${root.energy_level ? `, ${percent(root.energy_level, 0)} interval` : ''}` : 'no interval known';
    add(tree.synthetic ? 'Energy per pass, SYNTHETIC' : `Energy per pass, ${root.energy_source}`, isRough(tree) ? roughly(energy, 'J') : joules(energy), isRough(tree) ? `order of magnitude: ${range}` : range, true);
    const items = tree.batch_size ?? null, tokens = items !== null && tree.seq_len !== undefined ? items * tree.seq_len : null;
    if (items !== null) add('Per item', told(energy / items), `batch of ${items}`);
    if (tokens !== null) add('Per token', told(energy / tokens), `${tokens} tokens`);
    add('Per million items', si((energy / (items ?? 1)) * 1e6 / 3600, 'Wh'), gramsPerKwh === null ? 'CO₂ left out: no g/kWh is given' : `${mass((energy / (items ?? 1)) * 1e6 / 3.6e6 * gramsPerKwh)} CO₂ at ${plain(gramsPerKwh)} g/kWh`);
    if (both) add('Predicted', joules(both.predicted), `${percent(Math.abs(both.predicted / both.measured - 1))} off`);
  } else {
    add('Energy', 'unknown', 'this tree holds counts only', true);
  }
  if (root.time_s !== undefined) add('Time per pass', seconds(root.time_s), energy !== null ? `${si(energy / root.time_s, 'W')} on average` : null);
  if (root.flops !== undefined) add('Arithmetic', flops(root.flops), energy !== null && root.flops > 0 ? `${si(energy / root.flops, 'J')} per FLOP` : null);
  if (root.parameters !== undefined) add('Parameters', count(root.parameters), null);
  const largest = byType(root).find(part => part.name !== UNATTRIBUTED);
  if (energy !== null && largest) add('Costliest type', largest.name, `${percent(largest.joules / energy)} of the energy`);
  const rest = unattributed(root);
  if (energyOf(root) && rest !== null) add('Not in children', percent(rest / energyOf(root)!), rest < 0 ? 'the parts, each told by itself, add up to more than the whole' : 'happens between the parts, or is missed by them');
  return list;
}

/** True where a device never saw what the model consists of: one digit is all that can be told. */
export const isRough = (tree: Tree): boolean => tree.fit === 'order_of_magnitude';

/** Why shares of types may add up to something else than 100 %; null where they do not. */
export function sumText(root: TreeNode): string | null {
  const whole = energyOf(root), rest = byType(root).find(part => part.name === UNATTRIBUTED)?.joules ?? 0;
  return whole && Math.abs(rest) > 5e-4 * whole ? ` The leaves add up to ${percent(1 - rest / whole)} of it: ${restText(rest)}.` : null;
}

/** Why the parts of a node do not add up to it. */
export function restText(rest: number): string {
  return rest < 0
    ? 'the parts add up to more than the whole: each is measured or predicted by itself, and part of what single runs cost, such as calls, overlaps or falls away inside the whole'
    : 'the whole minus its parts: what happens between them, such as calls and glue, and what each of them misses by itself';
}

const mass = (grams: number): string => (grams >= 1e6 ? si(grams / 1e6, 't') : si(grams, 'g'));
