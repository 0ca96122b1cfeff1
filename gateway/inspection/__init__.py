"""Inspection in worker processes: what a message does to its reader, it does to nobody else."""
