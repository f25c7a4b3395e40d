"""Training on one graphics processor within minutes: both directions, with back-translation between them.

What runs on that machine needs PyTorch, NumPy, SentencePiece and sacrebleu; `carry` and `bring`, which run before and after
it, need what the rest of the recipe needs.
"""
