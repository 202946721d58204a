"""Text from one script to the other."""
