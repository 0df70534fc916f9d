"""What every genuine client does with the service: the same functions for the practice cloud and for AWS."""
