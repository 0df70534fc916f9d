"""What the practice cloud's devices are: the published figures, and the faults that are not published."""
