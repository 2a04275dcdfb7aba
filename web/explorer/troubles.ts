// What went wrong, said above everything: a problem with a way out, and what a link could not say.
import { fill, h } from '../shared/dom';
import { api, ApiProblem } from './api';

const ASK_AGAIN_MS = 3000;

export class Troubles {
  readonly element: HTMLElement;
  private readonly problem = h('div', { class: 'problem', role: 'alert', hidden: true });
  private readonly notice = h('div', { class: 'notice no-print', role: 'status', hidden: true });
  private asking = 0;

  constructor(private readonly retry: () => void) {
    this.element = h('div', { class: 'troubles' }, this.notice, this.problem);
  }

  /** Shows a problem; one that may go away by itself can be tried again. */
  tell(error: unknown): void {
    const isLost = error instanceof ApiProblem && error.status === 0, isBusy = error instanceof ApiProblem && error.status === 503;
    this.problem.hidden = false;
    fill(this.problem, h('span', {}, error instanceof Error ? error.message : String(error)), h('span', { class: 'problem-tools' },
      isLost || isBusy ? h('button', { class: 'button small', onclick: () => this.retry() }, 'Retry') : null,
      h('button', { class: 'button small', onclick: () => { this.problem.hidden = true; } }, 'Dismiss')));
    if (isLost) this.wait();
  }

  /** Nothing is wrong any more. */
  clear(): void {
    this.problem.hidden = true;
    clearTimeout(this.asking);
  }

  /** Says what is shown in place of what was asked for. */
  note(texts: string[]): void {
    this.notice.hidden = texts.length === 0;
    fill(this.notice, h('span', {}, texts.join('; ')), h('button', { class: 'button small', onclick: () => { this.notice.hidden = true; } }, 'Dismiss'));
  }

  // A server that is started again is noticed.
  private wait(): void {
    clearTimeout(this.asking);
    this.asking = window.setTimeout(() => void api.isThere().then(isThere => {
      if (isThere) this.retry();
      else this.wait();
    }), ASK_AGAIN_MS);
  }
}
