// The guest's classes lie where runtime/abi says. The guest's build compiles this file by itself, and each line is decided then: one
// that is wrong ends the build with its text.

import {
  MANIFEST_FLAGS,
  MANIFEST_LOG,
  MANIFEST_SIZE,
  RESULT_COUNT,
  RESULT_MANIFESTS,
  RESULT_TEXT,
} from '../../abi/result';
import { EVENT_IS_TEXT, EVENT_SIZE, FRAME_NAME, FRAME_SIZE, TRACE_COUNT, TRACE_SIZE } from '../../abi/trace';
import {
  CHAIN_COUNT,
  CHAIN_NAMES,
  ENTRY_HASH,
  ENTRY_KEY,
  ENTRY_SIZE,
  ENTRY_VALUE,
  FILE_CHART,
  FILE_DEFINITIONS,
  FILE_LINE,
  FILE_MAIN,
  FILE_PARTIAL,
  FILE_PATH,
  FILE_PROBLEM,
  FILE_SIZE,
  FILE_TEXT,
  HALF_LENGTH,
  HALF_PAYLOAD,
  KNOWN_DEPTH,
  KNOWN_LEVELS,
  MAP_CAPACITY,
  MAP_COUNT,
  MAP_ENTRIES,
  MAP_FLAGS,
  MAP_INDEX,
  MAP_INDEX_MASK,
  MAP_OBJECT_SIZE,
  PAIR_LENGTH,
  PAIR_SIZE,
  PLACE_IS_LITERAL,
  PLACE_SIZE,
  POSITION_EXPRESSION,
  POSITION_SIZE,
  SHAPED_ENTRIES,
  SLOT_DEPTH,
  SLOT_FILE,
  SLOT_FUNCTION,
  SLOT_NAME,
  SLOT_SIZE,
  SLOT_SOURCE,
  SLOT_TREE,
  STOP_CALL,
  STOP_SIZE,
  VALUE_CAPACITY,
  VALUE_FLAGS,
  VALUE_KIND,
  VALUE_LENGTH,
  VALUE_PAYLOAD,
  VALUE_SIZE,
  VALUE_TYPE,
} from '../../abi/values';
import { Slot } from '../core/definitions';
import { MapObject } from '../core/map';
import { Value } from '../core/value';
import { FileDescription } from '../helm/charts';

if (offsetof<Value>() != VALUE_SIZE) ERROR('VALUE_SIZE is not the size of a Value');
if (offsetof<Value>('kind') != VALUE_KIND) ERROR('VALUE_KIND');
if (offsetof<Value>('type') != VALUE_TYPE) ERROR('VALUE_TYPE');
if (offsetof<Value>('flags') != VALUE_FLAGS) ERROR('VALUE_FLAGS');
if (offsetof<Value>('length') != VALUE_LENGTH) ERROR('VALUE_LENGTH');
if (offsetof<Value>('pointer') != VALUE_PAYLOAD) ERROR('VALUE_PAYLOAD');
if (offsetof<Value>('capacity') != VALUE_CAPACITY) ERROR('VALUE_CAPACITY');

if (offsetof<MapObject>() != MAP_OBJECT_SIZE) ERROR('MAP_OBJECT_SIZE is not the size of a MapObject');
if (offsetof<MapObject>('count') != MAP_COUNT) ERROR('MAP_COUNT');
if (offsetof<MapObject>('capacity') != MAP_CAPACITY) ERROR('MAP_CAPACITY');
if (offsetof<MapObject>('entries') != MAP_ENTRIES) ERROR('MAP_ENTRIES');
if (offsetof<MapObject>('index') != MAP_INDEX) ERROR('MAP_INDEX');
if (offsetof<MapObject>('indexMask') != MAP_INDEX_MASK) ERROR('MAP_INDEX_MASK');
if (offsetof<MapObject>('flags') != MAP_FLAGS) ERROR('MAP_FLAGS');
if (ENTRY_KEY + 4 != ENTRY_HASH || ENTRY_HASH + 4 != ENTRY_VALUE || ENTRY_VALUE + 4 != ENTRY_SIZE) ERROR('ENTRY_SIZE');
if (SHAPED_ENTRIES != VALUE_SIZE + MAP_OBJECT_SIZE) ERROR('SHAPED_ENTRIES');

// widenValues and widenLists shuffle bytes by their numbers (widen.ts).
if (VALUE_KIND != 0 || VALUE_TYPE != 1 || HALF_LENGTH != 2 || HALF_PAYLOAD != 4) ERROR('HALF_LENGTH');
if (VALUE_LENGTH != 4 || VALUE_PAYLOAD != 8 || VALUE_CAPACITY != 12) ERROR('VALUE_LENGTH');
if (VALUE_SIZE != 2 * (HALF_PAYLOAD + 4)) ERROR('HALF_PAYLOAD');

// A record's last field ends where its size says.
if (POSITION_EXPRESSION + 4 != POSITION_SIZE) ERROR('POSITION_SIZE');
if (STOP_CALL + 4 != STOP_SIZE) ERROR('STOP_SIZE');
if (PLACE_IS_LITERAL + 4 != PLACE_SIZE) ERROR('PLACE_SIZE');
if (PAIR_LENGTH + 4 != PAIR_SIZE) ERROR('PAIR_SIZE');
if (CHAIN_COUNT + 4 != CHAIN_NAMES) ERROR('CHAIN_NAMES');
if (KNOWN_DEPTH + 4 != KNOWN_LEVELS) ERROR('KNOWN_LEVELS');
if (RESULT_COUNT + 4 != RESULT_MANIFESTS || RESULT_TEXT + PAIR_SIZE != RESULT_COUNT) ERROR('RESULT_MANIFESTS');
if (MANIFEST_FLAGS + 4 != MANIFEST_SIZE || MANIFEST_LOG + PAIR_SIZE != MANIFEST_FLAGS) ERROR('MANIFEST_SIZE');
if (EVENT_IS_TEXT + 4 != EVENT_SIZE) ERROR('EVENT_SIZE');
if (FRAME_NAME + PAIR_SIZE != FRAME_SIZE) ERROR('FRAME_SIZE');
if (TRACE_COUNT + 4 != TRACE_SIZE) ERROR('TRACE_SIZE');

if (offsetof<Slot>() != SLOT_SIZE) ERROR('SLOT_SIZE is not the size of a Slot');
if (offsetof<Slot>('function') != SLOT_FUNCTION) ERROR('SLOT_FUNCTION');
if (offsetof<Slot>('file') != SLOT_FILE) ERROR('SLOT_FILE');
if (offsetof<Slot>('tree') != SLOT_TREE) ERROR('SLOT_TREE');
if (offsetof<Slot>('source') != SLOT_SOURCE) ERROR('SLOT_SOURCE');
if (offsetof<Slot>('depth') != SLOT_DEPTH) ERROR('SLOT_DEPTH');
if (offsetof<Slot>('name') != SLOT_NAME) ERROR('SLOT_NAME');

if (offsetof<FileDescription>() != FILE_SIZE) ERROR('FILE_SIZE is not the size of a FileDescription');
if (offsetof<FileDescription>('path') != FILE_PATH) ERROR('FILE_PATH');
if (offsetof<FileDescription>('chart') != FILE_CHART) ERROR('FILE_CHART');
if (offsetof<FileDescription>('partial') != FILE_PARTIAL) ERROR('FILE_PARTIAL');
if (offsetof<FileDescription>('text') != FILE_TEXT) ERROR('FILE_TEXT');
if (offsetof<FileDescription>('problem') != FILE_PROBLEM) ERROR('FILE_PROBLEM');
if (offsetof<FileDescription>('line') != FILE_LINE) ERROR('FILE_LINE');
if (offsetof<FileDescription>('definitions') != FILE_DEFINITIONS) ERROR('FILE_DEFINITIONS');
if (offsetof<FileDescription>('main') != FILE_MAIN) ERROR('FILE_MAIN');
