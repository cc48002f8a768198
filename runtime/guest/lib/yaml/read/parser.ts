// Tokens to events, as libyaml's parser makes them: a state machine over the grammar with an explicit stack, so depth
// costs no call stack. The event under way lies in globals. Must never keep what it has passed: no tree is built here.
// Follows go.yaml.in/yaml/v2@v2.4.4 parserc.go.

import { Buffer } from '../../../core/buffer';
import { allocate, equalBytes } from '../../../core/memory';
import {
  parserProblem,
  peekToken,
  skipToken,
  startScanner,
  TOKEN_ALIAS,
  TOKEN_ANCHOR,
  TOKEN_BLOCK_END,
  TOKEN_BLOCK_ENTRY,
  TOKEN_BLOCK_MAPPING,
  TOKEN_BLOCK_SEQUENCE,
  TOKEN_DOCUMENT_END,
  TOKEN_DOCUMENT_START,
  TOKEN_FLOW_ENTRY,
  TOKEN_FLOW_MAPPING,
  TOKEN_FLOW_MAPPING_END,
  TOKEN_FLOW_SEQUENCE,
  TOKEN_FLOW_SEQUENCE_END,
  TOKEN_KEY,
  TOKEN_SCALAR,
  TOKEN_STREAM_END,
  TOKEN_TAG,
  TOKEN_TAG_DIRECTIVE,
  TOKEN_VALUE,
  TOKEN_VERSION,
  Token,
} from './scanner';
import { classifyTag } from './resolve';

export const EVENT_STREAM_END: u8 = 1;
export const EVENT_DOCUMENT_START: u8 = 2;
export const EVENT_DOCUMENT_END: u8 = 3;
export const EVENT_ALIAS: u8 = 4;
export const EVENT_SCALAR: u8 = 5;
export const EVENT_SEQUENCE_START: u8 = 6;
export const EVENT_SEQUENCE_END: u8 = 7;
export const EVENT_MAPPING_START: u8 = 8;
export const EVENT_MAPPING_END: u8 = 9;

export let event: u8 = 0;
/** Text of a scalar, name of an alias. */
export let eventPointer: usize = 0;
export let eventLength: u32 = 0;
/** The anchor of a node; length 0: none. */
export let eventAnchor: usize = 0;
export let eventAnchorLength: u32 = 0;
/** TAG_* of a node. */
export let eventTag: u8 = 0;
/** A scalar whose type its text tells: plain and without a tag, or with the tag `!`. */
export let eventImplicit: bool = false;
/** A scalar whose text was not built. */
export let eventTextless: bool = false;

const STATE_IMPLICIT_DOCUMENT_START: u8 = 1;
const STATE_DOCUMENT_START: u8 = 2;
const STATE_DOCUMENT_CONTENT: u8 = 3;
const STATE_DOCUMENT_END: u8 = 4;
const STATE_BLOCK_NODE: u8 = 5;
const STATE_BLOCK_SEQUENCE_FIRST: u8 = 6;
const STATE_BLOCK_SEQUENCE: u8 = 7;
const STATE_INDENTLESS_SEQUENCE: u8 = 8;
const STATE_BLOCK_MAPPING_FIRST: u8 = 9;
const STATE_BLOCK_MAPPING_KEY: u8 = 10;
const STATE_BLOCK_MAPPING_VALUE: u8 = 11;
const STATE_FLOW_SEQUENCE_FIRST: u8 = 12;
const STATE_FLOW_SEQUENCE: u8 = 13;
const STATE_FLOW_PAIR_KEY: u8 = 14;
const STATE_FLOW_PAIR_VALUE: u8 = 15;
const STATE_FLOW_PAIR_END: u8 = 16;
const STATE_FLOW_MAPPING_FIRST: u8 = 17;
const STATE_FLOW_MAPPING_KEY: u8 = 18;
const STATE_FLOW_MAPPING_VALUE: u8 = 19;
const STATE_FLOW_MAPPING_EMPTY: u8 = 20;
const STATE_END: u8 = 21;

const FIRST_STATES: u32 = 128;
const stateRoom: usize = memory.data(128);

let state: u8 = 0;
let states: usize = 0;
let stateCount: u32 = 0;
let stateCapacity: u32 = 0;

/** %TAG directives: handle and prefix (address and length each), newest last. */
let directives: usize = 0;
let directiveCount: u32 = 0;

/** Starts parsing the text that `openReader` prepared. */
export function startParser(): void {
  startScanner();
  state = STATE_IMPLICIT_DOCUMENT_START;
  states = stateRoom;
  stateCount = 0;
  stateCapacity = FIRST_STATES;
  directives = 0;
  directiveCount = 0;
}

/** Produces the next event; false: the scanner's `problem` tells why not. */
export function nextEvent(): bool {
  switch (state) {
    case STATE_IMPLICIT_DOCUMENT_START:
      return parseDocumentStart(true);
    case STATE_DOCUMENT_START:
      return parseDocumentStart(false);
    case STATE_DOCUMENT_CONTENT:
      return parseDocumentContent();
    case STATE_DOCUMENT_END:
      return parseDocumentEnd();
    case STATE_BLOCK_NODE:
      return parseNode(true, false);
    case STATE_BLOCK_SEQUENCE_FIRST:
      skipToken();
      return parseBlockSequence();
    case STATE_BLOCK_SEQUENCE:
      return parseBlockSequence();
    case STATE_INDENTLESS_SEQUENCE:
      return parseIndentlessSequence();
    case STATE_BLOCK_MAPPING_FIRST:
      skipToken();
      return parseBlockMappingKey();
    case STATE_BLOCK_MAPPING_KEY:
      return parseBlockMappingKey();
    case STATE_BLOCK_MAPPING_VALUE:
      return parseBlockMappingValue();
    case STATE_FLOW_SEQUENCE_FIRST:
      skipToken();
      return parseFlowSequence(true);
    case STATE_FLOW_SEQUENCE:
      return parseFlowSequence(false);
    case STATE_FLOW_PAIR_KEY:
      return parseFlowPairKey();
    case STATE_FLOW_PAIR_VALUE:
      return parseFlowPairValue();
    case STATE_FLOW_PAIR_END:
      return parseFlowPairEnd();
    case STATE_FLOW_MAPPING_FIRST:
      skipToken();
      return parseFlowMappingKey(true);
    case STATE_FLOW_MAPPING_KEY:
      return parseFlowMappingKey(false);
    case STATE_FLOW_MAPPING_VALUE:
      return parseFlowMappingValue(false);
    case STATE_FLOW_MAPPING_EMPTY:
      return parseFlowMappingValue(true);
  }
  event = EVENT_STREAM_END;
  return true;
}

function pushState(next: u8): void {
  if (stateCount == stateCapacity) {
    const grown = allocate(stateCapacity * 2);
    memory.copy(grown, states, stateCapacity);
    states = grown;
    stateCapacity *= 2;
  }
  store<u8>(states + stateCount++, next);
}

function popState(): void {
  state = load<u8>(states + --stateCount);
}

function isNull(token: Token): bool {
  return changetype<usize>(token) == 0;
}

/** A null where the text has nothing. */
function emptyScalar(next: u8): bool {
  state = next;
  event = EVENT_SCALAR;
  eventPointer = 0;
  eventLength = 0;
  eventAnchorLength = 0;
  eventTag = 0;
  eventImplicit = true;
  eventTextless = false;
  return true;
}

function parseDocumentStart(implicit: bool): bool {
  let token = peekToken();
  if (isNull(token)) return false;
  if (!implicit) {
    while (token.type == TOKEN_DOCUMENT_END) {
      skipToken();
      token = peekToken();
      if (isNull(token)) return false;
    }
  }
  const type = token.type;
  if (type == TOKEN_STREAM_END) {
    state = STATE_END;
    event = EVENT_STREAM_END;
    return true;
  }
  event = EVENT_DOCUMENT_START;
  if (implicit && type != TOKEN_VERSION && type != TOKEN_TAG_DIRECTIVE && type != TOKEN_DOCUMENT_START) {
    pushState(STATE_DOCUMENT_END);
    state = STATE_BLOCK_NODE;
    return true;
  }
  if (!parseDirectives()) return false;
  token = peekToken();
  if (token.type != TOKEN_DOCUMENT_START) return parserProblem('did not find expected <document start>', token.line);
  pushState(STATE_DOCUMENT_END);
  state = STATE_DOCUMENT_CONTENT;
  skipToken();
  return true;
}

function parseDirectives(): bool {
  let version = false;
  while (true) {
    const token = peekToken();
    if (isNull(token)) return false;
    if (token.type == TOKEN_VERSION) {
      if (version) return parserProblem('found duplicate %YAML directive', token.line);
      if (token.value != 1 || token.valueLength != 1) {
        return parserProblem('found incompatible YAML document', token.line);
      }
      version = true;
    } else if (token.type == TOKEN_TAG_DIRECTIVE) {
      if (findDirective(token.value, token.valueLength) >= 0) {
        return parserProblem('found duplicate %TAG directive', token.line);
      }
      addDirective(token);
    } else {
      return true;
    }
    skipToken();
  }
}

function findDirective(handle: usize, length: u32): i32 {
  for (let i: u32 = 0; i < directiveCount; i++) {
    const at = directives + (i << 4);
    if (equalBytes(load<u32>(at), load<u32>(at, 4), handle, length)) return i;
  }
  return -1;
}

function addDirective(token: Token): void {
  // Few documents have any, none has many: the list is copied each time.
  const grown = allocate((directiveCount + 1) << 4);
  memory.copy(grown, directives, directiveCount << 4);
  const at = grown + (directiveCount << 4);
  store<u32>(at, token.value as u32);
  store<u32>(at, token.valueLength, 4);
  store<u32>(at, token.suffix as u32, 8);
  store<u32>(at, token.suffixLength, 12);
  directives = grown;
  directiveCount++;
}

function parseDocumentContent(): bool {
  const token = peekToken();
  if (isNull(token)) return false;
  const type = token.type;
  if (
    type == TOKEN_VERSION ||
    type == TOKEN_TAG_DIRECTIVE ||
    type == TOKEN_DOCUMENT_START ||
    type == TOKEN_DOCUMENT_END ||
    type == TOKEN_STREAM_END
  ) {
    popState();
    return emptyScalar(state);
  }
  return parseNode(true, false);
}

function parseDocumentEnd(): bool {
  const token = peekToken();
  if (isNull(token)) return false;
  if (token.type == TOKEN_DOCUMENT_END) skipToken();
  directiveCount = 0;
  state = STATE_DOCUMENT_START;
  event = EVENT_DOCUMENT_END;
  return true;
}

function parseNode(block: bool, indentless: bool): bool {
  let token = peekToken();
  if (isNull(token)) return false;
  eventAnchorLength = 0;
  eventTag = 0;
  let tagged = false;
  let type = token.type;
  if (type != TOKEN_SCALAR) {
    if (type == TOKEN_ALIAS) {
      event = EVENT_ALIAS;
      eventPointer = token.value;
      eventLength = token.valueLength;
      popState();
      skipToken();
      return true;
    }
    if (type == TOKEN_ANCHOR || type == TOKEN_TAG) {
      let tagValue: usize = 0;
      let tagValueLength: u32 = 0;
      let tagSuffix: usize = 0;
      let tagSuffixLength: u32 = 0;
      let tagLine: u32 = 0;
      let anchored = false;
      // One of each, in any order.
      while ((type == TOKEN_ANCHOR && !anchored) || (type == TOKEN_TAG && !tagged)) {
        if (type == TOKEN_ANCHOR) {
          anchored = true;
          eventAnchor = token.value;
          eventAnchorLength = token.valueLength;
        } else {
          tagged = true;
          tagValue = token.value;
          tagValueLength = token.valueLength;
          tagSuffix = token.suffix;
          tagSuffixLength = token.suffixLength;
          tagLine = token.line;
        }
        skipToken();
        token = peekToken();
        if (isNull(token)) return false;
        type = token.type;
      }
      if (tagged && !resolveTag(tagValue, tagValueLength, tagSuffix, tagSuffixLength)) {
        return parserProblem('found undefined tag handle', tagLine);
      }
    }
  }
  if (type == TOKEN_SCALAR) {
    event = EVENT_SCALAR;
    eventPointer = token.value;
    eventLength = token.valueLength;
    eventTextless = token.textless;
    eventImplicit = tagged ? localTag : token.plain;
    popState();
    skipToken();
    return true;
  }
  if (indentless && type == TOKEN_BLOCK_ENTRY) {
    event = EVENT_SEQUENCE_START;
    state = STATE_INDENTLESS_SEQUENCE;
    return true;
  }
  if (type == TOKEN_FLOW_SEQUENCE) {
    event = EVENT_SEQUENCE_START;
    state = STATE_FLOW_SEQUENCE_FIRST;
    return true;
  }
  if (type == TOKEN_FLOW_MAPPING) {
    event = EVENT_MAPPING_START;
    state = STATE_FLOW_MAPPING_FIRST;
    return true;
  }
  if (block && type == TOKEN_BLOCK_SEQUENCE) {
    event = EVENT_SEQUENCE_START;
    state = STATE_BLOCK_SEQUENCE_FIRST;
    return true;
  }
  if (block && type == TOKEN_BLOCK_MAPPING) {
    event = EVENT_MAPPING_START;
    state = STATE_BLOCK_MAPPING_FIRST;
    return true;
  }
  if (eventAnchorLength || tagged) {
    event = EVENT_SCALAR;
    eventPointer = 0;
    eventLength = 0;
    eventTextless = false;
    eventImplicit = !tagged;
    popState();
    return true;
  }
  return parserProblem('did not find expected node content', token.line);
}

/** The tag resolved last is `!`. */
let localTag: bool = false;

/** Sets `eventTag` from a tag's handle and suffix; false: the handle is unknown. */
function resolveTag(handle: usize, handleLength: u32, suffix: usize, suffixLength: u32): bool {
  localTag = false;
  let prefix: usize = 0;
  let prefixLength: u32 = 0;
  let standard = false;
  if (handleLength) {
    const found = findDirective(handle, handleLength);
    if (found >= 0) {
      prefix = load<u32>(directives + ((<u32>found) << 4), 8);
      prefixLength = load<u32>(directives + ((<u32>found) << 4), 12);
    } else if (handleLength == 1) {
      prefix = handle;
      prefixLength = 1;
    } else if (handleLength == 2) {
      standard = true;
    } else {
      return false;
    }
  }
  const tag = Buffer.create(64);
  if (standard) tag.literal('tag:yaml.org,2002:');
  tag.bytes(prefix, prefixLength);
  tag.bytes(suffix, suffixLength);
  localTag = tag.length == 1 && load<u8>(tag.pointer) == 0x21;
  eventTag = classifyTag(tag.pointer, tag.length);
  return true;
}

function parseBlockSequence(): bool {
  let token = peekToken();
  if (isNull(token)) return false;
  if (token.type == TOKEN_BLOCK_ENTRY) {
    skipToken();
    token = peekToken();
    if (isNull(token)) return false;
    if (token.type == TOKEN_BLOCK_ENTRY || token.type == TOKEN_BLOCK_END) return emptyScalar(STATE_BLOCK_SEQUENCE);
    pushState(STATE_BLOCK_SEQUENCE);
    return parseNode(true, false);
  }
  if (token.type != TOKEN_BLOCK_END) return parserProblem("did not find expected '-' indicator", token.line);
  popState();
  event = EVENT_SEQUENCE_END;
  skipToken();
  return true;
}

function parseIndentlessSequence(): bool {
  let token = peekToken();
  if (isNull(token)) return false;
  if (token.type == TOKEN_BLOCK_ENTRY) {
    skipToken();
    token = peekToken();
    if (isNull(token)) return false;
    const type = token.type;
    if (type == TOKEN_BLOCK_ENTRY || type == TOKEN_KEY || type == TOKEN_VALUE || type == TOKEN_BLOCK_END) {
      return emptyScalar(STATE_INDENTLESS_SEQUENCE);
    }
    pushState(STATE_INDENTLESS_SEQUENCE);
    return parseNode(true, false);
  }
  popState();
  event = EVENT_SEQUENCE_END;
  return true;
}

function parseBlockMappingKey(): bool {
  let token = peekToken();
  if (isNull(token)) return false;
  if (token.type == TOKEN_KEY) {
    skipToken();
    token = peekToken();
    if (isNull(token)) return false;
    const type = token.type;
    if (type == TOKEN_KEY || type == TOKEN_VALUE || type == TOKEN_BLOCK_END) {
      return emptyScalar(STATE_BLOCK_MAPPING_VALUE);
    }
    pushState(STATE_BLOCK_MAPPING_VALUE);
    return parseNode(true, true);
  }
  if (token.type != TOKEN_BLOCK_END) return parserProblem('did not find expected key', token.line);
  popState();
  event = EVENT_MAPPING_END;
  skipToken();
  return true;
}

function parseBlockMappingValue(): bool {
  let token = peekToken();
  if (isNull(token)) return false;
  if (token.type == TOKEN_VALUE) {
    skipToken();
    token = peekToken();
    if (isNull(token)) return false;
    const type = token.type;
    if (type != TOKEN_KEY && type != TOKEN_VALUE && type != TOKEN_BLOCK_END) {
      pushState(STATE_BLOCK_MAPPING_KEY);
      return parseNode(true, true);
    }
  }
  return emptyScalar(STATE_BLOCK_MAPPING_KEY);
}

function parseFlowSequence(first: bool): bool {
  let token = peekToken();
  if (isNull(token)) return false;
  if (token.type != TOKEN_FLOW_SEQUENCE_END) {
    if (!first) {
      if (token.type != TOKEN_FLOW_ENTRY) return parserProblem("did not find expected ',' or ']'", token.line);
      skipToken();
      token = peekToken();
      if (isNull(token)) return false;
    }
    if (token.type == TOKEN_KEY) {
      state = STATE_FLOW_PAIR_KEY;
      event = EVENT_MAPPING_START;
      eventAnchorLength = 0;
      eventTag = 0;
      skipToken();
      return true;
    }
    if (token.type != TOKEN_FLOW_SEQUENCE_END) {
      pushState(STATE_FLOW_SEQUENCE);
      return parseNode(false, false);
    }
  }
  popState();
  event = EVENT_SEQUENCE_END;
  skipToken();
  return true;
}

function parseFlowPairKey(): bool {
  const token = peekToken();
  if (isNull(token)) return false;
  const type = token.type;
  if (type != TOKEN_VALUE && type != TOKEN_FLOW_ENTRY && type != TOKEN_FLOW_SEQUENCE_END) {
    pushState(STATE_FLOW_PAIR_VALUE);
    return parseNode(false, false);
  }
  // libyaml takes the token here although it does not belong to the key.
  skipToken();
  return emptyScalar(STATE_FLOW_PAIR_VALUE);
}

function parseFlowPairValue(): bool {
  let token = peekToken();
  if (isNull(token)) return false;
  if (token.type == TOKEN_VALUE) {
    skipToken();
    token = peekToken();
    if (isNull(token)) return false;
    if (token.type != TOKEN_FLOW_ENTRY && token.type != TOKEN_FLOW_SEQUENCE_END) {
      pushState(STATE_FLOW_PAIR_END);
      return parseNode(false, false);
    }
  }
  return emptyScalar(STATE_FLOW_PAIR_END);
}

function parseFlowPairEnd(): bool {
  const token = peekToken();
  if (isNull(token)) return false;
  state = STATE_FLOW_SEQUENCE;
  event = EVENT_MAPPING_END;
  return true;
}

function parseFlowMappingKey(first: bool): bool {
  let token = peekToken();
  if (isNull(token)) return false;
  if (token.type != TOKEN_FLOW_MAPPING_END) {
    if (!first) {
      if (token.type != TOKEN_FLOW_ENTRY) return parserProblem("did not find expected ',' or '}'", token.line);
      skipToken();
      token = peekToken();
      if (isNull(token)) return false;
    }
    if (token.type == TOKEN_KEY) {
      skipToken();
      token = peekToken();
      if (isNull(token)) return false;
      const type = token.type;
      if (type != TOKEN_VALUE && type != TOKEN_FLOW_ENTRY && type != TOKEN_FLOW_MAPPING_END) {
        pushState(STATE_FLOW_MAPPING_VALUE);
        return parseNode(false, false);
      }
      return emptyScalar(STATE_FLOW_MAPPING_VALUE);
    }
    if (token.type != TOKEN_FLOW_MAPPING_END) {
      pushState(STATE_FLOW_MAPPING_EMPTY);
      return parseNode(false, false);
    }
  }
  popState();
  event = EVENT_MAPPING_END;
  skipToken();
  return true;
}

function parseFlowMappingValue(empty: bool): bool {
  let token = peekToken();
  if (isNull(token)) return false;
  if (!empty && token.type == TOKEN_VALUE) {
    skipToken();
    token = peekToken();
    if (isNull(token)) return false;
    if (token.type != TOKEN_FLOW_ENTRY && token.type != TOKEN_FLOW_MAPPING_END) {
      pushState(STATE_FLOW_MAPPING_KEY);
      return parseNode(false, false);
    }
  }
  return emptyScalar(STATE_FLOW_MAPPING_KEY);
}
