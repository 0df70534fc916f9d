// What judges an answer travels sealed with the question, so that nobody reads it by accident. It is no
// secret: whoever wants to can open it, as with the answers at the back of a book. Python seals (ask.py).

// Bytes that look random, from a 32-bit seed: Marsaglia's xorshift32, the lowest byte of each word.
function* stream(seed) {
  let word = seed >>> 0 || 1;
  for (;;) {
    word ^= word << 13;
    word ^= word >>> 17;
    word ^= word << 5;
    yield word & 0xff;
  }
}

export function open(sealed, seed) {
  const bytes = stream(seed);
  const plain = Uint8Array.from(atob(sealed), (letter) => letter.charCodeAt(0) ^ bytes.next().value);
  return JSON.parse(new TextDecoder().decode(plain));
}
