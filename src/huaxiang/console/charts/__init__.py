"""Charts: pure functions from a view's document to an ECharts option."""
