// Random numbers that can be repeated: sfc32 by Chris Doty-Humphrey (PractRand), seeded by splitmix32.

export function random(seed) {
  let mix = seed >>> 0;
  const next = () => {
    mix = (mix + 0x9e3779b9) | 0;
    let z = Math.imul(mix ^ (mix >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) | 0;
  };
  let [a, b, c, d] = [next(), next(), next(), 1];
  const word = () => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t | 0;
    return t >>> 0;
  };
  for (let warm = 0; warm < 12; warm++) word();
  // 53 random bits in [0, 1)
  return () => ((word() >>> 5) * 67108864 + (word() >>> 6)) / 9007199254740992;
}

// A seed that nobody chose.
export const fresh = () => Math.floor(Math.random() * 2 ** 31);

// Counts of `shots` draws from a list of probabilities (weights will do), in the same order.
export function sample(probabilities, shots, draw) {
  const pick = picker(probabilities);
  const counts = new Array(probabilities.length).fill(0);
  for (let shot = 0; shot < shots; shot++) counts[pick(draw())]++;
  return counts;
}

// A function from [0, 1) to an index, with these probabilities.
export function picker(probabilities) {
  const cumulative = new Float64Array(probabilities.length);
  let total = 0;
  probabilities.forEach((one, at) => (cumulative[at] = total += Math.max(0, one)));
  return (drawn) => {
    const wanted = drawn * total;
    let [low, high] = [0, cumulative.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulative[middle] > wanted) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
