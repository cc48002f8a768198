// A policy: which repositories need whose signature. Whatever in the file is not understood makes all of it invalid: a rule that is
// passed over because of a typing error would let in what it should keep out.
//
//   apiVersion: mistletoe.dev/v1alpha1
//   kind: SignaturePolicy
//   default: deny                        what no rule matches; or allow
//   rules:                               the first that matches decides
//   - match: ghcr.io/acme/**
//     keys: [acme.pub]
//     identities:
//     - issuer: https://token.actions.githubusercontent.com
//       identity: https://github.com/acme/*/.github/workflows/release.yml@refs/tags/*
//       trustRoot: trusted_root.json
//   - match: ghcr.io/public/**
//     action: allow

import { yamlProblem } from '../runtime/host/core/documents';
import { API_VERSION } from '../runtime/abi/contract';
import { parse } from 'yaml';
import { ProvenanceError } from './errors';
import { pattern } from './keyless';
import { readPublicKey } from './keys';
import type { Trust } from './verify';
import { systemWords } from '../gostd/os';

export type Decision = { action: 'allow' } | { action: 'deny'; why: string } | { action: 'verify'; trust: Trust };

export interface Policy {
  /** What is to be done with a source: `HOST/REPOSITORY` of an OCI registry, or an address without its scheme. */
  decide(source: string): Decision;
}

const MAX_RULES = 10_000;

/** Reads a policy. `readFile` reads what it names, relative to it. Throws `policy` or `key`; `what` names the file. */
export function readPolicy(text: string, what: string, readFile: (path: string) => string): Policy {
  const fail = (why: string) => new ProvenanceError('policy', `${what}: ${why}`);
  let document: unknown;
  try {
    document = parse(text, { logLevel: 'error' });
  } catch (error) {
    throw fail(yamlProblem((error as Error).message));
  }
  const reader = new PolicyReader(what, readFile);
  const {
    apiVersion,
    kind,
    default: fallback,
    rules,
  } = reader.record(document, 'the policy', ['apiVersion', 'kind', 'default', 'rules']);
  if (apiVersion !== API_VERSION || kind !== 'SignaturePolicy') throw fail(`no SignaturePolicy of ${API_VERSION}`);
  if (fallback !== 'allow' && fallback !== 'deny') throw fail('default is allow or deny');
  const list = reader.list(rules ?? [], 'rules');
  if (list.length > MAX_RULES) throw fail(`more than ${MAX_RULES} rules`);
  const read = list.map((rule, index) => reader.rule(rule, `rules[${index}]`));
  return {
    decide: (source) => {
      const rule = read.find(({ match }) => match.test(source));
      if (rule) return rule.decision;
      return fallback === 'allow'
        ? { action: 'allow' }
        : { action: 'deny', why: `${what} allows only what a rule names` };
    },
  };
}

class PolicyReader {
  constructor(
    private readonly what: string,
    private readonly readFile: (path: string) => string,
  ) {}

  record(value: unknown, where: string, known: string[]): Record<string, unknown> {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw this.fail(`${where} is no mapping`);
    const strange = Object.keys(value).find((key) => !known.includes(key));
    if (strange !== undefined) throw this.fail(`${where} has a field ${JSON.stringify(strange)}, which nobody knows`);
    return value as Record<string, unknown>;
  }

  list(value: unknown, where: string): unknown[] {
    if (!Array.isArray(value)) throw this.fail(`${where} is no list`);
    return value;
  }

  rule(value: unknown, where: string): { match: RegExp; decision: Decision } {
    const {
      match,
      action = 'verify',
      keys,
      identities,
    } = this.record(value, where, ['match', 'action', 'keys', 'identities']);
    const text = this.text(match, `${where}.match`);
    if (/^\w+:\/\//.test(text)) throw this.fail(`${where}.match has a scheme: write HOST/REPOSITORY, with * and **`);
    const found = { match: pattern(text) };
    if (action === 'allow' || action === 'deny') {
      if (keys !== undefined || identities !== undefined)
        throw this.fail(`${where}: ${action} takes neither keys nor identities`);
      return {
        ...found,
        decision: action === 'allow' ? { action } : { action, why: `${where} of ${this.what} forbids it` },
      };
    }
    if (action !== 'verify') throw this.fail(`${where}.action is verify, allow or deny`);
    const trust: Trust = {
      keys: this.list(keys ?? [], `${where}.keys`).map((key, index) => {
        const path = this.text(key, `${where}.keys[${index}]`);
        return { key: readPublicKey(this.file(path, `${where}.keys[${index}]`), path), name: path };
      }),
      keyless: this.list(identities ?? [], `${where}.identities`).map((identity, index) =>
        this.identity(identity, `${where}.identities[${index}]`),
      ),
    };
    if (trust.keys.length + trust.keyless.length === 0) throw this.fail(`${where} names neither keys nor identities`);
    return { ...found, decision: { action: 'verify', trust } };
  }

  private identity(value: unknown, where: string): Trust['keyless'][number] {
    const { issuer, identity, trustRoot } = this.record(value, where, ['issuer', 'identity', 'trustRoot']);
    const path = this.text(trustRoot, `${where}.trustRoot`);
    const text = this.file(path, `${where}.trustRoot`);
    const who = { issuer: this.text(issuer, `${where}.issuer`), identity: this.text(identity, `${where}.identity`) };
    try {
      return { identity: who, trustRoot: JSON.parse(text) as unknown };
    } catch {
      throw this.fail(`${where}.trustRoot: ${path} is not JSON`);
    }
  }

  private text(value: unknown, where: string): string {
    if (typeof value !== 'string' || value === '') throw this.fail(`${where} is no text`);
    return value;
  }

  private file(path: string, where: string): string {
    try {
      return this.readFile(path);
    } catch (error) {
      throw this.fail(`${where}: ${path}: ${systemWords(error)}`);
    }
  }

  private fail(why: string): ProvenanceError {
    return new ProvenanceError('policy', `${this.what}: ${why}`);
  }
}
