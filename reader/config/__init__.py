"""What the operator and the publisher decide, validated once at start."""
