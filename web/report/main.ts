// The report: everything from the data that the page itself holds.
import { chartCard, tableOf, type ChartCard } from '../shared/chart';
import { byId, fill, h, lightOnPaper } from '../shared/dom';
import { fileName } from '../shared/download';
import { figures } from '../shared/figures';
import { isDark, TypeColours } from '../shared/palette';
import { agreementPlot, moduleTypePlot, rooflinePlot, topPlot, typePlot, workloadPlot, type Workload } from '../shared/plots';
import { TreePanel } from '../shared/tree-panel';
import { bothOf, byModuleType, byType, energyOf, treeOf, workloadText, type Tree, type TreeJson } from '../shared/tree';
import '../shared/style.css';
import '../shared/panel.css';
import './report.css';

lightOnPaper();
void start();

async function start(): Promise<void> {
  byId('theme').addEventListener('click', () => { document.documentElement.dataset['theme'] = isDark() ? 'light' : 'dark'; });
  try {
    const trees = (await read()).trees.map(treeOf);
    draw(trees);
  } catch (error) {
    fill(byId('app'), h('p', { class: 'flag' }, `The report's data could not be read: ${String(error)}`));
  }
}

// The data stand in the page as gzip in base 64: a tenth of the size, and no name in them can be taken for markup.
async function read(): Promise<{ trees: TreeJson[] }> {
  const bytes = Uint8Array.from(atob(byId('data').textContent!.trim()), c => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return JSON.parse(await new Response(stream).text());
}

function draw(trees: Tree[]): void {
  const colours = new TypeColours(trees);
  const panel = new TreePanel(() => charts());
  const headline = byId('headline');
  let tree = trees[0]!;
  const of = (): string => fileName(tree);
  const types = chartCard('Where the joules go', 'Energy of primitives by type, below the node that is drilled into', 'types', of);
  const classes = chartCard('Module classes', 'Energy of modules by class; classes that hold each other overlap', 'modules', of);
  const leaves = chartCard('Costliest primitives', 'The leaves that take most', 'top-primitives', of);
  const modules = chartCard('Costliest modules', 'The modules that take most', 'top-modules', of);
  const roofline = chartCard('Intensity and cost', 'FLOPs per byte against joules per FLOP, one mark a leaf: to the upper left, moving data dominates', 'roofline', of);
  const cards: ChartCard[] = [types, classes, leaves, modules, roofline];
  const charts = (): void => {
    const focus = panel.focusNode ?? tree.root;
    const hasEnergy = energyOf(tree.root) !== null;
    types.show(hasEnergy && byType(focus).length > 0 ? () => typePlot(focus, colours) : 'No energies in this tree.');
    classes.show(hasEnergy && byModuleType(focus).length > 0 ? () => moduleTypePlot(focus) : 'No modules with an energy below this node.');
    leaves.show(hasEnergy && focus.children.length > 0 ? () => topPlot(focus, true, colours) : 'No energies below this node.');
    modules.show(hasEnergy && byModuleType(focus).length > 0 ? () => topPlot(focus, false, colours) : 'No modules with an energy below this node.');
    const plot = rooflinePlot(focus, colours);
    roofline.show(typeof plot === 'string' ? plot : () => rooflinePlot(focus, colours) as Exclude<typeof plot, string>);
  };
  const pick = (index: number): void => {
    tree = trees[index]!;
    fill(headline, figures(tree));
    byId('workload').textContent = workloadText(tree);
    panel.show(tree, {}, {}, colours);
    charts();
  };
  const picker = h('select', { id: 'picker', 'aria-label': 'Workload', onchange: () => pick(Number(picker.value)) }, ...trees.map((one, i) => h('option', { value: i }, `${workloadText(one)}${one.device ? ` on ${one.device}` : ''}`)));
  if (trees.length > 1) fill(byId('picker-place'), h('label', { class: 'quiet' }, `One of ${trees.length} workloads `, picker));
  const workloads = workloadCard(trees);
  const agreement = agreementCard(trees);
  // Into the page first: a plot knows its size only there.
  fill(byId('app'), panel.element, h('h2', {}, 'Breakdown'), h('div', { class: 'cards' }, ...cards.map(card => card.element), workloads, agreement));
  pick(0);
  addEventListener('keydown', event => { if (event.key === '/' && !(event.target instanceof HTMLInputElement)) { event.preventDefault(); panel.focusSearch(); } });
}

// One chart for all models and both sizes, with what it shows to pick: a chart a model would be dozens.
function workloadCard(trees: Tree[]): HTMLElement | null {
  const points: Workload[] = trees.filter(tree => energyOf(tree.root) !== null).map(tree => ({
    model: tree.device && new Set(trees.map(one => one.device)).size > 1 ? `${tree.model} on ${tree.device}` : tree.model,
    batch: tree.batch_size ?? null, length: tree.seq_len ?? null, joules: energyOf(tree.root)!, low: tree.root.energy_low_j ?? null, high: tree.root.energy_high_j ?? null,
  }));
  const varies = (own: Workload[], over: 'batch' | 'length'): boolean => new Set(own.map(point => point[over]).filter(value => value !== null)).size > 1;
  const choices = [...new Set(points.map(point => point.model))].flatMap(model => {
    const own = points.filter(point => point.model === model);
    return (['batch', 'length'] as const).filter(over => varies(own, over)).map(over => ({ model, over, own }));
  });
  if (choices.length === 0) return null;
  const models = [...new Set(choices.map(choice => choice.model))];
  const card = chartCard('Energy against batch size or length', 'Bands are the intervals where they are known', 'energy-by-workload', () => fileName({ model: model.value }));
  const show = (): void => {
    const own = choices.filter(choice => choice.model === model.value), chosen = own.find(choice => choice.over === over.value) ?? own[0]!;
    fill(over, ...own.map(choice => h('option', { value: choice.over, selected: choice === chosen }, choice.over === 'batch' ? 'batch size' : 'length')));
    card.show(() => workloadPlot(chosen.own, chosen.over, per.value as 'pass' | 'item'));
  };
  const model = h('select', { 'aria-label': 'Model of the chart', onchange: show }, ...models.map(name => h('option', { value: name }, name)));
  const over = h('select', { 'aria-label': 'Over', onchange: show });
  const per = h('select', { 'aria-label': 'Energy per', onchange: show }, h('option', { value: 'pass' }, 'per forward pass'), h('option', { value: 'item' }, 'per item'));
  card.element.querySelector('.plot')!.before(h('div', { class: 'chart-picks no-print' }, model, over, per));
  show();
  return card.element;
}

function agreementCard(trees: Tree[]): HTMLElement | null {
  const plot = agreementPlot(trees);
  if (typeof plot === 'string') return null;
  const card = chartCard('Measured and predicted', 'Every node that has both; on the line they agree', 'agreement');
  card.show(() => agreementPlot(trees) as Exclude<typeof plot, string>);
  const rows = ([['ml', 'primitives'], ['module', 'modules'], ['model', 'models']] as const).map(([kind, label]) => {
    const errors = trees.flatMap(tree => tree.nodes.filter(node => node.kind === kind).map(bothOf).flatMap(both => (both && both.measured > 0 ? [100 * Math.abs(1 - both.predicted / both.measured)] : [])));
    return [label, errors.length, errors.length > 0 ? errors.reduce((a, b) => a + b, 0) / errors.length : null];
  });
  card.element.querySelector('.plot')!.before(tableOf({ columns: ['kind', 'nodes', 'percent_error'], rows }));
  return card.element;
}
