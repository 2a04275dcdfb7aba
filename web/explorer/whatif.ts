// Another number of layers, width, heads or vocabulary: what would it cost?
import { fill, h } from '../shared/dom';
import { TreePanel } from '../shared/tree-panel';
import { workloadText } from '../shared/tree';
import { api, changesText, type Sizes, type Source } from './api';
import { summary } from './compare';
import { difference, VERSIONS } from './difference';
import { flags, load } from './explore';
import { wholeField } from './sizes';
import type { App, ViewPage } from './views';
import { wordsFor } from './words';

export function whatIfView(app: App): ViewPage {
  const title = h('h1', { class: 'view-title' }, 'What if');
  const fields = h('div', { class: 'sizes' });
  const figures = h('div', {});
  const remarks = h('div', { class: 'flags' });
  const panel = new TreePanel(state => app.update({ focus: state.focus, node: state.selected }, state.focus !== app.state.focus));
  const reset = h('button', { class: 'button small', onclick: () => app.update({ source: { ...app.state.source, set: {} } }, true) }, 'As published');
  let shown = '';
  return {
    element: h('div', { class: 'view' }, h('div', { class: 'view-head' }, title, reset),
      h('section', { class: 'card' }, h('p', { class: 'quiet' }, 'Change the architecture; batch size and length are above. Weights are never needed: energy is predicted from the shapes.'), fields), remarks, figures, panel.element),
    focusSearch: () => panel.focusSearch(),
    show: async (state, signal) => {
      const model = state.source.model;
      reset.hidden = Object.keys(state.source.set).length === 0;
      if (!model) {
        shown = '';
        fill(fields, h('p', { class: 'quiet' }, 'Only architectures of the zoo can be changed: pick one above.'));
        fill(remarks);
        fill(figures);
        panel.element.hidden = true;
        return;
      }
      const sizes = await api.sizes(model);
      if (signal.aborted) return;
      // Fields stay as they are while one types in them.
      if (shown !== model + JSON.stringify(state.source.set)) {
        shown = model + JSON.stringify(state.source.set);
        fillFields(fields, sizes, state.source, source => { shown = model + JSON.stringify(source.set); app.update({ source }); });
      }
      const comparison = await api.compare({ ...state.source, set: {} }, state.source, signal);
      const { tree: changed, remarks: said } = await load(state.source, signal);
      if (signal.aborted) return;
      title.textContent = `What if: ${workloadText(changed)}${changesText(state.source) || ', as published'}`;
      fill(figures, summary(comparison, state.source, state.source, VERSIONS));
      fill(remarks, ...flags(changed, said));
      panel.element.hidden = false;
      const { tree, look } = difference(comparison, VERSIONS);
      panel.show(tree, look, { focus: state.focus, selected: state.node });
    },
  };
}

function fillFields(host: HTMLElement, sizes: Sizes, source: Source, onChange: (source: Source) => void): void {
  const set = { ...source.set };
  fill(host, ...sizes.sizes.map(({ name, value }) => {
    const found = wordsFor(name), word = found === name.replace(/_/g, ' ') && !found.includes(' ') ? undefined : found;
    const { element: edit, input } = wholeField(word ? `${word} (${name})` : name, () => ({ least: 1, most: /layer|depth|block/i.test(name) ? 512 : 100_000_000 }), () => apply());
    input.value = String(set[name] ?? value);
    const step = (factor: (now: number) => number): void => { input.value = String(Math.max(1, Math.round(factor(Number(input.value))))); apply(); };
    const mark = h('span', { class: 'size-was' }, set[name] !== undefined && set[name] !== value ? `was ${value}` : '');
    const apply = (): void => {
      const next = Math.round(Number(input.value));
      if (next === value) delete set[name];
      else set[name] = next;
      mark.textContent = next === value ? '' : `was ${value}`;
      onChange({ ...source, set: { ...set } });
    };
    return h('div', { class: 'size' }, h('div', { class: 'size-name' }, h('span', {}, word ?? name), word ? h('code', {}, name) : null),
      h('div', { class: 'size-edit' }, h('button', { class: 'button small', 'aria-label': `halve ${word ?? name}`, onclick: () => step(now => now / 2) }, '÷2'), edit, h('button', { class: 'button small', 'aria-label': `double ${word ?? name}`, onclick: () => step(now => now * 2) }, '×2'), mark));
  }));
}
