"""What a network learns from: data sets, tables, drawn points."""
