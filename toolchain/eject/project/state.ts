// What package.json remembers of an ejected package, so that the next template can follow.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BuildError } from '../../errors';
import { systemWords } from '../../../gostd/os';

/** `mistletoe` in package.json. */
export interface ProjectState {
  chart: string;
  /** whose semantics the chart has */
  helm: string;
  /** templates that are TypeScript */
  ejected: string[];
  /** of those, the ones that the chart keeps because others include their text */
  forText: string[];
  /** templates whose text the TypeScript asks for */
  texts: string[];
}

const texts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

/**
 * The state of the package in a folder; undefined where there is none. Throws BuildError where it cannot be read.
 * @param shown the folder as the user wrote it
 */
export function readState(folder: string, shown = folder): ProjectState | undefined {
  const file = join(folder, 'package.json');
  const named = join(shown, 'package.json');
  if (!existsSync(file)) return undefined;
  let content: { mistletoe?: Partial<ProjectState> };
  try {
    content = JSON.parse(readFileSync(file, 'utf8')) as typeof content;
  } catch (error) {
    throw new BuildError(`${named} cannot be read: ${systemWords(error)}`);
  }
  const state = content?.mistletoe;
  if (state === undefined || typeof state.chart !== 'string' || typeof state.helm !== 'string') return undefined;
  if (!texts(state.ejected) || !texts(state.forText) || !texts(state.texts)) {
    throw new BuildError(`${named}: mistletoe.ejected, forText and texts must be lists of templates' paths`);
  }
  return state as ProjectState;
}
