"""Files that people bring: read as they are, understood column by column, nothing dropped."""
