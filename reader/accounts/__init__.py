"""The user centre's rules and its database; it knows neither HTTP nor articles."""
