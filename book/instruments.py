"""The instruments of the gallery, each as it stands there at first; ``gallery.md`` includes them by name."""

from braket.circuits import Circuit

from gangway.widgets import Composer

bell = Composer(Circuit().h(0).cnot(0, 1))
