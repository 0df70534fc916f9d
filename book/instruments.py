"""The instruments of the gallery, each as it stands there at first; ``gallery.md`` includes them by name."""

import numpy as np
from braket.circuits import Circuit

from gangway.widgets import BlochSphere, ChshBench, Composer, Measure

bell = Composer(Circuit().h(0).cnot(0, 1))
sphere = BlochSphere([1, 0])
coins = Measure(Circuit().h(0), against=np.eye(2) / 2, labels=("Superposition", "Mixture"))
chsh = ChshBench([0, 90, 0, -90])
