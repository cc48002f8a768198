// Medians, and the exponent of a growth curve.

export function median(numbers: readonly number[]): number {
  if (numbers.length === 0) return Number.NaN;
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The median of a[i] / b[i]: each pair was measured one right after the other. */
export function medianRatio(a: readonly number[], b: readonly number[]): number {
  return median(a.slice(0, b.length).map((value, i) => value / b[i]));
}

/** The k of y = c·x^k that fits best (least squares over the logarithms). */
export function exponent(points: readonly (readonly [x: number, y: number])[]): number {
  const usable = points.filter(([x, y]) => x > 0 && y > 0).map(([x, y]) => [Math.log(x), Math.log(y)]);
  if (usable.length < 2) return Number.NaN;
  const mean = (i: 0 | 1) => usable.reduce((sum, point) => sum + point[i], 0) / usable.length;
  const [mx, my] = [mean(0), mean(1)];
  const above = usable.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0);
  const below = usable.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
  return above / below;
}
