"""Files in and out: the shipped data, Excel, CSV, Parquet and Word."""
