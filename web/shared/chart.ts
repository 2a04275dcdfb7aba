// A card with an ECharts plot, the table of its numbers, and what can be saved of it.
import { BarChart, CustomChart, LineChart, ScatterChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers';
import type { EChartsCoreOption } from 'echarts/core';
import { cssValue, fill, h, isCalm, onThemeChange } from './dom';
import { csv, json, png, save, wellFormed, type Numbers } from './download';
import { plain } from './format';

echarts.use([BarChart, CustomChart, LineChart, ScatterChart, AriaComponent, GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent, CanvasRenderer, SVGRenderer]);

export interface Plot {
  option: EChartsCoreOption; numbers: Numbers; height?: number;
  /** What a click on a mark does, by the mark's own data. */
  onPick?: (data: never) => void;
}

export interface ChartCard {
  element: HTMLElement;
  /** Draws again, with other data or another theme; null says why there is nothing to draw. */
  show: (make: (() => Plot) | string) => void;
}

const SHOWN_ROWS = 500;

/** A card; `name` says in file names what the plot shows, `of` what it is of. */
export function chartCard(title: string, note: string, name: string, of: () => string = () => ''): ChartCard {
  const host = h('div', { class: 'plot', role: 'img', 'aria-label': title });
  const empty = h('p', { class: 'quiet', hidden: true });
  const table = h('div', { class: 'numbers-table', tabindex: 0 });
  const numbers = h('details', { class: 'numbers' }, h('summary', {}, 'Numbers'), table);
  let make: (() => Plot) | null = null;
  let chart: echarts.ECharts | null = null;
  const plot = (): Plot | null => make?.() ?? null;
  const menu = saveMenu(() => [of(), name].filter(Boolean).join('-'), () => svgOf(plot()), () => plot()?.numbers ?? null);
  const element = h('section', { class: 'card' },
    h('header', { class: 'card-head' }, h('div', {}, h('h3', {}, title), h('p', { class: 'quiet' }, note)), menu),
    host, empty, numbers);
  const draw = (): void => {
    const shown = plot();
    if (!shown) return;
    const height = shown.height ?? 300;
    host.style.height = `${height}px`;
    if (host.clientWidth === 0) return;
    if (!chart) {
      chart = echarts.init(host, null, { renderer: 'canvas' });
      chart.on('click', event => plot()?.onPick?.(event.data as never));
    }
    chart.setOption({ ...common(), ...shown.option, animation: false }, { notMerge: true });
    chart.resize({ height });
    if (numbers.open) fill(table, tableOf(shown.numbers));
  };
  numbers.addEventListener('toggle', () => { const shown = plot(); if (numbers.open && shown) fill(table, tableOf(shown.numbers)); });
  new ResizeObserver(draw).observe(host);
  onThemeChange(draw);
  return {
    element,
    show: next => {
      const isEmpty = typeof next === 'string';
      make = isEmpty ? null : next;
      host.hidden = isEmpty;
      numbers.hidden = isEmpty;
      menu.hidden = isEmpty;
      empty.hidden = !isEmpty;
      empty.textContent = isEmpty ? next : '';
      draw();
    },
  };
}

/** Buttons that save a picture and its numbers; what fails is said where the buttons are. */
export function saveMenu(name: () => string, svg: () => string | null, numbers: () => Numbers | null): HTMLElement {
  const failure = h('p', { class: 'menu-failure', role: 'alert', hidden: true });
  const button = (label: string, make: () => Blob | string | null | Promise<Blob>, type: string): HTMLElement => h('button', {
    class: 'link', onclick: async () => {
      failure.hidden = true;
      try {
        const made = await make();
        if (made === null) throw new Error('there is nothing to save yet');
        save(`${name()}.${label.toLowerCase()}`, type, made);
        menu.open = false;
      } catch (error) {
        failure.textContent = `Not saved: ${error instanceof Error ? error.message : String(error)}`;
        failure.hidden = false;
      }
    },
  }, label);
  const picture = (): string | null => { const text = svg(); return text === null ? null : wellFormed(text); };
  const menu = h('details', { class: 'menu no-print' }, h('summary', { title: 'Save this picture or its numbers' }, 'Save'), h('div', { class: 'menu-list' },
    button('SVG', picture, 'image/svg+xml'),
    button('PNG', () => { const text = picture(); return text === null ? null : png(text); }, 'image/png'),
    button('CSV', () => { const data = numbers(); return data && csv(data); }, 'text/csv'),
    button('JSON', () => { const data = numbers(); return data && json(data); }, 'application/json'), failure));
  menu.addEventListener('focusout', event => { if (event.relatedTarget && !menu.contains(event.relatedTarget as Node)) menu.open = false; });
  menu.addEventListener('keydown', event => { if (event.key === 'Escape') menu.open = false; });
  return menu;
}

export function tableOf(numbers: Numbers): HTMLElement {
  const isNumber = numbers.columns.map((_, i) => numbers.rows.every(row => row[i] === null || typeof row[i] === 'number'));
  const cell = (value: string | number | null, i: number): HTMLElement =>
    h('td', { class: isNumber[i] ? 'n' : null, title: typeof value === 'number' ? String(value) : null }, typeof value === 'number' ? (Number.isInteger(value) && Math.abs(value) < 1e9 ? String(value) : plain(value, 4)) : value ?? '–');
  return h('div', {},
    h('table', {},
      h('thead', {}, h('tr', {}, ...numbers.columns.map((column, i) => h('th', { scope: 'col', class: isNumber[i] ? 'n' : null }, column)))),
      h('tbody', {}, ...numbers.rows.slice(0, SHOWN_ROWS).map(row => h('tr', {}, ...row.map(cell))))),
    numbers.rows.length > SHOWN_ROWS ? h('p', { class: 'quiet' }, `${numbers.rows.length - SHOWN_ROWS} more rows: save them as CSV.`) : null);
}

function svgOf(plot: Plot | null): string | null {
  if (!plot) return null;
  const picture = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 760, height: plot.height ?? 300 });
  picture.setOption({ ...common(), ...plot.option, animation: false, backgroundColor: cssValue('--card') });
  const svg = picture.renderToSVGString();
  picture.dispose();
  return svg;
}

// The library writes it into an attribute as it is, where the double quotes that the style sheet ends up with would end the attribute.
const fontFamily = (): string => cssValue('--font').replace(/"/g, "'") || 'system-ui, sans-serif';

function common(): EChartsCoreOption {
  return {
    textStyle: { fontFamily: fontFamily(), color: cssValue('--ink') },
    aria: { enabled: true },
    stateAnimation: { duration: isCalm() ? 0 : 120 },
  };
}

/** Axis, grid and tooltip in the page's colours. */
export function axis(kind: 'value' | 'log' | 'category', name: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  const { axisLabel, ...rest } = more;
  return {
    type: kind, name, nameLocation: 'middle', nameTextStyle: { color: cssValue('--quiet'), fontSize: 12 },
    axisLine: { lineStyle: { color: cssValue('--line') } }, axisTick: { show: false },
    axisLabel: { color: cssValue('--quiet'), fontSize: 11, hideOverlap: true, ...(axisLabel as object | undefined) },
    splitLine: { lineStyle: { color: cssValue('--hair') } }, minorSplitLine: { show: false }, ...rest,
  };
}

export function tooltip(text: (params: never) => string): Record<string, unknown> {
  return {
    // Drawn on the canvas: no HTML is made of a name.
    renderMode: 'richText', formatter: text, confine: true, backgroundColor: cssValue('--ink'), borderWidth: 0, padding: [6, 9],
    textStyle: { color: cssValue('--card'), fontSize: 12, fontFamily: fontFamily() },
  };
}

export function legend(names: string[]): Record<string, unknown> {
  return { data: names, type: 'plain', top: 0, left: 0, itemWidth: 14, itemHeight: 8, itemGap: 12, textStyle: { color: cssValue('--quiet'), fontSize: 12 } };
}
