// What is shown, kept in the address bar, so that a link leads to the same view.
import { SOURCE_NAMES, type Source } from './api';
import { GRID_GRAMS_PER_KWH } from '../shared/figures';

export type View = 'explore' | 'cheaper' | 'compare' | 'bottlenecks' | 'sweep' | 'whatif' | 'serving' | 'models';
export const VIEWS: [View, string][] = [['explore', 'Explore'], ['bottlenecks', 'Bottlenecks'], ['cheaper', 'Make it cheaper'], ['compare', 'Compare'], ['whatif', 'What if'], ['sweep', 'Sweep'], ['serving', 'Serving'], ['models', 'Models']];

export interface State {
  view: View; source: Source; other: Source; focus: string; node: string; metric: string; grid: number | null;
  sweepOver: string; sweepPer: 'pass' | 'item' | 'token'; sweepValues: string; serving: Record<string, string>; advice: Record<string, string>;
}

export const START: State = {
  view: 'explore', source: { model: 'bert-base-uncased', batch_size: 8, seq_len: 128, set: {} }, other: { model: 'bert-base-uncased', batch_size: 16, seq_len: 128, set: {} },
  focus: 'root', node: 'root', metric: 'energy', grid: GRID_GRAMS_PER_KWH, sweepOver: 'batch_size', sweepPer: 'pass', sweepValues: '', serving: {}, advice: {},
};

/** The state of a link, and what in the link could not be taken as it stands. */
export function stateOf(hash: string, start: State = START): { state: State; problems: string[] } {
  const query = new URLSearchParams(hash.replace(/^#/, '')), problems: string[] = [];
  if ([...query].length === 0) return { state: structuredClone(start), problems };
  const asked = query.get('view'), view = VIEWS.map(([name]) => name).find(name => name === asked);
  if (asked !== null && !view) problems.push(`there is no view called «${asked}»; there are ${VIEWS.map(([name]) => name).join(', ')}`);
  const source = sourceOf(query, '', problems), other = sourceOf(query, 'b.', problems);
  if (!isNamed(source)) problems.push('it names no model, file or upload');
  const per = query.get('per'), grid = query.get('grid'), grams = number(grid, 0, 5000);
  if (grid && grams === null) problems.push(`grid=${grid} is no number from 0 to 5000`);
  const shown = isNamed(source) ? source : structuredClone(start.source);
  return {
    state: {
      view: view ?? 'explore', source: shown, other: isNamed(other) ? other : otherOf(shown),
      focus: query.get('in') ?? 'root', node: query.get('node') ?? query.get('in') ?? 'root', metric: query.get('by') ?? 'energy',
      grid: grid === '' ? null : grams ?? GRID_GRAMS_PER_KWH, sweepOver: query.get('over') ?? 'batch_size', sweepPer: per === 'item' || per === 'token' ? per : 'pass', sweepValues: query.get('values') ?? '',
      serving: named(query, 's.'), advice: named(query, 'a.'),
    },
    problems,
  };
}

const named = (query: URLSearchParams, prefix: string): Record<string, string> => Object.fromEntries([...query].filter(([name]) => name.startsWith(prefix)).map(([name, value]) => [name.slice(prefix.length), value]));

/** Names of the moves that are taken together. */
export const takenOf = (advice: Record<string, string>): string[] => (advice['take'] ?? '').split(',').filter(Boolean);

/** What a source is compared with before one has picked anything: twice its batch. */
const otherOf = (source: Source): Source => (source.tree === undefined && !source.input ? { ...structuredClone(source), batch_size: 2 * (source.batch_size ?? 8) } : structuredClone(source));

export function hashOf(state: State): string {
  const query = new URLSearchParams();
  if (state.view !== 'explore') query.set('view', state.view);
  put(query, '', state.source);
  // Whatever the view: a reload keeps both sides.
  if (state.view === 'compare' || JSON.stringify(state.other) !== JSON.stringify(otherOf(state.source))) put(query, 'b.', state.other);
  if (state.focus !== 'root') query.set('in', state.focus);
  if (state.node !== state.focus) query.set('node', state.node);
  if (state.metric !== 'energy') query.set('by', state.metric);
  if (state.grid !== GRID_GRAMS_PER_KWH) query.set('grid', state.grid === null ? '' : String(state.grid));
  if (state.view === 'sweep') {
    query.set('over', state.sweepOver);
    query.set('per', state.sweepPer);
    if (state.sweepValues) query.set('values', state.sweepValues);
  }
  if (state.view === 'serving') for (const [name, value] of Object.entries(state.serving)) query.set(`s.${name}`, value);
  if (state.view === 'cheaper') for (const [name, value] of Object.entries(state.advice)) query.set(`a.${name}`, value);
  return `#${query}`;
}

const isNamed = (source: Source): boolean => Boolean(source.model ?? source.file ?? source.upload);

function sourceOf(query: URLSearchParams, prefix: string, problems: string[]): Source {
  const source: Source = { set: {} };
  for (const name of ['model', 'file', 'upload', 'device'] as const) {
    const value = query.get(prefix + name);
    if (value) source[name] = value;
  }
  for (const name of ['tree', 'batch_size', 'seq_len'] as const) {
    const text = query.get(prefix + name), value = number(text, 1, 1 << 20);
    if (value !== null && Number.isInteger(value)) source[name] = value;
    else if (text !== null) problems.push(`${prefix}${name}=${text} is no whole number from 1 to ${1 << 20}`);
  }
  for (const pair of query.getAll(`${prefix}set`)) {
    const [name, value] = pair.split('=');
    const size = number(value ?? null, 1, 1e8);
    if (name && size !== null) source.set[name] = size;
    else problems.push(`${prefix}set=${pair} is no KEY=NUMBER`);
  }
  const input = query.getAll(`${prefix}input`);
  if (input.length > 0) source.input = input;
  return source;
}

function put(query: URLSearchParams, prefix: string, source: Source): void {
  for (const name of SOURCE_NAMES) {
    const value = source[name];
    if (value !== undefined) query.set(prefix + name, String(value));
  }
  for (const shape of source.input ?? []) query.append(`${prefix}input`, shape);
  for (const [name, value] of Object.entries(source.set)) query.append(`${prefix}set`, `${name}=${value}`);
}

function number(text: string | null, least: number, most: number): number | null {
  const value = text === null || text === '' ? NaN : Number(text);
  return Number.isFinite(value) && value >= least && value <= most ? value : null;
}
