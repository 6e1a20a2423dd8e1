// Role: a course of a few points as a small area. The numbers stand beside it, so that it is decoration to a screen reader.

/** Size of its drawing; the style sheet scales it. */
const WIDTH = 100, HEIGHT = 24;

export function Sparkline({ amounts }: { readonly amounts: readonly number[] }) {
  const most = Math.max(...amounts, 0);
  if (amounts.length < 2 || most === 0) return <span class="quiet">–</span>;
  const step = WIDTH / (amounts.length - 1);
  const points = amounts.map((amount, place) =>
    `${(place * step).toFixed(1)},${(HEIGHT - 1 - amount / most * (HEIGHT - 3)).toFixed(1)}`
  );
  return (
    <svg
      class="spark"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      <polygon points={`0,${HEIGHT} ${points.join(" ")} ${WIDTH},${HEIGHT}`} />
      <polyline points={points.join(" ")} />
    </svg>
  );
}
