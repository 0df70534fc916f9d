"""The instruments of the gallery, each as it stands there at first; ``gallery.md`` includes them by name."""

import numpy as np
from braket.circuits import Circuit

from gangway import ask
from gangway.widgets import (
    BlochSphere,
    ChshBench,
    Composer,
    DeviceChart,
    Measure,
    NoiseBench,
    QaoaLandscape,
    RydbergBench,
)

bell = Composer(Circuit().h(0).cnot(0, 1))
sphere = BlochSphere([1, 0])
coins = Measure(Circuit().h(0), against=np.eye(2) / 2, labels=("Superposition", "Mixture"))
chsh = ChshBench([0, 90, 0, -90])
noise = NoiseBench(Circuit().h(0).cnot(0, 1), device="Garnet")
rydberg = RydbergBench()
qaoa = QaoaLandscape([(0, 1), (1, 2), (2, 3), (3, 0), (2, 4), (3, 4)])
chart = DeviceChart("Garnet")
choice = ask("1-01/which-bit")
order = ask("1-01/order-lines")
prediction = ask("1-01/counts")
