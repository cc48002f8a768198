// How a Helm parses templates: the rules of the Go that it is built with, as the parser asks for them.

import { COMMENT_LINES, ELSE_WITH, PARSER_LIMITS } from '../runtime/abi/quirks';
import { RULE_COMMENT_LINES, RULE_DEPTH, RULE_ELSE_WITH } from './parser';
import { has, type Profile } from './profiles';

/** The rules of a Helm's parser, as `new Parser` takes them. */
export function parserRules(helm: Profile): number {
  return (
    (has(helm, ELSE_WITH) ? RULE_ELSE_WITH : 0) |
    (has(helm, COMMENT_LINES) ? RULE_COMMENT_LINES : 0) |
    (has(helm, PARSER_LIMITS) ? RULE_DEPTH : 0)
  );
}
