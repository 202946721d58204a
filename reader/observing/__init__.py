"""What a process says of its own work: counts, a line for each request, events."""
