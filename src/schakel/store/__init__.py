"""The archive of deliveries, append-only; the tables as Parquet; the engine."""
