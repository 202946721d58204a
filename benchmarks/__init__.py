"""What docs/performance.md states, measured: `make bench`. No part of the installed package."""
