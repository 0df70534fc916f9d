// Compare the engine with references made by Braket's simulators: node agreement.js <file of JSON lines>.
// Prints {circuits, worst, where}: the largest difference of any number, and the program it came from.

import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

import { problem, run, runNoisy } from "../../gangway/widgets/src/engine/index.js";

export function difference({ program, state, density }) {
  const wrong = problem(program, { noise: Boolean(density) });
  if (wrong) throw new Error(`${wrong} ${JSON.stringify(program)}`);
  const { re, im } = density ? runNoisy(program).vector : run(program);
  const wanted = density ?? state;
  if (wanted.length !== 2 * re.length) throw new Error(`${wanted.length} numbers for ${re.length} amplitudes`);
  return re.reduce((most, _, at) => Math.max(most, Math.abs(re[at] - wanted[2 * at]), Math.abs(im[at] - wanted[2 * at + 1])), 0);
}

let [circuits, worst, where] = [0, 0, null];
for await (const line of createInterface({ input: createReadStream(process.argv[2]) })) {
  const reference = JSON.parse(line);
  const apart = difference(reference);
  circuits++;
  if (!(apart <= worst)) [worst, where] = [apart, reference.program];
}
console.log(JSON.stringify({ circuits, worst, where }));
