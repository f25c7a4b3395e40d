"""`qantara serve`: a page to work on, and the interfaces that clients already speak, over one engine."""
