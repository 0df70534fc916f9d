"""What each operation of the service does: functions of the caller's place and the parameters."""
