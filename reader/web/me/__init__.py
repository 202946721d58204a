"""The user centre (用户中心): private pages, each for the reader whose device asks."""
