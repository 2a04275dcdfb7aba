// What a tree costs, in a sentence of plain words whose parts lead to the views that show them.
import { fill, h } from '../shared/dom';
import { isRough } from '../shared/figures';
import { joules, percent, plain, roughly } from '../shared/format';
import { byType, energyOf, hasInterval, UNATTRIBUTED, type Tree } from '../shared/tree';
import { api, type Device, type Source } from './api';
import type { State } from './state';

const LAMP_W = 10;
const PHONE_J = 54_000;

/** Joules as something that one knows. */
export function everyday(energy: number): string {
  if (energy < 1) return `lifting an apple by ${energy >= 0.01 ? `${plain(100 * energy, 2)} cm` : `${plain(1000 * energy, 2)} mm`}`;
  const seconds = energy / LAMP_W;
  if (energy < PHONE_J) return `a lamp of ${LAMP_W} W for ${seconds < 120 ? `${plain(seconds, 2)} s` : seconds < 7200 ? `${plain(seconds / 60, 2)} minutes` : `${plain(seconds / 3600, 2)} hours`}`;
  return `charging a phone ${plain(energy / PHONE_J, 2)} times`;
}

interface Links { show: (change: Partial<State>) => void; pick: (type: string) => void }

export function sentence(tree: Tree, device: Device | undefined, links: Links): HTMLElement {
  const root = tree.root, energy = energyOf(root), told = (value: number): string => (isRough(tree) ? roughly(value, 'J') : joules(value));
  const link = (text: string, run: () => void): HTMLElement => h('button', { class: 'in-text', onclick: run }, text);
  const items = tree.batch_size ?? 1;
  const what = `${items === 1 ? 'One item' : `${items} items at a time`}${tree.seq_len ? ` of ${tree.seq_len} tokens${items === 1 ? '' : ' each'}` : ''} through ${tree.model}`;
  if (energy === null) return h('p', { class: 'sentence' }, `${what}: nothing is known of its energy; pick a device. `, link('Its counts by type', () => links.show({ view: 'bottlenecks' })), '.');
  const largest = byType(root).find(part => part.name !== UNATTRIBUTED);
  return h('p', { class: 'sentence' }, what, ' on ', device ? deviceCard(device) : tree.device ?? 'the machine that it was measured on',
    ` ${root.energy_source === 'measured' ? 'took' : root.energy_source === 'modelled' ? 'took, by a model of power,' : 'takes'} `,
    link(`${told(energy)}${hasInterval(root) ? ` (${joules(root.energy_low_j)} to ${joules(root.energy_high_j)})` : ''}`, () => links.show({ focus: 'root', node: 'root' })),
    isRough(tree) ? ', an order of magnitude at best: much of it was never measured on this device' : '',
    items > 1 ? `, ${told(energy / items)} an item` : '', `: as much as ${everyday(energy)}. `,
    largest ? link(`${percent(largest.joules / energy, 0)} goes into ${largest.name}`, () => links.pick(largest.name)) : '', largest ? '. ' : '',
    h('span', { class: 'help-most' }), ' ', link('Where it hurts', () => links.show({ view: 'bottlenecks' })), '.');
}

/** The device with all that is known of where its numbers come from. */
function deviceCard(device: Device): HTMLElement {
  const error = device.cross_validation?.[0];
  const rows: [string, string | undefined][] = [
    ['Machine', device.hardware], ['Software', device.software], ['Energy', device.data_source], ['Data', device.data], ['Measured on', device.range], ['Licence', device.licence],
    ['Error', error ? `${[['model_percent', 'models'], ['module_percent', 'modules'], ['ml_percent', 'primitives']].filter(([name]) => error[name!] !== null && error[name!] !== undefined).map(([name, word]) => `${error[name!]} % on ${word}`).join(', ')}, each ${error['left_out']} left out in turn` : undefined],
    ['Published in', device.citation], ['Problem', device.problem],
  ];
  return h('details', { class: 'device-card' }, h('summary', { title: 'What is known of this device' }, device.device), h('dl', { class: 'device-facts' }, ...rows.filter(([, value]) => value).map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value!)))));
}

/** What of a few simple moves saves most an item, said where it is found. */
export async function whatHelps(place: Element, source: Source, open: (take: string) => void, signal: AbortSignal): Promise<void> {
  const found = await api.advice(source, {}, ['batch', 'length', 'layers'], () => undefined, signal).catch(() => null);
  const best = found?.moves.filter(move => move.promised).sort((a, b) => b.saved_share! - a.saved_share!)[0];
  if (!best || best.saved_share! < 0.02 || !place.isConnected || signal.aborted) return;
  fill(place, 'Of simple moves ', h('button', { class: 'in-text', onclick: () => open(best.move) }, `${best.text.split(':')[0]!} saves most: ${percent(best.saved_share, 0)} ${found!.now.item}`),
    ' (what it does to quality is not said here).');
}
