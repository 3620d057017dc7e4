"""The payments desk: what a machine left is allocated by hand."""
