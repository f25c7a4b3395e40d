"""What a translation may have got wrong: findings with their places, and one risk for a pair."""
