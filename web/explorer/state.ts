// What is shown, kept in the address bar, so that a link leads to the same view.
import { SOURCE_NAMES, type Source } from './api';
import { GRID_GRAMS_PER_KWH } from '../shared/figures';

export type View = 'explore' | 'compare' | 'bottlenecks' | 'sweep' | 'whatif';
export const VIEWS: [View, string][] = [['explore', 'Explore'], ['bottlenecks', 'Bottlenecks'], ['compare', 'Compare'], ['whatif', 'What if'], ['sweep', 'Sweep']];

export interface State {
  view: View; source: Source; other: Source; focus: string; node: string; metric: string; grid: number;
  sweepOver: string; sweepPer: 'pass' | 'item' | 'token';
}

export const START: State = {
  view: 'explore', source: { model: 'bert-base-uncased', batch_size: 8, seq_len: 128, set: {} }, other: { model: 'bert-base-uncased', batch_size: 16, seq_len: 128, set: {} },
  focus: 'root', node: 'root', metric: 'energy', grid: GRID_GRAMS_PER_KWH, sweepOver: 'batch_size', sweepPer: 'pass',
};

export function stateOf(hash: string): State {
  const query = new URLSearchParams(hash.replace(/^#/, ''));
  if ([...query].length === 0) return structuredClone(START);
  const view = VIEWS.map(([name]) => name).find(name => name === query.get('view')) ?? 'explore';
  const source = sourceOf(query, '');
  const per = query.get('per');
  return {
    view, source: isNamed(source) ? source : structuredClone(START.source), other: isNamed(sourceOf(query, 'b.')) ? sourceOf(query, 'b.') : { ...structuredClone(source), batch_size: 2 * (source.batch_size ?? 8) },
    focus: query.get('in') ?? 'root', node: query.get('node') ?? query.get('in') ?? 'root', metric: query.get('by') ?? 'energy',
    grid: number(query.get('grid'), 0, 5000) ?? GRID_GRAMS_PER_KWH, sweepOver: query.get('over') ?? 'batch_size', sweepPer: per === 'item' || per === 'token' ? per : 'pass',
  };
}

export function hashOf(state: State): string {
  const query = new URLSearchParams();
  if (state.view !== 'explore') query.set('view', state.view);
  put(query, '', state.source);
  if (state.view === 'compare') put(query, 'b.', state.other);
  if (state.focus !== 'root') query.set('in', state.focus);
  if (state.node !== state.focus) query.set('node', state.node);
  if (state.metric !== 'energy') query.set('by', state.metric);
  if (state.grid !== GRID_GRAMS_PER_KWH) query.set('grid', String(state.grid));
  if (state.view === 'sweep') {
    query.set('over', state.sweepOver);
    query.set('per', state.sweepPer);
  }
  return `#${query}`;
}

const isNamed = (source: Source): boolean => Boolean(source.model ?? source.file ?? source.upload);

function sourceOf(query: URLSearchParams, prefix: string): Source {
  const source: Source = { set: {} };
  for (const name of ['model', 'file', 'upload', 'device'] as const) {
    const value = query.get(prefix + name);
    if (value) source[name] = value;
  }
  for (const name of ['tree', 'batch_size', 'seq_len'] as const) {
    const value = number(query.get(prefix + name), 1, 1 << 20);
    if (value !== null) source[name] = value;
  }
  for (const pair of query.getAll(`${prefix}set`)) {
    const [name, value] = pair.split('=');
    const size = number(value ?? null, 1, 1e8);
    if (name && size !== null) source.set[name] = size;
  }
  return source;
}

function put(query: URLSearchParams, prefix: string, source: Source): void {
  for (const name of SOURCE_NAMES) {
    const value = source[name];
    if (value !== undefined) query.set(prefix + name, String(value));
  }
  for (const [name, value] of Object.entries(source.set)) query.append(`${prefix}set`, `${name}=${value}`);
}

function number(text: string | null, least: number, most: number): number | null {
  const value = text === null || text === '' ? NaN : Number(text);
  return Number.isFinite(value) && value >= least && value <= most ? value : null;
}
