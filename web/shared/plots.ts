// The plots of a tree and of several workloads.
import { axis, legend, tooltip, type Plot } from './chart';
import { cssValue } from './dom';
import { clip } from './icicle-paint';
import { joules, percent, plain, si, tick, ticksUpTo } from './format';
import { series, type TypeColours } from './palette';
import { bothOf, byModuleType, byType, energyOf, intensity, type Part, type Tree, type TreeNode } from './tree';

const LABEL = { width: 196, overflow: 'truncate' };
const jouleAxis = (name: string, largest: number, more: Record<string, unknown> = {}): Record<string, unknown> =>
  axis('value', name, { nameGap: 30, axisLabel: { formatter: ticksUpTo(largest) }, ...more });

/** Horizontal bars of energy, the largest on top. */
function bars(rows: { name: string; joules: number; colour: string; tip: string }[], whole: number): Plot['option'] {
  const shown = [...rows].reverse();
  return {
    grid: { left: 206, right: 58, top: 6, bottom: 44 },
    tooltip: { trigger: 'item', ...tooltip(((p: { dataIndex: number }) => shown[p.dataIndex]!.tip) as never) },
    xAxis: jouleAxis('joules per forward pass', Math.max(...rows.map(row => row.joules))),
    yAxis: axis('category', '', { data: shown.map(row => row.name), axisLabel: { ...LABEL, color: cssValue('--ink'), fontSize: 12, interval: 0, hideOverlap: false } }),
    series: [{
      type: 'bar', barMaxWidth: 18, data: shown.map(row => ({ value: row.joules, itemStyle: { color: row.colour, borderRadius: 2 } })),
      label: { show: true, position: 'right', color: cssValue('--quiet'), fontSize: 11, formatter: (p: { value: number }) => percent(p.value / whole) },
    }],
  };
}

const heightOf = (rows: number): number => 56 + Math.max(2, rows) * 26;

export function typePlot(root: TreeNode, colours: TypeColours): Plot {
  return partsPlot(byType(root).slice(0, 14), energyOf(root) ?? NaN, part => colours.of(part.name));
}

export function moduleTypePlot(root: TreeNode): Plot {
  return partsPlot(byModuleType(root).slice(0, 14), energyOf(root) ?? NaN, () => series(0));
}

function partsPlot(parts: Part[], whole: number, colourOf: (part: Part) => string): Plot {
  return {
    height: heightOf(parts.length),
    option: bars(parts.map(part => ({ name: part.name, joules: part.joules, colour: colourOf(part), tip: `${part.name}\n${joules(part.joules)}, ${percent(part.joules / whole)}${part.nodes ? `, ${part.nodes} nodes` : ''}` })), whole),
    numbers: { columns: ['part', 'nodes', 'energy_j', 'energy_share', 'flops', 'bytes'], rows: parts.map(p => [p.name, p.nodes, p.joules, p.joules / whole, p.flops, p.bytes]) },
  };
}

/** Nodes that differ in a layer's number only, taken together. */
export interface Alike { pattern: string; type: string; nodes: TreeNode[]; joules: number }

/** The costliest nodes below a node, repeated layers taken together: leaves, or modules. */
export function topNodes(root: TreeNode, leaves: boolean, limit = 14): Alike[] {
  const found = new Map<string, Alike>();
  const pending = [...root.children];
  const prefix = `${root.scope}.`;
  while (pending.length > 0) {
    const node = pending.pop()!;
    pending.push(...node.children);
    if ((node.children.length === 0) !== leaves || energyOf(node) === null) continue;
    const path = node.scope.startsWith(prefix) ? node.scope.slice(prefix.length) : node.scope;
    const pattern = path.replace(/(^|\.)\d+(?=\.|$)/g, '$1*'), key = `${pattern}\n${node.type}`;
    const alike = found.get(key) ?? { pattern, type: node.type, nodes: [], joules: 0 };
    alike.nodes.push(node);
    alike.joules += energyOf(node)!;
    found.set(key, alike);
  }
  return [...found.values()].sort((x, y) => y.joules - x.joules).slice(0, limit);
}

export function topPlot(root: TreeNode, leaves: boolean, colours: TypeColours): Plot {
  const groups = topNodes(root, leaves), whole = energyOf(root) ?? NaN;
  return {
    height: heightOf(groups.length),
    option: bars(groups.map(group => ({
      name: tail(group.pattern, group.nodes.length > 1 ? 21 : 26) + (group.nodes.length > 1 ? `  ×${group.nodes.length}` : ''), joules: group.joules, colour: leaves ? colours.of(group.type) : series(0),
      tip: `${group.pattern}\n${group.type}${group.nodes.length > 1 ? `, ${group.nodes.length} nodes of ${joules(group.joules / group.nodes.length)} on average` : ''}\n${joules(group.joules)}, ${percent(group.joules / whole)}`,
    })), whole),
    numbers: {
      columns: ['scope', 'type', 'nodes', 'energy_j', 'energy_per_node_j', 'energy_share'],
      rows: groups.map(group => [group.pattern, group.type, group.nodes.length, group.joules, group.joules / group.nodes.length, group.joules / whole]),
    },
  };
}

// The end of a path tells more than its beginning.
const tail = (text: string, length: number): string => (text.length <= length ? text : `…${text.slice(1 - length)}`);

/** FLOPs per byte against joules per FLOP; leaves that compute nothing have no place here. */
export function rooflinePlot(root: TreeNode, colours: TypeColours): Plot | string {
  const points: TreeNode[] = [];
  const pending = [root];
  while (pending.length > 0) {
    const node = pending.pop()!;
    pending.push(...node.children);
    if (node.children.length === 0 && (node.flops ?? 0) > 0 && intensity(node) !== null && (energyOf(node) ?? 0) > 0) points.push(node);
  }
  if (points.length === 0) return 'No leaf has FLOPs, bytes and an energy above 0.';
  const types = [...new Set(points.map(node => node.type))].sort((a, b) => colours.types.indexOf(a) - colours.types.indexOf(b)).slice(0, 10);
  return {
    height: 340,
    option: {
      grid: { left: 70, right: 24, top: types.length > 6 ? 52 : 32, bottom: 48 }, legend: legend(types),
      tooltip: { trigger: 'item', ...tooltip(((p: { value: number[] }) => {
        const node = points[p.value[2]!]!;
        return `${node.scope}\n${node.type}, ${joules(energyOf(node))}\n${plain(intensity(node))} FLOP/B, ${si(energyOf(node)! / node.flops!, 'J/FLOP')}`;
      }) as never) },
      xAxis: axis('log', 'FLOPs per byte moved', { nameGap: 28, axisLabel: { formatter: (value: number) => String(Number(value.toPrecision(3))) } }),
      yAxis: axis('log', 'joules per FLOP', { nameGap: 52, axisLabel: { formatter: tick } }),
      series: types.map((type, i) => ({
        name: type, type: 'scatter', symbolSize: 9, symbol: ['circle', 'rect', 'triangle', 'diamond'][i % 4], itemStyle: { color: colours.of(type), opacity: 0.8 },
        // A number leads back to the node: the chart copies all that it is given, and a node leads to its whole tree.
        data: points.flatMap((node, at) => (node.type === type ? [[intensity(node), energyOf(node)! / node.flops!, at]] : [])),
      })),
    },
    numbers: {
      columns: ['scope', 'type', 'flops', 'bytes', 'flops_per_byte', 'energy_j', 'energy_per_flop_j'],
      rows: points.map(node => [node.scope, node.type, node.flops!, node.bytes!, intensity(node), energyOf(node), energyOf(node)! / node.flops!]),
    },
  };
}

/** What is marked on the axis: the range that a device was measured on, and where one is. */
export interface Marks { from?: number; to?: number; at?: number | undefined }

export interface Workload { batch: number | null; length: number | null; joules: number; low: number | null; high: number | null; model: string }

/** Lines with intervals over batch or length, one a value of the other (and a model). */
export function workloadPlot(points: Workload[], over: 'batch' | 'length', per: 'pass' | 'item' | 'token', marks: Marks = {}): Plot {
  const divide = (p: Workload): number => (per === 'pass' ? 1 : (p.batch ?? 1) * (per === 'token' ? p.length ?? 1 : 1));
  const other = over === 'batch' ? 'length' : 'batch';
  const models = new Set(points.map(p => p.model)).size;
  const keyOf = (p: Workload): string => [models > 1 ? p.model : null, p[other] === null ? null : `${other} ${p[other]}`].filter(Boolean).join(', ') || p.model;
  const keys = [...new Set([...points].sort((a, b) => (a[other] ?? 0) - (b[other] ?? 0)).map(keyOf))].slice(0, 10);
  // A logarithm has no place for 0.
  const lines = keys.map(key => points.filter(p => keyOf(p) === key && p[over] !== null && p.joules > 0).sort((a, b) => a[over]! - b[over]!));
  const all = lines.flat(), least = all.reduce((edge, p) => Math.min(edge, p[over]!), Infinity), most = all.reduce((edge, p) => Math.max(edge, p[over]!), 0);
  const span = all.reduce((edge, p) => Math.max(edge, (p.high ?? p.joules) / divide(p)), 0) / all.reduce((edge, p) => Math.min(edge, (p.low ?? p.joules) / divide(p)), Infinity);
  return {
    height: keys.length > 5 ? 340 : 310,
    option: {
      grid: { left: 64, right: 24, top: keys.length > 5 || models > 1 ? 64 : 34, bottom: 46 }, legend: { ...legend(keys), type: 'plain' },
      tooltip: { trigger: 'item', ...tooltip(((p: { data: { point: Workload }; seriesName: string }) => {
        const d = divide(p.data.point), point = p.data.point;
        return `${p.seriesName}, ${over} ${point[over]}\n${joules(point.joules / d)} per ${per}${point.low === null || point.high === null ? '' : `\n${joules(point.low / d)} to ${joules(point.high / d)}`}`;
      }) as never) },
      xAxis: axis('log', over === 'batch' ? 'batch size (items per pass)' : 'length (tokens per item)', { logBase: 2, min: least, max: most, nameGap: 28, splitLine: { show: false }, axisLabel: { formatter: (value: number) => String(Number(value.toPrecision(4))) } }),
      yAxis: axis('log', `joules per ${per}`, { logBase: span > 100 ? 10 : 2, nameGap: 46, axisLabel: { formatter: tick } }),
      series: [...markSeries(marks, least, most), ...lines.flatMap((line, i) => [band(line, over, divide, series(i), keys[i]!), reach(line, over, divide), {
        name: keys[i], type: 'line', showSymbol: true, symbol: ['circle', 'rect', 'triangle', 'diamond'][i % 4], symbolSize: 7, lineStyle: { width: 2 }, itemStyle: { color: series(i) },
        data: line.map(point => ({ value: [point[over], point.joules / divide(point)], point })),
      }])],
    },
    numbers: {
      columns: ['model', 'batch_size', 'seq_len', 'energy_j', 'energy_low_j', 'energy_high_j', ...(per === 'pass' ? [] : [`energy_per_${per}_j`])],
      rows: lines.flat().map(p => [p.model, p.batch, p.length, p.joules, p.low, p.high, ...(per === 'pass' ? [] : [p.joules / divide(p)])]),
    },
  };
}

// The range that was measured, shaded as far as it is on the axis, and an upright line where one is.
function markSeries(marks: Marks, least: number, most: number): Record<string, unknown>[] {
  const from = Math.max(marks.from ?? Infinity, least), to = Math.min(marks.to ?? -Infinity, most);
  const isAt = marks.at !== undefined && marks.at >= least && marks.at <= most;
  if (from > to && !isAt) return [];
  return [{
    type: 'line', data: [], silent: true,
    ...(from <= to ? { markArea: { silent: true, itemStyle: { color: cssValue('--accent'), opacity: 0.07 }, label: { show: true, position: 'insideBottom', color: cssValue('--quiet'), fontSize: 11 }, data: [[{ xAxis: from, name: 'measured range' }, { xAxis: to }]] } } : {}),
    ...(isAt ? { markLine: { silent: true, symbol: 'none', lineStyle: { color: cssValue('--quiet'), type: 'dashed' }, label: { formatter: `here: ${marks.at}`, position: 'insideEndTop', color: cssValue('--quiet') }, data: [{ xAxis: marks.at }] } } : {}),
  }];
}

// An unseen line along the upper ends, so that the axis reaches as far as the band.
function reach(line: Workload[], over: 'batch' | 'length', divide: (p: Workload) => number): Record<string, unknown> {
  return { type: 'line', silent: true, symbol: 'none', lineStyle: { opacity: 0 }, tooltip: { show: false }, data: line.map(p => [p[over], (p.high ?? p.joules) / divide(p)]) };
}

// The interval as a filled band.
function band(line: Workload[], over: 'batch' | 'length', divide: (p: Workload) => number, colour: string, name: string): Record<string, unknown> {
  const known = line.filter(p => p.low !== null && p.high !== null);
  return {
    name, type: 'custom', silent: true, clip: true, itemStyle: { color: colour }, tooltip: { show: false },
    data: known.length > 1 ? [[known[0]![over], 0]] : [],
    renderItem: (_: unknown, api: { coord: (p: number[]) => number[] }) => ({
      type: 'polygon', style: { fill: colour, opacity: 0.14 },
      shape: { points: [...known.map(p => api.coord([p[over]!, p.low! / divide(p)])), ...[...known].reverse().map(p => api.coord([p[over]!, p.high! / divide(p)]))] },
    }),
  };
}

/** Predicted against measured energy of every node that has both. */
export function agreementPlot(trees: Tree[]): Plot | string {
  const both = trees.flatMap(tree => tree.nodes.flatMap(node => {
    const energies = bothOf(node);
    return energies && energies.measured > 0 && energies.predicted > 0 ? [{ tree, node, ...energies }] : [];
  }));
  if (both.length === 0) return 'No node has both a measured and a predicted energy.';
  const shown = both.length > 4000 ? both.filter((_, i) => i % Math.ceil(both.length / 4000) === 0) : both;
  const kinds: [string, string][] = [['ml', 'primitives'], ['module', 'modules'], ['model', 'models']];
  const all = both.flatMap(({ measured, predicted }) => [measured, predicted]);
  // No spread: a file may hold more nodes than a call takes arguments.
  const low = all.reduce((a, b) => Math.min(a, b)), high = all.reduce((a, b) => Math.max(a, b));
  return {
    height: 360,
    option: {
      grid: { left: 70, right: 24, top: 34, bottom: 48 }, legend: legend(kinds.map(([, label]) => label)),
      tooltip: { trigger: 'item', ...tooltip(((p: { value: number[] }) => {
        const { measured, predicted, node } = shown[p.value[2]!]!;
        return `${node.scope}\n${joules(measured)} measured, ${joules(predicted)} predicted\n${percent(Math.abs(predicted / measured - 1))} off`;
      }) as never) },
      xAxis: axis('log', 'measured joules', { nameGap: 30, axisLabel: { formatter: tick } }), yAxis: axis('log', 'predicted joules', { nameGap: 48, axisLabel: { formatter: tick } }),
      series: kinds.map(([kind, label], i) => ({
        name: label, type: 'scatter', symbolSize: 7, symbol: ['circle', 'rect', 'diamond'][i], itemStyle: { color: series(i), opacity: 0.55 }, large: false,
        data: shown.flatMap(({ node, measured, predicted }, at) => (node.kind === kind ? [[measured, predicted, at]] : [])),
        ...(i === 0 ? { markLine: { silent: true, symbol: 'none', label: { show: false }, lineStyle: { color: cssValue('--quiet'), type: 'solid', width: 1 }, data: [[{ coord: [low, low] }, { coord: [high, high] }]] } } : {}),
      })),
    },
    numbers: {
      columns: ['model', 'batch_size', 'seq_len', 'scope', 'kind', 'energy_j', 'energy_source', 'predicted_energy_j', 'percent_error'],
      rows: both.map(({ tree, node, measured, predicted }) => [tree.model, tree.batch_size ?? null, tree.seq_len ?? null, node.scope, node.kind, measured, node.energy_source ?? null, predicted, 100 * Math.abs(1 - predicted / measured)]),
    },
  };
}

/** The terms of a prediction as bars. */
export function termsPlot(terms: Record<string, number>): Plot {
  const rows = Object.entries(terms).filter(([, value]) => value !== 0).sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]));
  const whole = rows.reduce((sum, [, value]) => sum + value, 0);
  return {
    height: heightOf(rows.length),
    option: bars(rows.map(([name, value], i) => ({ name: clip(name.replace(/_/g, ' '), 24), joules: value, colour: series(i), tip: `${name}: ${joules(value)}` })), whole),
    numbers: { columns: ['term', 'energy_j', 'energy_share'], rows: rows.map(([name, value]) => [name, value, value / whole]) },
  };
}
