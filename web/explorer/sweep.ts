// Energy over batch sizes, lengths, or any size of the architecture, with intervals.
import { chartCard } from '../shared/chart';
import { fill, h } from '../shared/dom';
import { workloadPlot, type Workload } from '../shared/plots';
import { api, changesText, type Source, type SweepPoint } from './api';
import { field, positionsOf } from './controls';
import type { State } from './state';
import type { App, ViewPage } from './views';

const BATCHES = [1, 2, 4, 8, 12, 16, 24, 32, 48, 64];
const LENGTHS = [16, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024];
const LINES = { lengths: [32, 64, 128, 256], batches: [1, 8, 16, 32] };

export function sweepView(app: App): ViewPage {
  const card = chartCard('Sweep', 'Bands are the intervals of the predictions', 'sweep');
  const over = h('select', { onchange: () => app.update({ sweepOver: over.value }) });
  const per = h('select', { onchange: () => app.update({ sweepPer: per.value as State['sweepPer'] }) });
  const notes = h('div', { class: 'flags' });
  const title = card.element.querySelector('h3')!;
  return {
    element: h('div', { class: 'view' }, h('div', { class: 'view-head' }, h('h1', { class: 'view-title' }, 'Sweep')),
      h('section', { class: 'card' }, h('div', { class: 'controls' }, field('Over', over), field('Energy per', per))), notes, card.element),
    show: async (state, signal) => {
      const { source } = state;
      const sizes = source.model ? await api.sizes(source.model) : null;
      if (signal.aborted) return;
      const takesLength = sizes?.has_seq_len ?? source.seq_len !== undefined;
      const names = ['batch_size', ...(takesLength ? ['seq_len'] : []), ...(sizes?.sizes.map(size => size.name) ?? [])];
      const chosen = names.includes(state.sweepOver) ? state.sweepOver : 'batch_size';
      fill(over, ...names.map(name => h('option', { value: name, selected: name === chosen }, labelOf(name))));
      fill(per, ...(['pass', 'item', ...(takesLength ? ['token'] : [])] as const).map(name => h('option', { value: name, selected: name === state.sweepPer }, name)));
      const { points, problems } = await sweep(source, chosen, takesLength, sizes ? positionsOf(sizes.sizes) : 1024, sizes?.sizes.find(size => size.name === chosen)?.value ?? 1, signal);
      if (signal.aborted) return;
      title.textContent = `${source.model ?? source.file ?? 'Upload'}${changesText(source)} over ${labelOf(chosen)}`;
      fill(notes, ...[...new Set(problems)].slice(0, 3).map(text => h('p', { class: 'flag' }, text)));
      const shown = points.length > 0;
      card.show(shown ? () => plotOf(points, chosen, takesLength || state.sweepPer !== 'token' ? state.sweepPer : 'item') : 'No point of the sweep has an energy: pick a device.');
    },
  };
}

const labelOf = (over: string): string => (over === 'batch_size' ? 'batch size' : over === 'seq_len' ? 'length' : over);

interface Point extends Workload { value: number }

async function sweep(source: Source, over: string, takesLength: boolean, positions: number, published: number, signal: AbortSignal): Promise<{ points: Point[]; problems: string[] }> {
  const values = over === 'batch_size' ? BATCHES : over === 'seq_len' ? LENGTHS.filter(value => value <= positions) : sizesAround(published);
  // Over batch sizes and lengths one line each of some values of the other, the chosen one among them.
  const others: Source[] = over === 'batch_size' && takesLength ? lines(LINES.lengths.filter(value => value <= positions), source.seq_len ?? 128).map(seq_len => ({ ...source, seq_len }))
    : over === 'seq_len' ? lines(LINES.batches, source.batch_size ?? 8).map(batch_size => ({ ...source, batch_size })) : [source];
  const answers = await Promise.all(others.map(one => api.sweep(one, over, values, signal)));
  // Points come in the order of the values.
  const points = answers.flatMap(answer => answer.flatMap((point, i) => (point.energy_j === undefined ? [] : [toPoint(point, values[i]!, point.energy_j)])));
  const problems = answers.flatMap(answer => answer.flatMap((point, i) => (point.problem ? [`${over} ${values[i]}: ${point.problem}`] : point.notes ?? [])));
  return { points, problems: problems.length > 0 ? [problems.length > 3 ? `${problems.length} of ${answers.flat().length} points carry a remark, such as: ${problems[0]}` : problems[0]!] : [] };
}

function toPoint(point: SweepPoint, value: number, joules: number): Point {
  return { value, model: point.model, batch: point.batch_size ?? null, length: point.seq_len ?? null, joules, low: point.energy_low_j ?? null, high: point.energy_high_j ?? null };
}

const lines = (values: number[], chosen: number): number[] => [...new Set([...values, chosen])].sort((a, b) => a - b);

// Halves, doubles and what lies between, as whole multiples where the published size is one.
function sizesAround(published: number): number[] {
  const values = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4].map(factor => Math.max(1, Math.round(published * factor)));
  return [...new Set(values)];
}

function plotOf(points: Point[], over: string, per: State['sweepPer']): ReturnType<typeof workloadPlot> {
  if (over === 'batch_size' || over === 'seq_len') return workloadPlot(points, over === 'batch_size' ? 'batch' : 'length', per);
  // Another size takes the place of the batch on the axis.
  const divide = (point: Point): number => (per === 'pass' ? 1 : (point.batch ?? 1) * (per === 'token' ? point.length ?? 1 : 1));
  const plot = workloadPlot(points.map(point => ({ ...point, batch: point.value, length: null, joules: point.joules / divide(point), low: point.low === null ? null : point.low / divide(point), high: point.high === null ? null : point.high / divide(point) })), 'batch', 'pass');
  const option = plot.option as { xAxis: { name: string }; yAxis: { name: string } };
  option.xAxis.name = over;
  option.yAxis.name = `joules per ${per}`;
  const named = (what: string): string => (per === 'pass' ? `${what}_j` : `${what}_per_${per}_j`);
  return { ...plot, numbers: { columns: [over, named('energy'), named('energy_low'), named('energy_high')], rows: plot.numbers.rows.map(row => [row[1]!, row[3]!, row[4]!, row[5]!]) } };
}
