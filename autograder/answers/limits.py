"""How large an answer may be. One place, so that both sides of the wall agree."""

#: Levels of lists and dictionaries inside each other.
MAX_DEPTH = 8
#: Items of one list, mapping or array.
MAX_ITEMS = 1 << 17
#: Items of a whole answer, however they are nested.
MAX_TOTAL_ITEMS = 1 << 18
#: Characters of one text.
MAX_TEXT = 100_000
#: Characters of a name: a key of a mapping, a gate, a free parameter.
MAX_NAME = 200
#: Bits of an integer.
MAX_INTEGER_BITS = 256
#: Operations of one circuit.
MAX_OPERATIONS = 20_000
#: The largest qubit label, and so the largest width, of a circuit.
MAX_QUBIT_LABEL = 4095
#: Qubits of one explicit matrix.
MAX_MATRIX_QUBITS = 6
#: Nesting of one parameter expression.
MAX_EXPRESSION_DEPTH = 24
#: Parts of one level of a parameter expression, its operator among them.
MAX_EXPRESSION_PARTS = 64
#: Sites of one register, filled or not.
MAX_SITES = 512
#: Points of one time series.
MAX_POINTS = 2000
#: Driving fields, and local detunings, of one analog program.
MAX_FIELDS = 4
