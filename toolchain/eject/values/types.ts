// Shapes as TypeScript.

import type { Field, Shape } from './shapes';

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** A name as a property of an object. */
export function propertyName(name: string): string {
  // As it stands it would be the object's prototype.
  if (name === '__proto__') return `['__proto__']`;
  return IDENTIFIER.test(name) ? name : textLiteral(name);
}

/** A text in single quotes, unless it holds some. */
export function textLiteral(text: string): string {
  const json = JSON.stringify(text).replace(/[\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`);
  if (text.includes("'") && !text.includes('"')) return json;
  return `'${json.slice(1, -1).replace(/\\"/g, '"').replace(/'/g, "\\'")}'`;
}

/** A shape as a type, written for lines that begin with `indent`. */
export function typeText(shape: Shape, indent: string): string {
  switch (shape.kind) {
    case 'literals':
      return shape.texts.map(textLiteral).join(' | ');
    case 'list':
      return `${grouped(typeText(shape.item, indent))}[]`;
    case 'collection':
      return `Collection<${typeText(shape.item, indent)}>`;
    case 'either':
      return shape.shapes.map((one) => typeText(one, indent)).join(' | ');
    case 'mapping':
      return mappingText(shape, indent);
    default:
      return shape.kind;
  }
}

function grouped(type: string): string {
  return / \| /.test(type) && !type.startsWith('{') ? `(${type})` : type;
}

function mappingText(shape: Extract<Shape, { kind: 'mapping' }>, indent: string): string {
  if (shape.fields.size === 0) return `Record<string, ${shape.rest ? typeText(shape.rest, indent) : 'unknown'}>`;
  return `{\n${fieldsText(shape.fields, `${indent}  `)}${shape.open ? `${indent}  [key: string]: unknown;\n` : ''}${indent}}`;
}

/** The fields of an interface, a line or more each. */
export function fieldsText(fields: ReadonlyMap<string, Field>, indent: string): string {
  let out = '';
  for (const [name, { shape, optional, doc }] of fields) {
    if (doc !== undefined) out += docText(doc, indent);
    out += `${indent}${propertyName(name)}${optional ? '?' : ''}: ${typeText(shape, indent)};\n`;
  }
  return out;
}

function docText(doc: string, indent: string): string {
  const lines = doc.replaceAll('*/', '*\\/').split('\n');
  if (lines.length === 1 && indent.length + lines[0]!.length < 112) return `${indent}/** ${lines[0]} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`;
}
