// What a view is: an element, and how it shows a state.
import type { ApiTree } from './api';
import type { State } from './state';
import type { Tree } from '../shared/tree';

export interface App {
  state: State;
  /** Changes the state; with `push` the Back button leads here again. */
  update: (change: Partial<State>, push?: boolean) => void;
  /** Shows a problem, or takes it away. */
  problem: (error: unknown) => void;
  /** Says what is shown in place of what was asked for. */
  note: (text: string) => void;
}

export interface ViewPage {
  element: HTMLElement;
  /** Shows the state; ends early when the signal says so. */
  show: (state: State, signal: AbortSignal) => Promise<void>;
  focusSearch?: () => void;
}

export type Loaded = { tree: Tree; json: ApiTree };
