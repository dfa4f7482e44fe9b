"""Where tables are computed: the lake of Parquet files and the engines that scan it."""
