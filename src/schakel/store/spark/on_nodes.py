"""The parent process on a node, which loads once what all processes with our functions need."""

from importlib import import_module

from pyspark.daemon import manager

LOADED = ("pyspark.worker", "pandas", "schakel.store.spark.frames")
"""Pandas too: Spark loads it in each process that hands it tables of Arrow."""

if __name__ == "__main__":
    for name in LOADED:
        import_module(name)
    manager()
