"""Work in the background: begun by somebody, done by whichever process is free, the same on both databases."""
