// The CHSH game: two players, two settings each, and how often their answers agree.

export const CLASSICAL = 2;
export const QUANTUM = 2 * Math.SQRT2;
const DEGREE = Math.PI / 180;

// The settings in the order in which they are counted: [Alice's, Bob's].
export const SETTINGS = [[0, 0], [0, 1], [1, 0], [1, 1]];
export const SIGNS = [1, 1, 1, -1];

// The mean product of the answers (±1) of two players who measure along axes `degrees` apart.
//   pair: an entangled pair, (|00⟩ + |11⟩)/√2, whose visibility is what noise has left of it
//   arrow: a hidden arrow that both carry, each answering by the side of the axis it points to (Bell 1964)
export function correlation(source, degrees, visibility = 1) {
  if (source === "pair") return visibility * Math.cos(degrees * DEGREE);
  const apart = Math.abs(((degrees % 360) + 540) % 360 - 180);
  return visibility * (1 - (2 * apart) / 180);
}

// The correlations of the four settings. Angles: Alice's two, Bob's two, in degrees.
export const correlations = (source, angles, visibility) =>
  SETTINGS.map(([a, b]) => correlation(source, angles[a] - angles[2 + b], visibility));

// S of four correlations.
export const combined = (four) => four.reduce((sum, one, at) => sum + SIGNS[at] * one, 0);

// Play rounds with settings drawn at random; returns counts with them added: [[rounds, agreed], …] by setting.
export function play(counts, four, rounds, draw) {
  const after = counts.map((one) => [...one]);
  for (let round = 0; round < rounds; round++) {
    const setting = Math.floor(4 * draw());
    after[setting][0]++;
    if (draw() < (1 + four[setting]) / 2) after[setting][1]++;
  }
  return after;
}

// What the counts say: {each: [{rounds, mean, error}], value, error, rounds, won}; value is null until every
// setting has come. Errors are standard errors; a mean's is √((1 − E²)/n).
export function estimate(counts) {
  const each = counts.map(([rounds, agreed]) => {
    const mean = rounds ? (2 * agreed) / rounds - 1 : null;
    return { rounds, mean, error: rounds ? Math.sqrt((1 - mean * mean) / rounds) : null };
  });
  const rounds = counts.reduce((sum, [n]) => sum + n, 0);
  const wins = counts.reduce((sum, [n, agreed], at) => sum + (SIGNS[at] > 0 ? agreed : n - agreed), 0);
  const whole = each.every((one) => one.rounds > 0);
  return {
    each,
    rounds,
    won: rounds ? wins / rounds : null,
    value: whole ? combined(each.map((one) => one.mean)) : null,
    error: whole ? Math.sqrt(each.reduce((sum, one) => sum + one.error ** 2, 0)) : null,
  };
}

// What S with its 95 % error says about 2, as a sentence.
export function verdict({ value, error, rounds }) {
  if (value === null) return rounds ? "S needs rounds of all four settings: play on." : "No rounds played yet.";
  const half = 1.96 * error;
  if (rounds < 100) return "Too few rounds: an error bar this wide, and not even a reliable one, decides nothing.";
  if (Math.abs(value) - half > CLASSICAL) return "S lies above 2 by more than its error bar: no classical strategy does that, unless by rare luck.";
  if (Math.abs(value) + half < CLASSICAL) return "S lies below 2 by more than its error bar: a classical strategy can do that.";
  return "The error bar reaches across 2: these rounds don't decide.";
}
