// What would make it cheaper: moves that one can make, ranked by what they save, and what the checked ones save together.
import { announce, fill, h } from '../shared/dom';
import { save } from '../shared/download';
import { interval, joules, percent, roughly, seconds } from '../shared/format';
import { api, changesText, type Advice, type AdvicePrice, type Move, type Saving } from './api';
import { field } from './controls';
import { remarkFlags } from './explore';
import { wholeField } from './sizes';
import { takenOf } from './state';
import type { App, ViewPage } from './views';

const SERVED = [['requests', 'Requests at a time', 16], ['gpus', 'GPUs', 1], ['prompt_tokens', 'Prompt, tokens', 600], ['answer_tokens', 'Answer, tokens', 400]] as const;

export function adviceView(app: App): ViewPage {
  const title = h('h1', { class: 'view-title' }, 'Make it cheaper'), now = h('p', { class: 'sentence' }), quality = h('p', { class: 'flag quality' }), remarks = h('div', { class: 'flags' });
  const together = h('section', { class: 'card together', 'aria-label': 'Taken together', 'aria-live': 'polite' }), moves = h('div', { class: 'view' });
  const set = (name: string, value: string): void => { const { [name]: _, ...rest } = app.state.advice; app.update({ advice: value ? { ...rest, [name]: value } : rest }); };
  // Of each kind one: another one of the same kind gives way.
  const toggle = (move: Move, all: Move[]): void => {
    const taken = takenOf(app.state.advice), kindOf = new Map(all.map(one => [one.move, one.kind]));
    const rest = taken.filter(name => name !== move.move && kindOf.get(name) !== move.kind);
    set('take', [...rest, ...(taken.includes(move.move) ? [] : [move.move])].join(','));
  };
  const report = h('button', { class: 'button small', hidden: true, onclick: async () => {
    report.disabled = true;
    try {
      const { source, advice } = app.state;
      save(`${(source.model ?? source.file ?? 'model').replace(/.*\//, '')}-cheaper.html`, 'text/html', await api.advicePage(source, advice));
    } catch (error) {
      app.problem(error);
    }
    report.disabled = false;
  } }, 'Save report');
  const served = h('input', { type: 'checkbox', onchange: () => app.update({ advice: served.checked ? { requests: '16' } : {} }) });
  const servedBox = h('label', { class: 'panel-fold' }, served, 'As it is served on GPUs, a token at a time');
  const fields = SERVED.map(([name, label, usual]) => ({ name, label, usual, field: wholeField(label, () => ({ least: 1, most: name === 'gpus' ? 4096 : 1_000_000 }), value => set(name, name !== 'requests' && value === usual ? '' : String(value))) }));
  const gpu = h('select', { class: 'grow', 'aria-label': 'GPU and software', onchange: () => set('device', gpu.value) });
  const deployment = h('div', { class: 'controls' }, field('GPU and software', gpu), ...fields.map(one => field(one.label, one.field.element)));
  const load = h('section', { class: 'card no-print' }, servedBox, deployment);
  return {
    element: h('div', { class: 'view' }, h('div', { class: 'view-head' }, title, report), now, quality, load, together, moves, remarks),
    show: async (state, signal) => {
      const { source, advice } = state, isServed = advice['requests'] !== undefined && Boolean(source.model);
      title.textContent = `Make it cheaper: ${source.model ?? source.file ?? 'the upload'}${changesText(source)}`;
      served.checked = isServed;
      deployment.hidden = !isServed;
      load.hidden = !isServed;
      for (const { name, usual, field: one } of fields) if (document.activeElement !== one.input) one.input.value = advice[name] ?? String(usual);
      const refuse = (why: string): void => {
        fill(now, why);
        for (const part of [quality, together, moves, remarks]) fill(part);
        quality.hidden = together.hidden = report.hidden = true;
      };
      if (source.tree !== undefined) {
        refuse('A stored tree is what it is: nothing of its model can be changed. Pick a model or a network above.');
        return;
      }
      const show = (known: Advice): void => {
        if (signal.aborted) return;
        fill(now, `${known.now.item[0]!.toUpperCase()}${known.now.item.slice(1)} costs `, h('strong', {}, priceText(known.now)), ` on ${known.now.device}${marked(known.now.fit)}. Nothing is run: all is predicted.${known.next === undefined ? '' : ' More moves are being looked at.'}`);
        quality.hidden = false;
        quality.textContent = known.quality;
        load.hidden = !known.generates || !source.model;
        fillGpus(gpu, advice['device'], known);
        fillMoves(moves, known, takenOf(advice), toggle);
        fill(remarks, ...remarkFlags(known.now.notes ?? []));
      };
      const known = await orRefusal(api.advice(source, advice, [], show, signal), signal);
      if (signal.aborted) return;
      if (typeof known === 'string') {
        refuse(`${known}.`);
        return;
      }
      show(known);
      report.hidden = false;
      const taken = takenOf(advice).filter(name => known.moves.some(move => move.move === name));
      const gone = takenOf(advice).filter(name => !taken.includes(name));
      if (gone.length > 0) app.note(`${gone.join(', ')}: there is no such move here; the others are taken`);
      together.hidden = false;
      if (taken.length === 0) {
        fill(together, h('h2', {}, 'Taken together'), h('p', { class: 'quiet' }, 'Check moves below: what they save together is estimated at once, and is not the sum of what each saves alone.'));
        return;
      }
      const saving = await orRefusal(api.together(source, advice, taken, signal), signal);
      if (signal.aborted) return;
      const chosen = known.moves.filter(move => taken.includes(move.move));
      fill(together, h('h2', {}, 'Taken together'), ...(typeof saving === 'string' ? [h('p', { class: 'flag' }, saving)] : togetherOf(known.now, chosen, saving)));
      announce(typeof saving === 'string' ? saving : `taken together: ${percent(saving.saved_share, 0)} less`);
    },
  };
}

/** An answer, or why the server cannot give it. */
const orRefusal = <T>(answer: Promise<T>, signal: AbortSignal): Promise<T | string> => answer.catch(error => {
  if (signal.aborted || (error as { status?: number }).status !== 400) throw error;
  return (error as Error).message;
});

const priceText = (price: AdvicePrice): string => (price.fit === 'order_of_magnitude' ? roughly(price.energy_per_item_j, 'J') : interval(price.energy_per_item_j, price.energy_low_per_item_j ?? null, price.energy_high_per_item_j ?? null));
const marked = (fit: string | undefined): string => (fit === 'extrapolated' ? ', outside what was measured there' : fit === 'order_of_magnitude' ? ', an order of magnitude at best' : fit === 'part' ? ', of a part of the model only' : '');

function togetherOf(now: AdvicePrice, chosen: Move[], saving: Saving): HTMLElement[] {
  const sum = chosen.reduce((all, move) => all + (move.saved_per_item_j ?? NaN), 0);
  const figure = (name: string, value: string, note: string, lead = false): HTMLElement => h('div', { class: lead ? 'figure lead' : 'figure' }, h('dt', {}, name), h('dd', {}, value), h('dd', {}, note));
  return [
    h('p', {}, chosen.map(move => move.text).join(' + ')),
    h('dl', { class: 'figures' },
      figure('Saved', percent(saving.saved_share, 0), saving.promised ? `${savedText(saving)} ${now.item}` : `not promised: ${saving.reason ?? ''}`, true),
      figure('Now', joules(now.energy_per_item_j), `${now.item}, on ${now.device}`),
      figure('Then', joules(saving.energy_per_item_j), `${interval(saving.energy_per_item_j!, saving.energy_low_per_item_j ?? null, saving.energy_high_per_item_j ?? null)}${marked(saving.fit)}`),
      ...(chosen.length > 1 && Number.isFinite(sum) ? [figure('Not the sum', joules(sum), 'what each saves alone, added up')] : []),
      ...(saving.inter_token_s !== undefined && now.inter_token_s !== undefined ? [figure('Between tokens', seconds(saving.inter_token_s), `${seconds(now.inter_token_s)} now`)] : [])),
    ...remarkFlags(saving.notes ?? []),
  ];
}

const savedText = (saving: Saving): string => interval(saving.saved_per_item_j!, saving.saved_low_per_item_j ?? null, saving.saved_high_per_item_j ?? null);

function fillGpus(select: HTMLSelectElement, chosen: string | undefined, known: Advice): void {
  const others = known.moves.filter(move => move.kind === 'deployment' && move.move.startsWith('device-')).map(move => move.move.slice('device-'.length));
  const names = [...new Set([known.now.device, ...others, ...(chosen ? [chosen] : [])])].sort();
  fill(select, h('option', { value: '', selected: !chosen }, 'the one that tells it best'), ...names.map(name => h('option', { value: name, selected: name === chosen }, name)));
}

/** The moves, the best first; the box that has the focus keeps it. */
function fillMoves(host: HTMLElement, known: Advice, taken: string[], toggle: (move: Move, all: Move[]) => void): void {
  const focused = (document.activeElement as HTMLElement | null)?.dataset['move'];
  const ranked = [...known.moves].sort((a, b) => (b.saved_per_item_j ?? -Infinity) - (a.saved_per_item_j ?? -Infinity));
  const largest = Math.max(...ranked.map(move => move.saved_high_per_item_j ?? move.saved_per_item_j ?? 0), 1e-30);
  const table = (title: string, note: string, of: Move[]): HTMLElement => h('section', { class: 'card' }, h('h2', {}, title), h('p', { class: 'quiet' }, note),
    h('table', { class: 'moves' }, h('caption', { class: 'visually-hidden' }, title),
      h('thead', {}, h('tr', {}, ...['Move', 'Saved', `Saved ${known.now.item}`, 'Then', 'Remark'].map((name, i) => h('th', { scope: 'col', class: i === 1 ? 'n' : null }, name)))),
      h('tbody', {}, ...of.map(move => row(move, known, taken, largest, () => toggle(move, known.moves))))));
  const promised = ranked.filter(move => move.promised), others = ranked.filter(move => !move.promised);
  fill(host, promised.length > 0 ? table('Moves that save', 'Ranked by what they save, with its interval; of each kind one can be taken.', promised) : h('p', { class: 'quiet' }, known.next === undefined ? 'No move can be promised to save anything: see the reasons below.' : 'Moves are being estimated.'),
    others.length > 0 ? table('Not promised', 'What they would save may be nothing, or less than nothing.', others) : null);
  if (focused) host.querySelector<HTMLElement>(`[data-move="${CSS.escape(focused)}"]`)?.focus();
}

function row(move: Move, known: Advice, taken: string[], largest: number, onToggle: () => void): HTMLElement {
  const isTaken = taken.includes(move.move), isKnown = move.saved_per_item_j !== undefined;
  const box = h('input', { type: 'checkbox', 'data-move': move.move, disabled: !isKnown, onchange: onToggle });
  box.checked = isTaken;
  const remark = [move.reason, marked(move.fit).replace(/^, /, ''), move.inter_token_s !== undefined && known.now.inter_token_s !== undefined ? `${seconds(known.now.inter_token_s)} → ${seconds(move.inter_token_s)} between tokens` : ''].filter(Boolean).join('; ');
  return h('tr', { class: isTaken ? 'taken' : null },
    h('td', {}, h('label', { class: 'move' }, box, h('span', {}, move.text))),
    h('td', { class: 'n', 'data-label': 'Saved' }, isKnown ? percent(move.saved_share, 0) : '–'),
    h('td', { 'data-label': `Saved ${known.now.item}` }, isKnown ? savedText(move) : '–', isKnown ? bar(move, largest) : null),
    h('td', { 'data-label': 'Then' }, isKnown ? joules(move.energy_per_item_j) : '–'),
    h('td', { 'data-label': 'Remark', class: remark || move.notes?.length ? null : 'empty' }, remark, move.notes?.length ? h('details', {}, h('summary', {}, 'More'), ...move.notes.map(note => h('p', {}, note))) : null));
}

/** The saving as a bar, its interval as a line over it, on one scale for all. */
function bar(move: Move, largest: number): HTMLElement {
  const share = (value: number): string => `${Math.min(100, Math.max(0, (100 * value) / largest))}%`;
  const length = h('span', { class: 'save-bar' }), range = h('span', { class: 'save-range' });
  length.style.width = share(move.saved_per_item_j!);
  if (move.saved_low_per_item_j !== undefined && move.saved_high_per_item_j !== undefined) {
    range.style.left = share(move.saved_low_per_item_j);
    range.style.right = `${100 - Math.min(100, Math.max(0, (100 * move.saved_high_per_item_j) / largest))}%`;
  }
  return h('span', { class: 'save-track', 'aria-hidden': 'true' }, length, range);
}
