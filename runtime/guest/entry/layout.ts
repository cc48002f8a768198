// The guest's classes lie where runtime/abi says. The guest's build compiles this file by itself, and each line is decided then: one
// that is wrong ends the build with its text.

import {
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
  MAP_CAPACITY,
  MAP_COUNT,
  MAP_ENTRIES,
  MAP_FLAGS,
  MAP_INDEX,
  MAP_INDEX_MASK,
  MAP_OBJECT_SIZE,
  SHAPED_ENTRIES,
  SLOT_DEPTH,
  SLOT_FILE,
  SLOT_FUNCTION,
  SLOT_NAME,
  SLOT_SIZE,
  SLOT_SOURCE,
  SLOT_TREE,
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
import { FileDescription } from '../helm/chart';

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
