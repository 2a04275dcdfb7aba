// Columns of the tree table.
import { bytes, count, joules, percent, plain, seconds } from './format';
import type { Column } from './tree-table';
import { bothOf, energyOf, hasInterval, intensity, unattributed, type Tree, type TreeNode } from './tree';

/** The columns that a tree has numbers for. */
export function columnsOf(tree: Tree): Column[] {
  const whole = energyOf(tree.root);
  const share = (node: TreeNode): number | null => (whole && energyOf(node) !== null ? energyOf(node)! / whole : null);
  const relative = (node: TreeNode): number | null => (hasInterval(node) && node.energy_j! > 0 ? (node.energy_high_j - node.energy_low_j) / 2 / node.energy_j! : null);
  const error = (node: TreeNode): number | null => { const both = bothOf(node); return both && both.measured > 0 ? both.predicted / both.measured - 1 : null; };
  const all: Column[] = [
    { key: 'energy', label: 'Energy', value: energyOf, text: node => joules(energyOf(node)) },
    { key: 'share', label: 'Share', title: 'share of the whole model; parts may add up to more or less than 100 %, for each is measured or predicted by itself', value: share, text: node => percent(share(node)), bar: share },
    { key: 'interval', label: '±', title: 'half the interval, relative to the energy', value: relative, text: node => percent(relative(node)) },
    { key: 'error', label: 'Error', title: 'predicted against measured', value: node => (error(node) === null ? null : Math.abs(error(node)!)), text: node => percent(error(node)) },
    { key: 'time', label: 'Time', value: node => node.time_s ?? null, text: node => seconds(node.time_s) },
    { key: 'flops', label: 'FLOPs', title: 'floating-point operations per forward pass', value: node => node.flops ?? null, text: node => count(node.flops) },
    { key: 'bytes', label: 'Bytes', title: 'memory traffic', value: node => node.bytes ?? null, text: node => bytes(node.bytes) },
    { key: 'intensity', label: 'FLOP/B', title: 'FLOPs per byte moved', value: intensity, text: node => plain(intensity(node)) },
    { key: 'parameters', label: 'Params', value: node => node.parameters ?? null, text: node => count(node.parameters) },
    { key: 'unattributed', label: 'Rest', title: 'the energy minus the sum of its children: what happens between them; below 0 where the parts, each by itself, cost more than together', value: unattributed, text: node => joules(unattributed(node)) },
  ];
  return all.filter(column => tree.nodes.some(node => column.value(node) !== null));
}
