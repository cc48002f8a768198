// What `helm template` checks of its own arguments before it looks at a chart, in its words.

import { KUBE_VERSION_GENERIC } from '../../runtime/abi/quirks';
import { type Profile, has } from '../../language/profiles';
import { needsQuoting } from '../../gostd/log/slog';
import { isUint64, versionProblem } from '../../gostd/semver/version';
import { quote } from '../../gostd/strconv';

const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const NAME_LENGTH = 53;

/** Why a release may not have that name, or undefined. Source: helm.sh/helm/v4@v4.3.1 pkg/chart/v2/util/validate_name.go, ValidateReleaseName. */
export function releaseNameProblem(name: string): string | undefined {
  if (name === '') return `release name "": no name provided`;
  if (NAME.test(name) && name.length <= NAME_LENGTH) return undefined;
  return `release name ${quote(name)}: invalid release name, must match regex ${NAME.source} and the length must not be longer than ${NAME_LENGTH}`;
}

/** Why Helm does not take --kube-version, or undefined. Source: helm.sh/helm/v4@v4.3.1 pkg/chart/common/capabilities.go, ParseKubeVersion. */
export function kubeVersionProblem(text: string, helm: Profile): string | undefined {
  const problem = has(helm, KUBE_VERSION_GENERIC) ? genericVersionProblem(text) : versionProblem(text);
  return problem === undefined ? undefined : `invalid kube version '${text}': ${problem}`;
}

/** apimachinery's version.ParseGeneric: two numbers or more, anything behind them. */
function genericVersionProblem(text: string): string | undefined {
  const match = /^[\t\n\f\r ]*v?([0-9]+(?:\.[0-9]+)*)[^\n]*$/.exec(text);
  if (!match) return `could not parse ${quote(text)} as version`;
  const numbers = match[1].split('.');
  if (numbers.length < 2) return `illegal version string ${quote(text)}`;
  for (const [i, number] of numbers.entries()) {
    if (i === 0 && number.startsWith('0') && number !== '0') {
      return `illegal zero-prefixed version component ${quote(number)} in ${quote(text)}`;
    }
    if (!isUint64(number)) {
      return `illegal non-numeric version component ${quote(number)} in ${quote(text)}: strconv.ParseUint: parsing ${quote(number)}: value out of range`;
    }
  }
  return undefined;
}

/** A line of Helm 4's log on standard error. */
export function logLine(
  level: 'INFO' | 'WARN' | 'ERROR',
  message: string,
  attributes: Record<string, string> = {},
): string {
  const text = (value: string) => (needsQuoting(value) ? quote(value) : value);
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}=${text(value)}`);
  return `level=${level} msg=${text(message)}${pairs.join('')}\n`;
}
