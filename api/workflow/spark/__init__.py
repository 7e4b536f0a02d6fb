"""Scoring on Spark: the functions that score on one machine, mapped over the partitions of a file too long for it.

Spark reads and computes nothing itself. It deals out work, carries Arrow data between tasks, and does again what a lost
machine did; ``docs/decisions/0018-scoring-on-spark.md`` says why.
"""
