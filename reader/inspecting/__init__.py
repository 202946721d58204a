"""Looks at a deployment from outside its servers: metrics, and what is wrong with it."""
