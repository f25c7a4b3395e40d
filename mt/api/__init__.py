"""What `import qantara` hands out: translate, align, audit, score and suggest as functions. The commands use them too."""
