// What can go wrong between this program and a cluster. Every error says what was asked, what came of it and what to do.

/** The kinds of failure that somebody may want to tell apart. */
export type KubeErrorCode =
  /** the kubeconfig, or a flag that changes it */
  | 'configuration'
  /** no connection, or one that broke */
  | 'network'
  /** a certificate that is not trusted, expired or refused */
  | 'tls'
  | 'timeout'
  /** the server does not know who asks */
  | 'unauthorized'
  /** the server knows and refuses */
  | 'forbidden'
  | 'not-found'
  | 'already-exists'
  /** somebody else changed the object, or manages the field */
  | 'conflict'
  /** the object is not valid */
  | 'invalid'
  /** the cluster has no such kind */
  | 'unknown-kind'
  /** a list or watch began too far back */
  | 'expired'
  /** any other answer */
  | 'server'
  /** the user stopped it */
  | 'aborted';

/** What a server's Status says of the cause. Source: k8s.io/apimachinery@v0.37.2 pkg/apis/meta/v1 Status. */
export interface Status {
  kind?: string;
  message?: string;
  reason?: string;
  code?: number;
  details?: {
    name?: string;
    group?: string;
    kind?: string;
    retryAfterSeconds?: number;
    causes?: { reason?: string; message?: string; field?: string }[];
  };
}

/** A failure with words for the user. */
export class KubeError extends Error {
  override name = 'KubeError';

  constructor(
    readonly code: KubeErrorCode,
    message: string,
    readonly status?: Status,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Is an error a KubeError, of one of the codes if any are given? By name: bundles may have copies of the class. */
export function isKubeError(error: unknown, ...codes: KubeErrorCode[]): error is KubeError {
  if ((error as Error | undefined)?.name !== 'KubeError') return false;
  return codes.length === 0 || codes.includes((error as KubeError).code);
}

const CODES: Record<string, KubeErrorCode> = {
  Unauthorized: 'unauthorized',
  Forbidden: 'forbidden',
  NotFound: 'not-found',
  AlreadyExists: 'already-exists',
  Conflict: 'conflict',
  Invalid: 'invalid',
  BadRequest: 'invalid',
  Expired: 'expired',
  Gone: 'expired',
  Timeout: 'timeout',
};

const STATUS_CODES: Record<number, KubeErrorCode> = {
  400: 'invalid',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not-found',
  409: 'conflict',
  410: 'expired',
  422: 'invalid',
  504: 'timeout',
};

/** The error for an answer that is none of success. `what` is what was asked, as `GET /api/v1/…`. */
export function statusError(what: string, code: number, text: string): KubeError {
  const status = readStatus(text);
  const kind = CODES[status?.reason ?? ''] ?? STATUS_CODES[code] ?? 'server';
  const words = status?.message ?? (text.trim().slice(0, 500) || `the server answered ${code}`);
  return new KubeError(kind, status?.message ? words : `${what}: ${words}`, status ?? { code });
}

function readStatus(text: string): Status | undefined {
  try {
    const value = JSON.parse(text) as Status;
    return value?.kind === 'Status' ? value : undefined;
  } catch {
    return undefined;
  }
}
