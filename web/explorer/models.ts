// The model map: what an item costs of each model of the zoo on a device.
import { axis, chartCard, legend, tooltip, type ChartCard, type Plot } from '../shared/chart';
import { cssValue, fill, h } from '../shared/dom';
import { count, interval, joules, roughly, si, tick } from '../shared/format';
import { series } from '../shared/palette';
import { api, type MappedModel } from './api';
import { field, type Catalog } from './controls';
import type { State } from './state';
import type { App, ViewPage } from './views';

type Over = 'parameters' | 'flops';

/** A card with the map; models off the device's range are grey. */
export function mapCard(app: App, of = (): string => app.state.source.device ?? 'best-devices'): ChartCard {
  return chartCard('Model map', 'Joules per item, one mark a model; grey marks lie outside what the device was measured on. A click shows the model.', 'model-map', of);
}

const each = (model: MappedModel, joules: number | undefined): number | null => (joules === undefined ? null : joules / model.batch_size);

export function mapPlot(models: MappedModel[], over: Over, current: string | undefined, app: App, height = 380): Plot {
  const known = models.filter(model => model.energy_j !== undefined && model.energy_j > 0 && (model[over] ?? 0) > 0);
  const groups: [string, string, string, (model: MappedModel) => boolean][] = [
    ['within what was measured', 'circle', series(0), model => model.fit === 'covered'], ['outside its range', 'circle', cssValue('--faint'), model => model.fit === 'extrapolated'],
    ['order of magnitude', 'triangle', cssValue('--faint'), model => model.fit !== 'covered' && model.fit !== 'extrapolated'],
  ];
  const named = groups.filter(([, , , is]) => known.some(model => is(model) && model.model !== current));
  const data = (all: MappedModel[]): unknown[] => all.map(model => ({ value: [over === 'flops' ? model.flops! / model.batch_size : model[over], model.energy_j! / model.batch_size], model }));
  const here = known.filter(model => model.model === current);
  return {
    height,
    option: {
      grid: { left: 70, right: 24, top: 34, bottom: 48 }, legend: legend([...named.map(([name]) => name), ...here.map(model => model.model)]),
      tooltip: { trigger: 'item', ...tooltip(((p: { data: { model: MappedModel } }) => {
        const { model } = p.data, isRough = model.fit === 'order_of_magnitude' || model.fit === 'part';
        return `${model.model}\n${isRough ? `${roughly(model.energy_j! / model.batch_size, 'J')}, order of magnitude` : interval(model.energy_j! / model.batch_size, each(model, model.energy_low_j), each(model, model.energy_high_j))} an item${model.seq_len ? ` of ${model.seq_len} tokens` : ''}\n${count(model.parameters)} parameters, ${si(model.flops! / model.batch_size, 'FLOP')}${model.device ? `\non ${model.device}` : ''}${model.fit === 'covered' ? '' : '\noutside what was measured there'}`;
      }) as never) },
      xAxis: axis('log', over === 'parameters' ? 'parameters' : 'FLOPs per item', { nameGap: 28, axisLabel: { formatter: tick } }), yAxis: axis('log', 'joules per item', { nameGap: 48, axisLabel: { formatter: tick } }),
      series: [
        ...named.map(([name, symbol, color, is]) => ({ name, type: 'scatter', symbol, symbolSize: 9, itemStyle: { color, opacity: 0.75 }, data: data(known.filter(model => is(model) && model.model !== current)) })),
        ...here.map(model => ({ name: model.model, type: 'scatter', symbol: 'diamond', symbolSize: 18, itemStyle: { color: cssValue('--accent') }, label: { show: true, position: 'right', formatter: model.model, color: cssValue('--ink') }, data: data([model]) })),
      ],
    },
    onPick: (data: { model: MappedModel }) => {
      const { model } = data, device = app.state.source.device;
      app.update({ view: 'explore', focus: 'root', node: 'root', source: { set: {}, model: model.model, batch_size: model.batch_size, ...(model.seq_len ? { seq_len: model.seq_len } : {}), ...(device && device !== 'none' ? { device } : {}) } }, true);
    },
    numbers: {
      columns: ['model', 'family', 'batch_size', 'seq_len', 'device', 'fit', 'parameters', 'flops', 'energy_j', 'energy_low_j', 'energy_high_j', 'problem'],
      rows: models.map(model => [model.model, model.family, model.batch_size, model.seq_len ?? null, model.device ?? null, model.fit ?? null, model.parameters ?? null, model.flops ?? null, model.energy_j ?? null, model.energy_low_j ?? null, model.energy_high_j ?? null, model.problem ?? null]),
    },
  };
}

export function modelsView(app: App, catalog: Catalog): ViewPage {
  const card = mapCard(app), note = h('p', { class: 'quiet' });
  let over: Over = 'parameters';
  const axisOf = h('select', { 'aria-label': 'Against', onchange: () => { over = axisOf.value as Over; app.update({ view: 'models' }); } }, h('option', { value: 'parameters' }, 'parameters'), h('option', { value: 'flops' }, 'FLOPs'));
  const title = h('h1', { class: 'view-title' }, 'Models');
  return {
    element: h('div', { class: 'view' }, h('div', { class: 'view-head' }, title), note, h('div', { class: 'per no-print' }, field('Against', axisOf)), card.element),
    show: async (state: State, signal: AbortSignal) => {
      const { source } = state, device = source.device === 'none' || catalog.devices.find(one => one.device === source.device)?.needs_run ? undefined : source.device;
      title.textContent = `Models of the zoo on ${device ?? 'the device that fits each best'}`;
      fill(note, 'All models of the zoo are being estimated; the first time this takes some seconds.');
      const draw = (found: MappedModel[]): void => { if (!signal.aborted) card.show(() => mapPlot(found, over, source.model, app)); };
      const models = await api.overview(device, source, draw, signal);
      if (signal.aborted) return;
      const without = models.filter(model => model.energy_j === undefined);
      const cheapest = models.filter(model => model.fit === 'covered' && model.energy_j).sort((a, b) => a.energy_j! - b.energy_j!)[0];
      fill(note, `${models.length - without.length} models, an item of up to ${source.seq_len ?? 128} tokens each, in passes of ${source.batch_size ?? 1}.${cheapest ? ` The cheapest within what was measured is ${cheapest.model}: ${joules(cheapest.energy_j! / cheapest.batch_size)} an item.` : ''}${without.length > 0 ? ` ${without.length} models cannot be told there, such as ${without[0]!.model}: ${without[0]!.problem}.` : ''}`);
      draw(models);
    },
  };
}
