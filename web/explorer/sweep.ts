// Energy over batch sizes, lengths, or any size of the architecture, with intervals.
import { chartCard } from '../shared/chart';
import { fill, h } from '../shared/dom';
import { fileName } from '../shared/download';
import { workloadPlot, type Marks, type Workload } from '../shared/plots';
import { api, changesText, type Device, type Source, type SweepPoint } from './api';
import { field, positionsOf, type Catalog } from './controls';
import { remarkFlags } from './explore';
import type { State } from './state';
import type { App, ViewPage } from './views';
import { wordsFor } from './words';

const BATCHES = [1, 2, 4, 8, 12, 16, 24, 32, 48, 64];
const LENGTHS = [16, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024];
const LINES = { lengths: [32, 64, 128, 256], batches: [1, 8, 16, 32] };
const MOST = 64;

/** Values of a text: `1,2,4`, `16:512:16`, or doubling `1:64:x2`. A problem in words where it is none. */
export function valuesOf(text: string): number[] | string {
  const values: number[] = [];
  for (const part of text.split(',').map(one => one.trim()).filter(Boolean)) {
    const range = /^(\d+)(?::(\d+)(?::(x?)(\d+(?:\.\d+)?))?)?$/.exec(part);
    if (!range) return `«${part}» is no number, no range such as 16:512:16 and no doubling such as 1:64:x2`;
    const first = Number(range[1]), last = Number(range[2] ?? first), isFactor = range[3] === 'x', step = Number(range[4] ?? 1);
    if (first < 1 || last < first || (isFactor ? step <= 1 : step <= 0)) return `«${part}» counts nothing up`;
    for (let value = first; value <= last * (1 + 1e-9) && values.length <= MOST; value = isFactor ? value * step : value + step) values.push(Math.round(value));
  }
  const different = [...new Set(values)].sort((a, b) => a - b);
  return different.length > MOST ? `more than ${MOST} values: take larger steps` : different;
}

export function sweepView(app: App, catalog: Catalog): ViewPage {
  let shown: Source = { set: {} };
  const card = chartCard('Sweep', 'Bands are the intervals of the predictions; the shaded range is what the device was measured on, the upright line where you are', 'sweep', () => `${fileName({ model: shown.model ?? shown.file ?? 'upload', ...(shown.device ? { device: shown.device } : {}) })}-over-${app.state.sweepOver}`);
  const over = h('select', { 'aria-label': 'Over', onchange: () => app.update({ sweepOver: over.value, sweepValues: '' }) });
  const per = h('select', { 'aria-label': 'Energy per', onchange: () => app.update({ sweepPer: per.value as State['sweepPer'] }) });
  const said = h('span', { class: 'field-said', role: 'alert', hidden: true });
  const values = h('input', { type: 'text', class: 'grow', 'aria-label': 'Values', placeholder: 'usual ones; or 1,2,4 or 16:512:16 or 1:64:x2' });
  values.addEventListener('change', () => {
    const found = valuesOf(values.value), isWrong = typeof found === 'string';
    values.setAttribute('aria-invalid', String(isWrong));
    said.hidden = !isWrong;
    said.textContent = isWrong ? found : '';
    if (!isWrong) app.update({ sweepValues: values.value.replace(/\s/g, '') });
  });
  const notes = h('div', { class: 'flags' });
  const headline = h('h1', { class: 'view-title' }, 'Sweep');
  const title = card.element.querySelector('h3')!;
  return {
    element: h('div', { class: 'view' }, h('div', { class: 'view-head' }, headline),
      h('section', { class: 'card no-print' }, h('div', { class: 'controls' }, field('Over', over), field('Energy per', per), field('Values', h('div', {}, values, said)))), notes, card.element),
    show: async (state, signal) => {
      const source = shown = state.source;
      const sizes = source.model ? await api.sizes(source.model) : null;
      if (signal.aborted) return;
      const takesLength = sizes?.has_seq_len ?? source.seq_len !== undefined;
      const names = ['batch_size', ...(takesLength ? ['seq_len'] : []), ...(sizes?.sizes.map(size => size.name) ?? [])];
      const chosen = names.includes(state.sweepOver) ? state.sweepOver : 'batch_size';
      headline.textContent = `Sweep of ${source.model ?? source.file ?? 'an upload'} over ${wordsFor(chosen)}`;
      fill(over, ...names.map(name => h('option', { value: name, selected: name === chosen, title: name }, wordsFor(name))));
      fill(per, ...(['pass', 'item', ...(takesLength ? ['token'] : [])] as const).map(name => h('option', { value: name, selected: name === state.sweepPer }, name === 'pass' ? 'forward pass' : name)));
      if (document.activeElement !== values) values.value = state.sweepValues;
      const published = sizes?.sizes.find(size => size.name === chosen)?.value ?? 1, own = valuesOf(state.sweepValues);
      const { points, problems, device } = await sweep(source, chosen, takesLength, sizes ? positionsOf(sizes.sizes) : 1024, published, typeof own === 'string' ? [] : own, signal);
      if (signal.aborted) return;
      title.textContent = `${source.model ?? source.file ?? 'Upload'}${changesText(source)} over ${wordsFor(chosen)}${device ? ` on ${device}` : ''}`;
      fill(notes, ...remarkFlags(problems));
      const marks: Marks = { ...rangeOf(catalog.devices.find(one => one.device === device), chosen), at: chosen === 'batch_size' ? source.batch_size : chosen === 'seq_len' ? source.seq_len : source.set[chosen] ?? published };
      card.show(points.length > 0 ? () => plotOf(points, chosen, takesLength || state.sweepPer !== 'token' ? state.sweepPer : 'item', marks) : 'No point of the sweep has an energy: pick a device.');
    },
  };
}

// A device says in words what it was measured on.
function rangeOf(device: Device | undefined, over: string): Marks {
  const pattern = over === 'batch_size' ? /batch[ _]size (\d+)(?: to (\d+))?/ : over === 'seq_len' ? /\blength (\d+)(?: to (\d+))?/ : /hidden|n_embd|^dim$|d_model/.test(over) ? /hidden width (\d+)(?: to (\d+))?/ : null;
  const found = pattern && device?.range ? pattern.exec(device.range) : null;
  return found ? { from: Number(found[1]), to: Number(found[2] ?? found[1]) } : {};
}

interface Point extends Workload { value: number }

async function sweep(source: Source, over: string, takesLength: boolean, positions: number, published: number, own: number[], signal: AbortSignal): Promise<{ points: Point[]; problems: string[]; device: string | undefined }> {
  const values = own.length > 0 ? own : over === 'batch_size' ? BATCHES : over === 'seq_len' ? LENGTHS.filter(value => value <= positions) : sizesAround(published);
  // Over batch sizes and lengths one line each of some values of the other, the chosen one among them.
  const others: Source[] = over === 'batch_size' && takesLength ? lines(LINES.lengths.filter(value => value <= positions), source.seq_len ?? 128).map(seq_len => ({ ...source, seq_len }))
    : over === 'seq_len' ? lines(LINES.batches, source.batch_size ?? 8).map(batch_size => ({ ...source, batch_size })) : [source];
  const answers = await Promise.all(others.map(one => api.sweep(one, over, values, signal)));
  // Points come in the order of the values.
  const points = answers.flatMap(answer => answer.flatMap((point, i) => (point.energy_j === undefined ? [] : [toPoint(point, values[i]!, point.energy_j)])));
  const problems = answers.flatMap(answer => answer.flatMap((point, i) => (point.problem ? [`${wordsFor(over)} ${values[i]}: ${point.problem}`] : point.notes ?? [])));
  const device = answers.flat().find(point => point.device)?.device;
  return { device, points, problems: problems.length > 0 ? [problems.length > 3 ? `${problems.length} of ${answers.flat().length} points carry a remark, such as: ${problems[0]}` : problems[0]!] : [] };
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

function plotOf(points: Point[], over: string, per: State['sweepPer'], marks: Marks): ReturnType<typeof workloadPlot> {
  if (over === 'batch_size' || over === 'seq_len') return workloadPlot(points, over === 'batch_size' ? 'batch' : 'length', per, marks);
  // Another size takes the place of the batch on the axis.
  const divide = (point: Point): number => (per === 'pass' ? 1 : (point.batch ?? 1) * (per === 'token' ? point.length ?? 1 : 1));
  const plot = workloadPlot(points.map(point => ({ ...point, batch: point.value, length: null, joules: point.joules / divide(point), low: point.low === null ? null : point.low / divide(point), high: point.high === null ? null : point.high / divide(point) })), 'batch', 'pass', marks);
  const option = plot.option as { xAxis: { name: string }; yAxis: { name: string } };
  option.xAxis.name = wordsFor(over);
  option.yAxis.name = `joules per ${per}`;
  const named = (what: string): string => (per === 'pass' ? `${what}_j` : `${what}_per_${per}_j`);
  return { ...plot, numbers: { columns: [over, named('energy'), named('energy_low'), named('energy_high')], rows: plot.numbers.rows.map(row => [row[1]!, row[3]!, row[4]!, row[5]!]) } };
}
