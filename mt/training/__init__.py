"""The recipe that made the bundled models. Needs the `training` extra (PyTorch); nothing else imports it."""
