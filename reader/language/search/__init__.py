"""Full-text search of Chinese: what is indexed of an article, and what a query means."""
