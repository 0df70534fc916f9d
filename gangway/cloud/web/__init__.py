"""The practice cloud's own page: devices, tasks and the bill of one account, served on this machine only."""
