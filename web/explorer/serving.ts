// A language model served on GPUs: which deployment costs how much a token, against the time between tokens.
import { axis, chartCard, legend, tableOf, tooltip, type Plot } from '../shared/chart';
import { cssValue, fill, h } from '../shared/dom';
import { interval, joules, plain, seconds, tick } from '../shared/format';
import { series } from '../shared/palette';
import { TreePanel } from '../shared/tree-panel';
import { treeOf } from '../shared/tree';
import { api, type Deployment } from './api';
import { field } from './controls';
import { remarkFlags } from './explore';
import { wholeField } from './sizes';
import type { App, ViewPage } from './views';

const TYPES = ['', 'bfloat16', 'float8', 'int8', 'int4', 'mxfp4', 'nvfp4'];
const LISTS: [name: string, label: string, usual: string, title: string][] = [
  ['gpus', 'GPUs', '', 'how many GPUs, several joined by commas; empty for what the profiles know'], ['requests', 'Requests at a time', '', 'joined by commas; empty for the usual ones'],
];

export function servingView(app: App): ViewPage {
  const title = h('h1', { class: 'view-title' }, 'Serving'), note = h('p', { class: 'quiet' }), remarks = h('div', { class: 'flags' });
  const set = (name: string, value: string): void => { const { [name]: _, at: __, ...rest } = app.state.serving; app.update({ serving: value ? { ...rest, [name]: value } : rest }); };
  const lists = LISTS.map(([name, label, , title]) => ({ name, label, input: h('input', { type: 'text', inputmode: 'numeric', 'aria-label': label, title, placeholder: 'usual ones', class: 'grow', pattern: '\\s*\\d+(\\s*,\\s*\\d+)*\\s*' }) }));
  for (const { name, input } of lists) {
    input.addEventListener('change', () => {
      const fits = input.value.trim() === '' || /^\s*\d+(\s*,\s*\d+)*\s*$/.test(input.value);
      input.setAttribute('aria-invalid', String(!fits));
      if (fits) set(name, input.value.replace(/\s/g, ''));
    });
  }
  const tokens = ([['prompt_tokens', 'Prompt, tokens', 600], ['answer_tokens', 'Answer, tokens', 400]] as const).map(([name, label, usual]) => ({ name, label, usual, field: wholeField(label, () => ({ least: 1, most: 1_000_000 }), value => set(name, value === usual ? '' : String(value))) }));
  const weights = h('select', { class: 'grow', 'aria-label': 'Type of weights', onchange: () => set('weights', weights.value) });
  const limit = wholeField('At most between tokens, ms', () => ({ least: 1, most: 100_000 }), value => set('limit_ms', String(value)));
  const card = chartCard('Joules a token against time between tokens', 'To the lower left is better; what no other deployment beats in both is joined by a line. A click shows its tree.', 'deployments', () => (app.state.source.model ?? 'model').replace(/.*\//, ''));
  const table = h('section', { class: 'card' }), chosen = h('div', { class: 'view' });
  const panel = new TreePanel();
  return {
    element: h('div', { class: 'view' }, h('div', { class: 'view-head' }, title), note,
      h('section', { class: 'card no-print' }, h('div', { class: 'controls' }, ...lists.map(({ label, input }) => field(label, input)), ...tokens.map(one => field(one.label, one.field.element)), field('Weights', weights), field('At most between tokens, ms', limit.element))),
      remarks, card.element, chosen, table),
    focusSearch: () => panel.focusSearch(),
    show: async (state, signal) => {
      const { model } = state.source, { serving } = state;
      for (const { name, input } of lists) if (document.activeElement !== input) input.value = serving[name] ?? '';
      for (const { name, usual, field: one } of tokens) if (document.activeElement !== one.input) one.input.value = serving[name] ?? String(usual);
      if (document.activeElement !== limit.input) limit.input.value = serving['limit_ms'] ?? '';
      fill(weights, ...TYPES.map(type => h('option', { value: type, selected: type === (serving['weights'] ?? '') }, type || "the model's own")));
      title.textContent = `Serving ${model ?? 'a language model'}`;
      fill(remarks);
      fill(chosen);
      if (!model) {
        fill(note, 'Language models of the zoo can be served: pick one above, such as Qwen/Qwen3-8B.');
        fill(table);
        card.show('No model.');
        return;
      }
      const deployments = await api.deployments(model, serving, signal).catch(error => { if (signal.aborted || (error as { status?: number }).status !== 400) throw error; return (error as Error).message; });
      if (signal.aborted) return;
      if (typeof deployments === 'string') {
        fill(note, `${deployments}. Models that write text can be served, such as Qwen/Qwen3-8B.`);
        fill(table);
        card.show('Nothing to show.');
        return;
      }
      const run = deployments.filter(one => one.energy_per_token_j !== undefined && one.inter_token_s !== undefined && one.dominated !== undefined);
      const cheapest = deployments.find(one => one.cheapest);
      fill(note, `${run.length} of ${deployments.length} deployments run. `, cheapest ? `The cheapest${serving['limit_ms'] ? ` with at most ${serving['limit_ms']} ms between tokens` : ''}: ${nameOf(cheapest)}, ${joules(cheapest.energy_per_token_j)} a token, ${seconds(cheapest.inter_token_s)} between tokens.` : 'None of them keeps the limit.',
        run.length === 0 ? ` ${deployments[0]?.reason ?? ''}` : '');
      const show = async (one: Deployment): Promise<void> => {
        try {
          const json = await api.deployment(model, serving, one);
          fill(remarks, ...remarkFlags([...(json.remarks ?? []), ...(one.notes ?? [])]));
          fill(chosen, h('h2', {}, `${nameOf(one)}: ${interval(one.energy_per_token_j!, one.energy_per_token_low_j ?? null, one.energy_per_token_high_j ?? null)} a token`), panel.element);
          panel.show(treeOf(json), { fileName: `${model.replace(/.*\//, '')}-${one.device}-${one.gpus}gpus-${one.requests}requests` }, { focus: 'root', selected: 'root' });
        } catch (error) {
          app.problem(error);
        }
      };
      card.show(run.length > 0 ? () => frontier(run, serving['at'], one => { app.update({ serving: { ...app.state.serving, at: keyOf(one) } }); }) : 'No deployment runs.');
      const at = run.find(one => keyOf(one) === serving['at']) ?? cheapest;
      if (at) await show(at);
      if (signal.aborted) return;
      fill(table, h('h3', {}, 'Deployments'), h('div', { class: 'numbers-table', tabindex: 0 }, tableOf({
        columns: ['device', 'GPUs', 'copies', 'requests', 'weights', 'J/token', 'ms between tokens', 'tokens/s', 'W', 'remark'],
        rows: [...run].sort((a, b) => a.energy_per_token_j! - b.energy_per_token_j!).map(one => [one.device, one.gpus, one.data_parallel, one.requests, one.weights, one.energy_per_token_j!, 1000 * one.inter_token_s!, one.tokens_per_s ?? null, one.power_w ?? null, one.cheapest ? 'cheapest' : one.dominated ? 'beaten in both' : 'frontier']),
      })));
    },
  };
}

const nameOf = (one: Deployment): string => `${one.gpus} ${one.gpus === 1 ? 'GPU' : 'GPUs'}${one.data_parallel > 1 ? `, ${one.data_parallel} copies` : ''} of ${one.device}, ${Number.isInteger(one.requests) ? one.requests : plain(one.requests)} requests at a time, ${one.weights}`;
const keyOf = (one: Deployment): string => [one.device, one.gpus, one.data_parallel, one.requests].join('/');

function frontier(run: Deployment[], at: string | undefined, onPick: (one: Deployment) => void): Plot {
  const devices = [...new Set(run.map(one => one.device))].slice(0, 9), best = run.filter(one => one.dominated === false).sort((a, b) => a.inter_token_s! - b.inter_token_s!);
  const point = (one: Deployment): unknown => ({ value: [1000 * one.inter_token_s!, one.energy_per_token_j], one, symbolSize: keyOf(one) === at ? 18 : one.dominated ? 7 : 11, itemStyle: { opacity: one.dominated ? 0.4 : 0.95 } });
  return {
    height: 380,
    option: {
      grid: { left: 70, right: 24, top: 58, bottom: 48 }, legend: legend(devices),
      tooltip: { trigger: 'item', ...tooltip(((p: { data: { one?: Deployment } }) => (p.data.one ? `${nameOf(p.data.one)}\n${interval(p.data.one.energy_per_token_j!, p.data.one.energy_per_token_low_j ?? null, p.data.one.energy_per_token_high_j ?? null)} a token\n${seconds(p.data.one.inter_token_s)} between tokens, ${plain(p.data.one.tokens_per_s)} tokens/s` : '')) as never) },
      xAxis: axis('log', 'milliseconds between tokens', { nameGap: 28, axisLabel: { formatter: tick } }), yAxis: axis('log', 'joules a token', { nameGap: 48, axisLabel: { formatter: tick } }),
      series: [
        { type: 'line', silent: true, symbol: 'none', lineStyle: { color: cssValue('--quiet'), width: 1.5 }, tooltip: { show: false }, data: best.map(one => [1000 * one.inter_token_s!, one.energy_per_token_j]) },
        ...devices.map((device, i) => ({ name: device, type: 'scatter', symbol: ['circle', 'rect', 'triangle', 'diamond'][i % 4], itemStyle: { color: series(i) }, data: run.filter(one => one.device === device).map(point) })),
      ],
    },
    onPick: ((data: { one?: Deployment }) => { if (data.one) onPick(data.one); }) as never,
    numbers: {
      columns: ['device', 'gpus', 'data_parallel', 'requests', 'weights', 'energy_per_token_j', 'energy_per_token_low_j', 'energy_per_token_high_j', 'inter_token_s', 'tokens_per_s', 'power_w', 'dominated'],
      rows: run.map(one => [one.device, one.gpus, one.data_parallel, one.requests, one.weights, one.energy_per_token_j ?? null, one.energy_per_token_low_j ?? null, one.energy_per_token_high_j ?? null, one.inter_token_s ?? null, one.tokens_per_s ?? null, one.power_w ?? null, String(one.dominated ?? '')]),
    },
  };
}
