"""The same steps on Apache Spark, where one machine is too small.

Nothing imports this but where an alliance declares it, since few install what it needs.
"""

from schakel.store.spark.running import SparkEngine, spark_engine

__all__ = ["SparkEngine", "spark_engine"]
