"""What publishers do with their articles: check them; later import and export."""
