// The headline figures of a tree.
import { h } from './dom';
import { count, flops, joules, percent, plain, seconds, si } from './format';
import { bothOf, byType, energyOf, hasInterval, unattributed, UNATTRIBUTED, type Tree } from './tree';

/** Global average of 2024: Ember, Global Electricity Review 2025. */
export const GRID_GRAMS_PER_KWH = 473;
export const GRID_SOURCE = 'global average of 2024 (Ember, Global Electricity Review 2025)';

export function figures(tree: Tree, gramsPerKwh: number = GRID_GRAMS_PER_KWH): HTMLElement {
  const root = tree.root, energy = energyOf(root), both = bothOf(root);
  const list = h('dl', { class: 'figures' });
  const add = (name: string, value: string, note: string | null, lead = false): void => {
    list.append(h('div', { class: lead ? 'figure lead' : 'figure' }, h('dt', {}, name), h('dd', {}, value), note ? h('dd', {}, note) : null));
  };
  if (energy !== null) {
    const range = hasInterval(root) ? `${joules(root.energy_low_j)} to ${joules(root.energy_high_j)}${root.energy_level ? `, ${percent(root.energy_level, 0)} interval` : ''}` : 'no interval known';
    add(tree.synthetic ? 'Energy per pass, SYNTHETIC' : `Energy per pass, ${root.energy_source}`, joules(energy), range, true);
    const items = tree.batch_size ?? null, tokens = items !== null && tree.seq_len !== undefined ? items * tree.seq_len : null;
    if (items !== null) add('Per item', joules(energy / items), `batch of ${items}`);
    if (tokens !== null) add('Per token', joules(energy / tokens), `${tokens} tokens`);
    add('Per million items', si((energy / (items ?? 1)) * 1e6 / 3600, 'Wh'), `${mass((energy / (items ?? 1)) * 1e6 / 3.6e6 * gramsPerKwh)} CO₂ at ${plain(gramsPerKwh)} g/kWh`);
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
  if (energyOf(root) && rest !== null) add('Not in children', percent(rest / energyOf(root)!), 'whole minus the sum of its parts');
  return list;
}

const mass = (grams: number): string => (grams >= 1e6 ? si(grams / 1e6, 't') : si(grams, 'g'));
