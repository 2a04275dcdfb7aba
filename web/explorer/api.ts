// The API as the explorer uses it: one request a question, the last answers kept.
import type { EnergyJson, NodeJson, Source as EnergySource, TreeJson, WorkloadJson } from '../shared/tree';
import { wordsFor } from './words';

export interface Model { model: string; family: string; published_parameters?: number }
export interface Device { device: string; origin: string; usable: boolean; needs_run?: boolean; method?: string; problem?: string; features?: string; range?: string; models?: string[]; energy_level?: number; hardware?: string; software?: string; data_source?: string; data?: string; licence?: string; citation?: string; cross_validation?: Record<string, number | string>[] }
export interface SharedFile { file: string; kind: 'trees' | 'network' | 'configuration'; file_bytes: number }
export interface TreeLine extends WorkloadJson, EnergyJson { tree: number }
export interface Upload { upload: string; name: string; kind: 'trees' | 'network' | 'configuration'; nodes: number; trees: TreeLine[] }
/** A deployment of a language model. */
export interface Deployment { device: string; gpus: number; data_parallel: number; requests: number; weights: string; energy_per_token_j?: number; energy_per_token_low_j?: number; energy_per_token_high_j?: number; inter_token_s?: number; tokens_per_s?: number; power_w?: number; dominated?: boolean; within_limit?: boolean; cheapest?: boolean; notes?: string[]; reason?: string }
/** An input of a network; a dimension without a size is free. */
export interface NetworkInput { name: string; dimensions?: { size?: number; name?: string }[] }
/** A model of the zoo with what an item costs on a device. */
export interface MappedModel extends EnergyJson { model: string; family: string; batch_size: number; seq_len?: number; device?: string; parameters?: number; flops?: number; fit?: string; problem?: string }
export interface Sizes { model: string; has_seq_len: boolean; sizes: { name: string; value: number }[] }
/** A line of a sweep; the sizes of the architecture that vary are members, too. */
export interface SweepPoint extends EnergyJson { device?: string; model: string; batch_size?: number; seq_len?: number; flops?: number; notes?: string[]; problem?: string }
/** What a pair has of one column. */
export interface ComparedValue { a?: number; a_low?: number; a_high?: number; a_source?: EnergySource; b?: number; b_low?: number; b_high?: number; b_source?: EnergySource; difference?: number; relative?: number; significant?: boolean }
export interface ComparedNode {
  parent?: number; scope_a?: string; scope_b?: string; type_a?: string; type_b?: string; kind: NodeJson['kind']; match: 'scope' | 'name' | 'structure' | 'only-a' | 'only-b'; opened?: boolean; counterparts?: string[]; change_j?: number;
  columns: { [column: string]: ComparedValue | undefined; energy_j?: ComparedValue };
}
export interface Side extends WorkloadJson { energy_source?: EnergySource; remarks?: string[] }
export interface Comparison { a: Side; b: Side; nodes: ComparedNode[] }
export interface ApiTree extends TreeJson { remarks?: string[] }

/** What an item costs: of a pass, of an answer, or a token. */
export interface AdvicePrice { device: string; item: string; energy_per_item_j: number; energy_low_per_item_j?: number; energy_high_per_item_j?: number; inter_token_s?: number; fit: string; notes?: string[] }
/** What is saved of it. */
export interface Saving { promised: boolean; energy_per_item_j?: number; energy_low_per_item_j?: number; energy_high_per_item_j?: number; saved_per_item_j?: number; saved_low_per_item_j?: number; saved_high_per_item_j?: number; saved_share?: number; inter_token_s?: number; fit?: string; notes?: string[]; reason?: string }
/** Something that one can change; of each kind one at a time. */
export interface Move extends Saving { move: string; kind: string; text: string }
export interface Advice { model: string; generates: boolean; now: AdvicePrice; moves: Move[]; next?: number; quality: string }

/** A problem that the server tells in words. */
export class ApiProblem extends Error {
  constructor(readonly status: number, detail: string) {
    super(detail);
  }
}

const BASE = '/api/v1';
const KEPT = 40;
const kept = new Map<string, unknown>();
let key = sessionStorage.getItem('jouletree-key') ?? '';
let askKey: (wasWrong: boolean) => Promise<string | null> = () => Promise.resolve(null);
let asking: Promise<string | null> | null = null;

/** Who asks the user for a key when the server wants one; null where the user gives none. */
export function onKeyNeeded(ask: (wasWrong: boolean) => Promise<string | null>): void {
  askKey = ask;
}

// Several requests may find out at once that a key is needed: the user is asked once.
async function newKey(sent: string): Promise<string> {
  if (sent !== key) return key;
  const given = await (asking ??= askKey(sent !== '').finally(() => { asking = null; }));
  if (!given) throw new ApiProblem(401, 'this server answers only with its key: reload the page to give it');
  sessionStorage.setItem('jouletree-key', given);
  return (key = given);
}

async function send(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers), sent = key;
  if (sent) headers.set('Authorization', `Bearer ${sent}`);
  let answer: Response;
  try {
    answer = await fetch(BASE + path, { ...init, headers });
  } catch (error) {
    if ((error as Error).name === 'AbortError') throw error;
    throw new ApiProblem(0, 'the server does not answer; is jouletree serve still running?');
  }
  if (answer.status === 401) {
    await newKey(sent);
    return send(path, init);
  }
  if (!answer.ok) {
    const problem = (await answer.json().catch(() => null)) as { detail?: string } | null;
    throw new ApiProblem(answer.status, problem?.detail ?? `the server answered ${answer.status}`);
  }
  return answer;
}

async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const known = kept.get(path);
  if (known !== undefined) return known as T;
  const answer = (await (await send(path, { signal: signal ?? null })).json()) as T;
  kept.set(path, answer);
  if (kept.size > KEPT) kept.delete(kept.keys().next().value!);
  return answer;
}

/** Which tree; one of model, file and upload is set. */
export interface Source {
  model?: string; file?: string; upload?: string; tree?: number; batch_size?: number; seq_len?: number; device?: string; input?: string[]; set: Record<string, number>;
}

/** Names of what a source says but for its changes, as the API and the address bar have them. */
export const SOURCE_NAMES = ['model', 'file', 'upload', 'tree', 'batch_size', 'seq_len', 'device'] as const satisfies readonly (keyof Source)[];

export function queryOf(source: Source): URLSearchParams {
  const query = new URLSearchParams();
  for (const name of SOURCE_NAMES) {
    const value = source[name];
    if (value !== undefined && value !== '') query.set(name, String(value));
  }
  for (const shape of source.input ?? []) query.append('input', shape);
  for (const [name, value] of Object.entries(source.set)) query.append('set', `${name}=${value}`);
  return query;
}

/** What of the architecture is not as published: `, layers 6`. */
export const changesText = (source: Source): string => Object.entries(source.set).map(([name, value]) => `, ${wordsFor(name)} ${value}`).join('');

const bodyOf = (source: Source): Record<string, unknown> => ({ ...source, set: Object.entries(source.set).map(([name, value]) => `${name}=${value}`) });

/** True for a file of weights. */
export const isWeights = (file: File): boolean => file.name.toLowerCase().endsWith('.safetensors');

/**
 * As much of a file as the server wants: of weights the header, whose length stands in 8 bytes before it; of .gguf files, which do not tell its
 * length, more than any known tokenizer takes; of all others everything.
 */
async function wanted(file: File): Promise<Blob> {
  const longest = 100_000_000;
  if (file.name.toLowerCase().endsWith('.gguf')) return file.slice(0, longest);
  if (!isWeights(file) || file.size < 8) return file;
  const length = new DataView(await file.slice(0, 8).arrayBuffer()).getBigUint64(0, true);
  return file.slice(0, 8 + (length < longest ? Number(length) : longest));
}

function servingQuery(model: string, serving: Record<string, string>): URLSearchParams {
  const { at: _, limit_ms: limit, ...rest } = serving, query = new URLSearchParams({ model, ...rest });
  if (limit) query.set('max_itl_s', String(Number(limit) / 1000));
  return query;
}

// A deployment has a device of its own; a pass has that of its source.
function adviceQuery(source: Source, advice: Record<string, string>): URLSearchParams {
  const { take: _, ...served } = advice, isServed = served['requests'] !== undefined && source.model !== undefined;
  const query = queryOf(isServed ? { model: source.model!, set: source.set } : source);
  if (isServed) for (const [name, value] of Object.entries(served)) query.set(name, value);
  return query;
}

export const api = {
  models: () => get<{ models: Model[] }>('/models').then(answer => answer.models),
  devices: () => get<{ devices: Device[] }>('/devices').then(answer => answer.devices),
  files: async () => ((await (await send('/files')).json()) as { files: SharedFile[] }).files,
  trees: (file: string) => get<{ trees: TreeLine[] }>(`/trees?${new URLSearchParams({ file })}`).then(answer => answer.trees),
  inputs: (source: Source) => get<{ inputs: NetworkInput[] }>(`/inputs?${new URLSearchParams(source.file ? { file: source.file } : { upload: source.upload! })}`).then(answer => answer.inputs),
  /** All models of the zoo; what is known of them is told while the others are asked for. */
  overview: async (device: string | undefined, source: Source, onPart: (models: MappedModel[]) => void, signal?: AbortSignal) => {
    const models: MappedModel[] = [];
    for (let from: number | undefined = 0; from !== undefined;) {
      const query = new URLSearchParams({ ...(device ? { device } : {}), batch_size: String(source.batch_size ?? 1), seq_len: String(source.seq_len ?? 128), from: String(from) });
      const part: { models: MappedModel[]; next?: number } = await get(`/overview?${query}`, signal);
      models.push(...part.models);
      from = part.next;
      if (from !== undefined) onPart([...models]);
    }
    return models;
  },
  /** All moves; those that are priced are told while the others are. */
  advice: async (source: Source, advice: Record<string, string>, kinds: string[], onPart: (known: Advice) => void, signal?: AbortSignal) => {
    const query = adviceQuery(source, advice), moves: Move[] = [];
    if (kinds.length > 0) query.set('kind', kinds.join(','));
    for (;;) {
      const part: Advice = await get(`/advice?${query}`, signal);
      moves.push(...part.moves);
      if (part.next === undefined) return { ...part, moves };
      onPart({ ...part, moves: [...moves] });
      query.set('from', String(part.next));
    }
  },
  together: (source: Source, advice: Record<string, string>, take: string[], signal?: AbortSignal) => {
    const query = adviceQuery(source, advice);
    query.set('take', take.join(','));
    return get<{ together: Saving }>(`/advice?${query}`, signal).then(answer => answer.together);
  },
  advicePage: async (source: Source, advice: Record<string, string>) => {
    const query = adviceQuery(source, advice);
    if (advice['take']) query.set('take', advice['take']);
    query.set('format', 'html');
    return (await send(`/advice?${query}`)).blob();
  },
  deployments: (model: string, serving: Record<string, string>, signal?: AbortSignal) => get<{ deployments: Deployment[] }>(`/deployments?${servingQuery(model, serving)}`, signal).then(answer => answer.deployments),
  deployment: (model: string, serving: Record<string, string>, one: Deployment) => {
    const query = servingQuery(model, serving);
    for (const name of ['device', 'gpus', 'data_parallel', 'requests'] as const) query.set(name, String(one[name]));
    return get<ApiTree>(`/deployment?${query}`);
  },
  isThere: () => fetch(`${BASE}/status`).then(answer => answer.ok || answer.status === 401, () => false),
  sizes: (model: string) => get<Sizes>(`/sizes?${new URLSearchParams({ model })}`),
  tree: (source: Source, signal?: AbortSignal) => get<ApiTree>(`/tree?${queryOf(source)}`, signal),
  why: (source: Source, scope: string) => {
    const query = queryOf(source);
    query.set('scope', scope);
    query.set('explain', 'true');
    return get<{ nodes: NodeJson[] }>(`/node?${query}`).then(answer => answer.nodes);
  },
  sweep: (source: Source, over: string, values: number[], signal?: AbortSignal) => {
    const query = queryOf(source);
    if (over === 'batch_size' || over === 'seq_len') query.set(over, values.join(','));
    else query.set('over', `${over}=${values.join(',')}`);
    return get<{ points: SweepPoint[] }>(`/sweep?${query}`, signal).then(answer => answer.points);
  },
  compare: async (a: Source, b: Source, signal?: AbortSignal): Promise<Comparison> => {
    const body = JSON.stringify({ a: bodyOf(a), b: bodyOf(b) });
    const known = kept.get(body) as Comparison | undefined;
    if (known) return known;
    const answer = (await (await send('/compare', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body, signal: signal ?? null })).json()) as Comparison;
    kept.set(body, answer);
    return answer;
  },
  upload: async (file: File, config?: string) => {
    const query = new URLSearchParams({ name: file.name, ...(config !== undefined && isWeights(file) ? { config } : {}) });
    return (await (await send(`/uploads?${query}`, { method: 'POST', body: await wanted(file) })).json()) as Upload;
  },
  uploaded: (id: string) => get<Upload>(`/uploads/${encodeURIComponent(id)}`),
  download: async (source: Source, format: 'jsonl' | 'csv' | 'json') => {
    const query = queryOf(source);
    query.set('format', format);
    return (await send(`/tree?${query}`)).blob();
  },
};
