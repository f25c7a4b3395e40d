"""Alignment: two texts become segment pairs with word links."""
