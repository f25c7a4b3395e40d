"""From segments to segment pairs: drafts, the decoder, terms, numbers, repetitions and the translation memory."""
