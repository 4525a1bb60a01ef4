"""The command line `searchsvc`: parse, call, print; nothing else."""
