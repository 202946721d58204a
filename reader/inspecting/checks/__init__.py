"""What can be wrong with a deployment: a function for each (docs/troubleshooting.md)."""
