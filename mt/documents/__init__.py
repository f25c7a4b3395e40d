"""Documents: what is to be translated, taken apart into segments and put together again. One format a module."""
